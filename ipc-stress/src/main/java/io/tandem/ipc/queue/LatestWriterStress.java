package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import io.tandem.ipc.stress.Slices;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A writer sets a value and stops being the writer; another one becomes it. */
@JCStressTest
@Handoff(
    value = "latest writer",
    refutes = "a plain store of the owner: the next one would give the same version again",
    failsWith =
        "LatestWriterStress: {{cell.write(new byte[BYTES], BYTES); => }} "
            + "cell.release(StressLane.FIRST); {{ => cell.write(new byte[BYTES], BYTES);}}",
    unseenOnX86 = "a plain store of the owner: x86 keeps stores in order")
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "not given up yet")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "goes on after the first version")
@Outcome(expect = FORBIDDEN, desc = "does not see the version")
@State
public class LatestWriterStress {
  private static final int SLOTS = 3;
  private static final int BYTES = 8;

  private final LatestCell cell =
      new LatestCell(Slices.next(LatestCell.sizeBytes(SLOTS, BYTES)), SLOTS, BYTES);

  /** Where there is a writer. */
  public LatestWriterStress() {
    cell.tryClaim(StressLane.FIRST);
  }

  /** Sets a value, and stops. */
  @Actor
  public void first() {
    cell.write(new byte[BYTES], BYTES);
    cell.release(StressLane.FIRST);
  }

  /** Becomes the writer, if it can. */
  @Actor
  public void second(J_Result r) {
    r.r1 = cell.tryClaim(StressLane.SECOND) ? cell.version() : -1;
  }
}
