package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** One publishes messages into the blocks of those before, another one copies what it finds. */
@JCStressTest
@Handoff(
    value = "message",
    refutes =
        "a plain store or load of the entry, bytes written before the entry of the message before"
            + " has been replaced, and a second look at the entry that comes before the copy",
    failsWith = {
      "TopicWriter: if (!written) { {{write(source, length); => }} written = true; } else if"
          + " (ring.replace(position, before, ring.entry(position, place, block))) {"
          + " ring.pass(position); {{ => Thread.yield(); write(source, length);}}",
      "TopicCursor: if ({{!TopicRing.isSame(entry, ring.at(at)) => false}})"
    },
    unseenOnX86 =
        "missing fences and a plain load of the entry: x86 keeps stores, and loads, in order")
@Outcome(id = "true", expect = ACCEPTABLE, desc = "nothing, or whole messages in their order")
@Outcome(id = "false", expect = FORBIDDEN, desc = "parts of two, or of one not written yet")
@State
public class TopicMessageStress {
  private static final int LAST = 16;

  private final StressTopic topic = StressTopic.lossy(1);
  private final TopicWriter writer = topic.writer(StressLane.FIRST);
  private final TopicRing ring = topic.ring();
  private final TopicCursor cursor =
      new TopicCursor(ring, topic.seenBy(StressLane.SECOND), ring.first());

  /** Publishes. */
  @Actor
  public void publisher() {
    for (int value = 1; value <= LAST; value++) {
      StressTopic.publish(writer, value);
    }
  }

  /** Reads what it finds. */
  @Actor
  public void reader(Z_Result r) {
    r.r1 = true;
    long before = 0;
    for (int i = 0; i < LAST; i++) {
      long value = StressTopic.read(cursor);
      if (value != TopicCursor.NOTHING) {
        r.r1 &= value > before;
        before = value;
      }
    }
  }
}
