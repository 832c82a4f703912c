package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** A producer puts a record where another process is just sealing the end of the lane. */
@JCStressTest
@Handoff(
    value = "commit",
    refutes =
        "a look at the cell and a store, of the commit or of the seal: a record is put after the"
            + " end, or one that is in is sealed over",
    failsWith = {
      "LaneWriter: if ({{words.compareAndSet( => lookThenSet(words, }}at, before, word))",
      "LaneRing: && {{words.compareAndSet( => lookThenSet(words, }}at, word, seal(end))"
    })
@Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "put before the end")
@Outcome(id = "false, true, 0", expect = ACCEPTABLE, desc = "sealed before")
@Outcome(expect = FORBIDDEN, desc = "lost, or put after the end")
@State
public class SealStress {
  private final LaneRing ring = StressLane.ring();
  private final LaneRing seenByAnother = StressLane.seenByAnother(ring);
  private final LaneWriter writer = LaneWriter.tryClaim(ring, StressLane.FIRST);

  /** Puts, if it can. */
  @Actor
  public void producer(ZZI_Result r) {
    r.r1 = writer.offer(new byte[8], 0, 8);
  }

  /** Seals. */
  @Actor
  public void closer(ZZI_Result r) {
    r.r2 = seenByAnother.trySeal();
  }

  /** What is in the lane before its seal. */
  @Arbiter
  public void rest(ZZI_Result r) {
    QueueTaker taker = StressLane.taker(seenByAnother);
    while (taker.tryTake() != QueueTaker.EMPTY) {
      r.r3++;
    }
    if (!seenByAnother.isExhausted()) {
      r.r3 = -1;
    }
  }
}
