package io.tandem.ipc.liveness;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.liveness.Registry.Identity;
import io.tandem.ipc.liveness.Registry.State;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.stress.Handoff;
import io.tandem.ipc.stress.Slices;
import java.nio.file.Path;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** A participant leaves and the next one takes its slot while another process reads who has it. */
@JCStressTest
@Handoff(
    value = "identity",
    refutes =
        "a plain store of the state, and fields written before the old generation is over or read"
            + " after the second look at it: fields of two participants",
    failsWith = {
      "Registry: return {{words.getPlain(at + STATE) == expected => true}} ? new Identity(",
      "Registry: int generation = generation(words.getAcquire(at + STATE)) + 1;"
          + " {{words.fullFence(); => words.setVolatile(at + STATE, stateWord(first, generation));"
          + " Thread.yield();}}"
    },
    unseenOnX86 =
        "a plain store of the state, or no fence before the second look: x86 keeps the order")
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "the state it was asked for has passed")
@Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "the participant before")
@Outcome(id = "2, 2, 2", expect = ACCEPTABLE, desc = "the next one")
@Outcome(expect = FORBIDDEN, desc = "fields of two participants, or of the other one")
@org.openjdk.jcstress.annotations.State
public class IdentityStress {
  private static final int SLOTS = 2;
  private static final int SLOT = 1;
  private static final Path FILE = Path.of("/stress/.registry");

  private final Words words = Slices.next(RegistryLayout.sizeBytes(SLOTS));
  private final Registry registry = new Registry(words, SLOTS, FILE);

  /** A slot that is held. */
  public IdentityStress() {
    registry.take(SLOT, identity(1), State.JOINING);
  }

  private static long joining(int generation) {
    return Registry.stateWord(State.JOINING, generation);
  }

  private static Identity identity(int n) {
    return new Identity(n, n, n, n, n, "");
  }

  /** Leaves, and takes the slot. */
  @Actor
  public void next() {
    registry.change(SLOT, joining(1), State.LEFT);
    registry.take(SLOT, identity(2), State.JOINING);
  }

  /** Reads who has it. */
  @Actor
  public void onlooker(JJJ_Result r) {
    int asked = 1;
    Identity seen = registry.identity(SLOT, joining(asked));
    if (seen == null) {
      asked = 2;
      seen = registry.identity(SLOT, joining(asked));
    }
    if (seen != null) {
      r.r1 = asked;
      r.r2 = seen.pid();
      r.r3 = seen.joinedMillis();
    }
  }
}
