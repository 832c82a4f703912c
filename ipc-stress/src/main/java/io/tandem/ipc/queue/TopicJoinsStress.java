package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A reader sits down while a publisher, who has seen nobody there, goes on. */
@JCStressTest
@Handoff(
    value = "joins",
    refutes =
        "a publisher that does not see who has sat down before tail reached it, and a reader that"
            + " looks at tail before it counts itself: what is kept for it would be replaced",
    failsWith = {
      "TopicWriter: if ({{joinsNow != joins || => }} position >= limit)",
      "TopicSeats: {{words.getAndAdd(TopicLayout.JOINS, 1); => }} long kept = ring.tail() + 1 -"
          + " shape.entries(); {{ => words.getAndAdd(TopicLayout.JOINS, 1);}}"
    },
    unseenOnX86 = "plain loads of tail and of the joins: x86 keeps loads in order")
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "nothing there behind where it begins")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "the message at which it begins")
@Outcome(expect = FORBIDDEN, desc = "replaced although it was kept, or another message")
@State
public class TopicJoinsStress {
  private static final int OVERTAKEN = -2;
  private static final int LAST = 8;

  private final StressTopic topic = StressTopic.reliable();
  private final TopicRing ring = topic.ring();
  private final TopicWriter writer = topic.writer(StressLane.FIRST);
  private final TopicPlaces places = topic.seenBy(StressLane.SECOND);
  private final TopicSeats seats = topic.seats(StressLane.SECOND);

  /** Where the publisher knows that nobody reads. */
  public TopicJoinsStress() {
    StressTopic.publish(writer, 0);
  }

  /** Publishes what it may. */
  @Actor
  public void publisher() {
    for (int value = 1; value <= LAST; value++) {
      if (StressTopic.publish(writer, value) == TopicWriter.FULL) {
        return;
      }
    }
  }

  /** Sits down, and reads its first message. */
  @Actor
  public void reader(J_Result r) {
    TopicSeats.Seat seat = seats.trySit(ring.next() - 1);
    long expected = seat.position() - ring.first();
    try {
      long value = StressTopic.read(new TopicCursor(ring, places, seat));
      r.r1 = value == expected ? 1 : value == TopicCursor.NOTHING ? value : StressTopic.TORN;
    } catch (DamagedLaneException replaced) {
      r.r1 = OVERTAKEN;
    }
  }
}
