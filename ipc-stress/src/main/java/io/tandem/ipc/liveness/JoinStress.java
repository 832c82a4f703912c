package io.tandem.ipc.liveness;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.liveness.Registry.State;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.stress.Handoff;
import io.tandem.ipc.stress.Slices;
import java.nio.file.Path;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** One joins a domain while another one, who sees nobody there, wants to remove it. */
@JCStressTest
@Handoff(
    value = "join",
    refutes = "a plain store of LIVE, and slots read before the count: removed under a member",
    failsWith = {
      "JoinStress: {{registry.change(SLOT, joining, State.LIVE); => }} r.r1 = "
          + "registry.countJoin(); {{ => registry.change(SLOT, joining, State.LIVE);}}",
      "Registry: return {{words.compareAndSet( => lookThenSet(words, }}DOMAIN, seen, "
          + "goneWord(owner));"
    },
    unseenOnX86 = "slots read with less than acquire: x86 keeps loads in order")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "joined")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "removed")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "neither, although nothing was in the way")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "removed under a member")
@org.openjdk.jcstress.annotations.State
public class JoinStress {
  private static final int SLOTS = 2;
  private static final int SLOT = 1;
  private static final Path FILE = Path.of("/stress/.registry");

  private final Words words = Slices.next(RegistryLayout.sizeBytes(SLOTS));
  private final Registry registry = new Registry(words, SLOTS, FILE);
  private final long joining;

  /** An open domain, and one about to join it. */
  public JoinStress() {
    words.setVolatile(RegistryLayout.DOMAIN, Registry.openWord(1));
    registry.take(SLOT, new Registry.Identity(1, 2, 3, 4, 5, ""), State.JOINING);
    joining = registry.stateWord(SLOT);
  }

  /** Joins. */
  @Actor
  public void joins(ZZ_Result r) {
    registry.change(SLOT, joining, State.LIVE);
    r.r1 = registry.countJoin();
  }

  /** Removes, if it sees nobody. */
  @Actor
  public void removes(ZZ_Result r) {
    long seen = registry.domainWord();
    r.r2 =
        Registry.state(registry.stateWord(SLOT)) != State.LIVE
            && registry.giveUpTo(OwnerWord.of(0, 1), seen);
  }
}
