package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A producer puts a record and gives its lane up; another one takes it over. */
@JCStressTest
@Handoff(
    value = "producer",
    refutes = "a plain store of the owner: the next one would write over the last record",
    failsWith =
        "ProducerStress: {{StressLane.offer(writer, 7); => }} "
            + "writer.release(StressLane.FIRST); {{ => StressLane.offer(writer, 7);}}",
    unseenOnX86 = "a plain store of the owner: x86 keeps stores in order")
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "not given up yet")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "goes on after the record")
@Outcome(expect = FORBIDDEN, desc = "does not see the record")
@State
public class ProducerStress {
  private final LaneRing ring = StressLane.ring();
  private final LaneRing seenByAnother = StressLane.seenByAnother(ring);
  private final LaneWriter writer = LaneWriter.tryClaim(ring, StressLane.FIRST);

  /** Puts, and gives the lane up. */
  @Actor
  public void first() {
    StressLane.offer(writer, 7);
    writer.release(StressLane.FIRST);
  }

  /** Takes it over, if it can. */
  @Actor
  public void second(J_Result r) {
    LaneWriter next = LaneWriter.tryClaim(seenByAnother, StressLane.SECOND);
    r.r1 = next == null ? -1 : next.tail() - StressLane.CELLS;
  }
}
