package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A publisher gives its place memory; another process maps it as soon as it is ready. */
@JCStressTest
@Handoff(
    value = "blocks",
    refutes = "a plain store of READY, and a plain load of it: blocks that have no memory",
    failsWith =
        "TopicPlaces: {{memory.allocate(place * shape.placeBytes(), shape.placeBytes()); => }}"
            + " body.setRelease(memoryOffset(place), TopicLayout.READY); {{ => Thread.yield();"
            + " memory.allocate(place * shape.placeBytes(), shape.placeBytes());}}",
    unseenOnX86 = "a plain store or load of READY: x86 keeps stores, and loads, in order")
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "not ready yet")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "blocks that have memory")
@Outcome(expect = FORBIDDEN, desc = "blocks without memory")
@State
public class TopicBlocksStress {
  private final StressTopic topic = StressTopic.lossy(1);
  private final TopicPlaces maker = topic.seenBy(StressLane.FIRST);
  private final TopicPlaces onlooker = topic.seenBy(StressLane.SECOND);

  /** Takes the place, and gives it memory. */
  @Actor
  public void publisher() {
    maker.claim("stress topic");
  }

  /** Looks at it. */
  @Actor
  public void onlooker(J_Result r) {
    try {
      r.r1 = onlooker.blocks(0).readLong(0);
    } catch (DamagedLaneException notReady) {
      r.r1 = -1;
    }
  }
}
