package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A consumer reads a record and gives its lane up; another one takes it over. */
@JCStressTest
@Handoff(
    value = "consumer",
    refutes = "a plain store of the owner: the next one would read the last record again",
    failsWith =
        "ConsumerStress: {{reader.read((memory, offset, length) -> {}, 1); => }} "
            + "reader.release(StressLane.FIRST); {{ => reader.read((memory, offset, length) -> {}, "
            + "1);}}",
    unseenOnX86 = "a plain store of the owner: x86 keeps stores in order")
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "not given up yet")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "goes on after the record")
@Outcome(expect = FORBIDDEN, desc = "does not see that it was read")
@State
public class ConsumerStress {
  private final LaneRing ring = StressLane.ring();
  private final LaneRing seenByAnother = StressLane.seenByAnother(ring);
  private final LaneReader reader = LaneReader.tryClaim(ring, StressLane.FIRST, Polling.eager());

  /** Puts a record into the lane. */
  public ConsumerStress() {
    StressLane.offer(LaneWriter.tryClaim(ring, StressLane.FIRST), 7);
  }

  /** Reads, and gives the lane up. */
  @Actor
  public void first() {
    reader.read((memory, offset, length) -> {}, 1);
    reader.release(StressLane.FIRST);
  }

  /** Takes it over, if it can. */
  @Actor
  public void second(J_Result r) {
    LaneReader next = LaneReader.tryClaim(seenByAnother, StressLane.SECOND, Polling.eager());
    r.r1 = next == null ? -1 : next.head() - StressLane.CELLS;
  }
}
