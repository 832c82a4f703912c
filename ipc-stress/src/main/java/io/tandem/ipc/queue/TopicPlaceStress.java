package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** A publisher gives its place up and wants it back; another one takes it over and publishes. */
@JCStressTest
@Handoff(
    value = "place",
    refutes =
        "a plain store of nobody: the next one would write over the last block; and a look at the"
            + " owner and a store where there is a compare-and-set: two in one place",
    failsWith = {
      "TopicPlaceStress: {{StressTopic.publish(writer, 1); => }} placesOfA.release(0); {{ =>"
          + " StressTopic.publish(writer, 1);}}",
      "TopicPlaces: else if ({{body.compareAndSet( => lookThenSet(body, }}publisherOffset(place),"
          + " owner, self()))"
    },
    unseenOnX86 =
        "a plain store of nobody or load of the owner: x86 keeps stores, and loads, in order")
@Outcome(id = "true, -1", expect = ACCEPTABLE, desc = "A has it back")
@Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "B has it, and goes on behind the block of A")
@Outcome(expect = FORBIDDEN, desc = "both have it, or B has used the block of A")
@State
public class TopicPlaceStress {
  private final StressTopic topic = StressTopic.lossy(1);
  private final TopicRing ring = topic.ring();
  private final TopicPlaces placesOfA = topic.seenBy(StressLane.FIRST);
  private final TopicPlaces placesOfB = topic.seenBy(StressLane.SECOND);
  private final TopicWriter writer =
      topic.writer(StressLane.FIRST, placesOfA, placesOfA.claim("stress topic"));

  /** Publishes, gives the place up, and takes it again if it can. */
  @Actor
  public void publisherA(ZJ_Result r) {
    StressTopic.publish(writer, 1);
    placesOfA.release(0);
    r.r1 = tryClaim(placesOfA);
  }

  /** Takes it over if it can, and publishes; tells the block. */
  @Actor
  public void publisherB(ZJ_Result r) {
    if (!tryClaim(placesOfB)) {
      r.r2 = -1;
      return;
    }
    TopicWriter next = topic.writer(StressLane.SECOND, placesOfB, 0);
    r.r2 = ring.blockOf(ring.at(StressTopic.publish(next, 2)));
  }

  private static boolean tryClaim(TopicPlaces places) {
    try {
      places.claim("stress topic");
      return true;
    } catch (ProducerLimitException taken) {
      return false;
    }
  }
}
