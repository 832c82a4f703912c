package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** A reader leaves while it is evicted, and two others want its seat. */
@JCStressTest
@Handoff(
    value = "seat",
    refutes =
        "a look at the reader and a store where there is a compare-and-set: two in one seat, or one"
            + " who has it taken for one who had it before",
    failsWith = {
      "TopicSeats: if ({{words.compareAndSet( => lookThenSet(words, }}readerOffset(seat), before,"
          + " reader))",
      "TopicSeats: return {{words.compareAndSet( => setBlindly(words, }}readerOffset(seat), reader,"
          + " reader & OWNER_SITTING_MASK);"
    },
    unseenOnX86 = "a plain load of the reader: the compare-and-set decides")
@Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "B has it")
@Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "C has it")
@Outcome(expect = FORBIDDEN, desc = "both have it, or who has it was evicted")
@State
public class TopicSeatStress {
  private final StressTopic topic = StressTopic.reliable();
  private final TopicRing ring = topic.ring();
  private final TopicSeats seenByOne = topic.seats(StressLane.FIRST);
  private final TopicSeats seenByAnother = topic.seats(StressLane.SECOND);
  private final TopicSeats.Seat seatOfA = seenByOne.trySit(ring.first());
  private final long next;
  private TopicSeats.Seat seatOfB;
  private TopicSeats.Seat seatOfC;

  /** Where A holds the publishers up. */
  public TopicSeatStress() {
    TopicWriter writer = topic.writer(StressLane.FIRST);
    for (int i = 0; i < StressTopic.ENTRIES; i++) {
      StressTopic.publish(writer, i);
    }
    next = ring.next();
  }

  /** A leaves, then B comes. */
  @Actor
  public void oneReader(ZZZ_Result r) {
    seatOfA.leave();
    seatOfB = seenByOne.trySit(next);
    r.r1 = seatOfB != null;
  }

  /** A is evicted, then C comes. */
  @Actor
  public void anotherReader(ZZZ_Result r) {
    seenByAnother.limit(next, true, StressLane.SECOND);
    seatOfC = seenByAnother.trySit(next);
    r.r2 = seatOfC != null;
  }

  /** Whether who has the seat has not been evicted. */
  @Arbiter
  public void inTheEnd(ZZZ_Result r) {
    r.r3 = (seatOfB == null || seatOfB.isTaken()) && (seatOfC == null || seatOfC.isTaken());
  }
}
