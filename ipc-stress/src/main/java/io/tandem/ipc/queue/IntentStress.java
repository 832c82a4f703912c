package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two producers put into a queue that has one place. */
@JCStressTest
@Handoff(
    value = "intent",
    refutes = "an announcement that is a release store without a full fence: both count nobody",
    failsWith =
        "ExactRoom: {{announce(writer, cells); => boolean early = cellsAtMost(lanes.openLanes())"
            + " + cells <= capacity; announce(writer, cells); if (early) return true;}}"
            + " for (int i = 0; i < tries; i++)",
    unseenOnX86 =
        "no fence after the announcement: x86 may perform it after the count, but the many loads in"
            + " between leave it too much time")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "A has it")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "B has it")
@Outcome(id = "false, false", expect = ACCEPTABLE_INTERESTING, desc = "each gave way too long")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "more than the capacity")
@State
public class IntentStress {
  private final LaneRing ringA = StressLane.ring();
  private final LaneRing ringB = StressLane.ring();
  private final LaneWriter writerA = LaneWriter.tryClaim(ringA, StressLane.FIRST);
  private final LaneWriter writerB = LaneWriter.tryClaim(ringB, StressLane.SECOND);
  private final LaneSource lanes = StressLane.source(ringA, ringB);

  private static boolean put(LaneSource lanes, int lane, LaneWriter writer) {
    boolean reserved = new ExactRoom(lanes, StressLane.FIRST, 1).tryReserve(lane, writer, 1);
    if (reserved) {
      StressLane.offer(writer, 7);
    }
    return reserved;
  }

  /** Puts into lane 0. */
  @Actor
  public void producerA(ZZ_Result r) {
    r.r1 = put(lanes, 0, writerA);
  }

  /** Puts into lane 1. */
  @Actor
  public void producerB(ZZ_Result r) {
    r.r2 = put(lanes, 1, writerB);
  }
}
