package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.ShutdownException;
import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** A producer opens a lane and puts while another process shuts the queue down. */
@JCStressTest
@Handoff(
    value = "shutdown",
    refutes = "a look for a shutdown that is performed before the lane is open: put after the end",
    failsWith = "QueueLanes: if ({{isShutdown() => false}}) { writer.release(liveness);",
    unseenOnX86 =
        "a missing fence between opening a lane and the look: the compare-and-set before it is "
            + "one on x86")
@Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "put before the end")
@Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "refused")
@Outcome(id = "false, false, false", expect = ACCEPTABLE, desc = "refused, the end seen later")
@Outcome(expect = FORBIDDEN, desc = "lost, or put after the end")
@State
public class ShutdownStress {
  private final StressQueue queue = new StressQueue();
  private final QueueLanes producer = queue.seenBy(StressLane.FIRST);
  private final QueueLanes closer = queue.seenBy(StressLane.SECOND);

  /** Puts, if it can. */
  @Actor
  public void producer(ZZZ_Result r) {
    try {
      r.r1 = producer.claim().writer().offer(new byte[8], 0, 8);
    } catch (ShutdownException refused) {
      r.r1 = false;
    }
  }

  /** Shuts the queue down, and looks whether that was the end. */
  @Actor
  public void closer(ZZZ_Result r) {
    closer.shutdown();
    r.r2 = closer.isTerminated();
  }

  /** What is in it. */
  @Arbiter
  public void rest(ZZZ_Result r) {
    r.r3 = QueueTaker.of(Ordering.PER_PRODUCER, closer).tryTake() != QueueTaker.EMPTY;
  }
}
