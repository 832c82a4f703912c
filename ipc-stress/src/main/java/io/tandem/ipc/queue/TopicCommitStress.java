package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Two publishers compete for one position. */
@JCStressTest
@Handoff(
    value = "message",
    refutes = "a look at the entry and a store where there is a compare-and-set: a message is lost",
    failsWith =
        "TopicRing: return {{words.compareAndSet( => lookThenSet(words, }}entryOffset(position),"
            + " before, entry);")
@Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "A was first")
@Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "B was first")
@Outcome(expect = FORBIDDEN, desc = "lost, or there twice, or parts of it")
@State
public class TopicCommitStress {
  private final StressTopic topic = StressTopic.lossy(2);
  private final TopicWriter writerA = topic.writer(StressLane.FIRST);
  private final TopicWriter writerB = topic.writer(StressLane.SECOND);
  private final TopicRing ring = topic.ring();
  private final TopicCursor cursor =
      new TopicCursor(ring, topic.seenBy(StressLane.SECOND), ring.first());

  /** Publishes one. */
  @Actor
  public void publisherA() {
    StressTopic.publish(writerA, 1);
  }

  /** Publishes another one. */
  @Actor
  public void publisherB() {
    StressTopic.publish(writerB, 2);
  }

  /** Reads both. */
  @Arbiter
  public void reader(JJ_Result r) {
    r.r1 = StressTopic.read(cursor);
    r.r2 = StressTopic.read(cursor);
  }
}
