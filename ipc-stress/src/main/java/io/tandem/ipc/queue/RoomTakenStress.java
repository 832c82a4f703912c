package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** A taker takes the first record of a full lane while the producer puts one in its place. */
@JCStressTest
@Handoff(
    value = "room",
    refutes = "head moved before the record has been copied",
    failsWith =
        "QueueTaker: {{read(ring, lane); => if "
            + "(!ring.words.compareAndSet(ring.cellOffset(head), commits[lane], "
            + "LaneRing.taken(commits[lane]))) return false; "
            + "ring.words.compareAndSet(LaneLayout.HEAD, head, head + ring.cellsFor(lengths[lane])); "
            + "read(ring, lane);}} if ({{!ring.words.compareAndSet(ring.cellOffset(head), "
            + "commits[lane], LaneRing.taken(commits[lane])) => false}})")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the record that was there")
@Outcome(expect = FORBIDDEN, desc = "overwritten while it was copied")
@State
public class RoomTakenStress {
  private final LaneRing ring = StressLane.ring();
  private final LaneWriter writer = LaneWriter.tryClaim(ring, StressLane.FIRST);
  private final QueueTaker taker = StressLane.taker(StressLane.seenByAnother(ring));

  /** Fills the lane. */
  public RoomTakenStress() {
    for (int i = 0; i < StressLane.CELLS; i++) {
      StressLane.offer(writer, 1);
    }
  }

  /** Puts, if there is room. */
  @Actor
  public void producer() {
    StressLane.offer(writer, 2);
  }

  /** Takes one. */
  @Actor
  public void taker(JJ_Result r) {
    taker.tryTake();
    ByteBuffer copy = ByteBuffer.wrap(taker.bytes()).order(ByteOrder.nativeOrder());
    r.r1 = copy.getLong(0);
    r.r2 = copy.getLong(Long.BYTES);
  }
}
