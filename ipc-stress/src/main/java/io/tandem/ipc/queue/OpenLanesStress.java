package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A producer opens a lane; a process that sees it open finds it ready. */
@JCStressTest
@Handoff(
    value = "open lanes",
    refutes = "a plain store of the number of open lanes: a lane is open that cannot be mapped",
    failsWith =
        "QueueLanes: {{ => raiseOpenLanes(lane + 1);}} if (isReady(lane) || giveMemory(lane))",
    unseenOnX86 =
        "a plain store of the number: a compare-and-set orders all before it, and so would x86")
@Outcome(id = "true", expect = ACCEPTABLE, desc = "not open yet, or open and ready")
@Outcome(id = "false", expect = FORBIDDEN, desc = "open, but not ready")
@State
public class OpenLanesStress {
  private final StressQueue queue = new StressQueue();
  private final QueueLanes maker = queue.seenBy(StressLane.FIRST);
  private final QueueLanes onlooker = queue.seenBy(StressLane.SECOND);

  /** Opens the lane. */
  @Actor
  public void producer() {
    maker.claim();
  }

  /** Looks. */
  @Actor
  public void onlooker(Z_Result r) {
    r.r1 = onlooker.openLanes() == 0 || onlooker.lane(0) != null;
  }
}
