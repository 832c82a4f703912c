package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A producer gives a lane memory; another process maps it as soon as it is ready. */
@JCStressTest
@Handoff(
    value = "lane memory",
    refutes = "a plain store of READY, and a plain load of it: a lane without its first head",
    failsWith =
        "QueueLanes: {{LaneRing.initialize(words, shape.cells()); => }} mapped.set(lane, new "
            + "LaneRing(words, shape.cells(), shape.cellBytes())); {{ => body.setRelease(place, "
            + "QueueLayout.READY); Thread.yield(); LaneRing.initialize(words, "
            + "shape.cells());}}",
    unseenOnX86 = "a plain store or load of READY: x86 keeps stores, and loads, in order")
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "not ready yet")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "a lane with its first head")
@Outcome(expect = FORBIDDEN, desc = "a lane that was not initialized")
@State
public class LaneMemoryStress {
  private final StressQueue queue = new StressQueue();
  private final QueueLanes maker = queue.seenBy(StressLane.FIRST);
  private final QueueLanes onlooker = queue.seenBy(StressLane.SECOND);

  /** Makes the lane. */
  @Actor
  public void producer() {
    maker.claim();
  }

  /** Looks at it. */
  @Actor
  public void onlooker(J_Result r) {
    LaneRing ring = onlooker.lane(0);
    r.r1 = ring == null ? -1 : ring.words.getPlain(LaneLayout.HEAD);
  }
}
