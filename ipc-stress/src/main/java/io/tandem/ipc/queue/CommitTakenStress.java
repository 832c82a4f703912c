package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two takers compete for one record. */
@JCStressTest
@Handoff(
    value = "commit",
    refutes = "a look at the word and a store where there is a compare-and-set: taken twice",
    failsWith =
        "QueueTaker: if (!{{ring.words.compareAndSet( => lookThenSet(ring.words, "
            + "}}ring.cellOffset(head), commits[lane], LaneRing.taken(commits[lane])))")
@Outcome(id = "7, -1", expect = ACCEPTABLE, desc = "A has taken it")
@Outcome(id = "-1, 7", expect = ACCEPTABLE, desc = "B has taken it")
@Outcome(expect = FORBIDDEN, desc = "taken twice, or by nobody, or parts of it")
@State
public class CommitTakenStress {
  private final LaneRing ring = StressLane.ring();
  private final LaneWriter writer = LaneWriter.tryClaim(ring, StressLane.FIRST);
  private final QueueTaker takerA = StressLane.taker(StressLane.seenByAnother(ring));
  private final QueueTaker takerB = StressLane.taker(StressLane.seenByAnother(ring));

  /** Puts the record. */
  public CommitTakenStress() {
    StressLane.offer(writer, 0x0707_0707_0707_0707L);
  }

  /** Takes. */
  @Actor
  public void takerA(II_Result r) {
    r.r1 = taken(takerA);
  }

  /** Takes. */
  @Actor
  public void takerB(II_Result r) {
    r.r2 = taken(takerB);
  }

  private static int taken(QueueTaker taker) {
    int length = taker.tryTake();
    if (length == QueueTaker.EMPTY) {
      return -1;
    }
    byte[] bytes = taker.bytes();
    for (int i = 1; i < length; i++) {
      if (bytes[i] != bytes[0]) {
        return -2;
      }
    }
    return bytes[0];
  }
}
