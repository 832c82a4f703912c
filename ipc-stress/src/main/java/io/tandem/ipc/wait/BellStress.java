package io.tandem.ipc.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** One stores a change and rings; the other registers as a sleeper and looks again. */
@JCStressTest
@Handoff(
    value = "bell",
    refutes = "a ring or a registration without its full fence: a wake-up is lost",
    failsWith = "Doorbell: private void ringSleepers(int count) { {{words.fullFence(); => }}",
    unseenOnX86 = "the fence of the registration: an atomic update is one already, but not on ARM")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "seen, and rung for")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "rung for")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "seen")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "falls asleep, and nobody rings")
@State
public class BellStress {
  private final StressBell bell = new StressBell();

  /** Brings an item, and rings. */
  @Actor
  public void ringer(ZZ_Result r) {
    bell.bring();
    bell.ringer.ring();
    r.r1 = bell.woken;
  }

  /** Registers, and looks. */
  @Actor
  public void sleeper(ZZ_Result r) {
    r.r2 = bell.registerAndLook();
  }
}
