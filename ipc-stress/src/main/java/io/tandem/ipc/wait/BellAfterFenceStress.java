package io.tandem.ipc.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** One changes something by an atomic update and rings without a fence; the other registers. */
@JCStressTest
@Handoff(
    value = "bell",
    refutes = "a ring without a fence after a mere release, and one that looks before the update",
    failsWith = "StressBell: words.{{compareAndSet(ITEM, 0, => setRelease(ITEM, }} 1);",
    unseenOnX86 =
        "a look at the sleepers with acquire or less: ARM may perform it before the update's store")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "seen, and rung for")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "rung for")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "seen")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "falls asleep, and nobody rings")
@State
public class BellAfterFenceStress {
  private final StressBell bell = new StressBell();

  /** Brings an item, and rings. */
  @Actor
  public void ringer(ZZ_Result r) {
    bell.bringAtomically();
    bell.ringer.ringAfterFence();
    r.r1 = bell.woken;
  }

  /** Registers, and looks. */
  @Actor
  public void sleeper(ZZ_Result r) {
    r.r2 = bell.registerAndLook();
  }
}
