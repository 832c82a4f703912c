package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import io.tandem.ipc.stress.Slices;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** One sends an element and closes its end; who sees that closed looks for elements once more. */
@JCStressTest
@Handoff(
    value = "pipe end",
    refutes = "a plain store or load of the closed end: the end before the last element",
    failsWith = {
      "PipeEndStress: {{StressLane.offer(writer, 7); => }} ends.close(true); {{ => "
          + "StressLane.offer(writer, 7);}}",
      "PipeEndStress: {{r.r1 = ends.owner(true) == PipeLayout.CLOSED; => }} r.r2 = "
          + "reader.read((memory, offset, length) -> {}, 1) == 1; {{ => r.r1 = ends.owner(true) == "
          + "PipeLayout.CLOSED;}}"
    },
    unseenOnX86 = "a plain store or load of the word: x86 keeps stores, and loads, in order")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "not closed yet, nothing there yet")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "not closed yet, received")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "closed, received")
@Outcome(id = "true, false", expect = FORBIDDEN, desc = "lost")
@State
public class PipeEndStress {
  private final PipeEnds ends = new PipeEnds(Slices.next(PipeLayout.LAYOUT.sizeBytes()));
  private final LaneRing ring = StressLane.ring();
  private final LaneWriter writer = LaneWriter.tryClaim(ring, StressLane.FIRST);
  private final LaneReader reader =
      LaneReader.tryClaim(StressLane.seenByAnother(ring), StressLane.SECOND, Polling.eager());

  /** Where both ends are open. */
  public PipeEndStress() {
    ends.tryTake(true, StressLane.FIRST);
    ends.tryTake(false, StressLane.SECOND);
  }

  /** Sends, and closes. */
  @Actor
  public void sender() {
    StressLane.offer(writer, 7);
    ends.close(true);
  }

  /** Receives, and looks whether that was the end. */
  @Actor
  public void receiver(ZZ_Result r) {
    r.r1 = ends.owner(true) == PipeLayout.CLOSED;
    r.r2 = reader.read((memory, offset, length) -> {}, 1) == 1;
  }
}
