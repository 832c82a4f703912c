package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** Two publish; one of them looks first whether the message before tail is there. */
@JCStressTest
@Handoff(
    value = "tail",
    refutes =
        "a tail that is visible before the entry, which a reader would begin behind, and a tail"
            + " that goes back",
    failsWith = {
      "TopicWriter: } else if ({{ring.replace( => ring.words.compareAndSet(TopicLayout.TAIL,"
          + " position, position + 1) && ring.replace(}}position, before, ring.entry(position,"
          + " place, block))) {",
      "TopicRing: {{words.compareAndSet( => setBlindly(words, }}TopicLayout.TAIL, position,"
          + " position + 1);"
    },
    unseenOnX86 = "a plain load of tail or of the entry: x86 keeps loads in order")
@Outcome(id = "true, 9", expect = ACCEPTABLE, desc = "nothing before tail, or a message")
@Outcome(expect = FORBIDDEN, desc = "a tail without its message, or not behind the last one")
@State
public class TopicTailStress {
  private static final int MESSAGES = 8;

  private final StressTopic topic = StressTopic.lossy(2);
  private final TopicWriter writerA = topic.writer(StressLane.FIRST);
  private final TopicWriter writerB = topic.writer(StressLane.SECOND);
  private final TopicRing ring = topic.ring();

  private static void publish(TopicWriter writer, long value) {
    try {
      StressTopic.publish(writer, value);
    } catch (DamagedLaneException wentBack) {
      // by more than one message; it has not been published, and so is missing in the end
    }
  }

  /** Publishes. */
  @Actor
  public void publisher() {
    for (int value = 1; value <= MESSAGES; value++) {
      publish(writerA, value);
    }
  }

  /** Looks, and publishes one. */
  @Actor
  public void onlooker(ZJ_Result r) {
    r.r1 = true;
    for (int i = 0; i < MESSAGES; i++) {
      long tail = ring.tail();
      r.r1 &= tail == ring.first() || ring.lapsAhead(ring.at(tail - 1), tail - 1) >= 0;
    }
    publish(writerB, 0);
  }

  /** Where tail is in the end. */
  @Arbiter
  public void end(ZJ_Result r) {
    r.r2 = ring.tail() - ring.first();
  }
}
