package io.tandem.ipc.liveness;

import io.tandem.ipc.DomainAccessException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.liveness.Registry.Identity;
import io.tandem.ipc.liveness.Registry.State;
import io.tandem.ipc.os.ProcessId.Presence;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A look at a domain from outside. It joins nothing, removes nothing and puts no death on record,
 * so a domain in which everybody was killed can be looked at as they left it.
 */
public final class Onlooker {
  private Onlooker() {}

  /**
   * What there is to see.
   *
   * @param slots how many participants there can be
   * @param isGone whether it is being removed, or whoever did so died
   * @param participants those in it, and those that died and whose slot nobody has taken since
   */
  public record Sight(
      Retention retention, int slots, boolean isGone, List<Participant> participants) {}

  /**
   * Looks at the domain in a directory.
   *
   * @return empty if there is none
   * @throws io.tandem.ipc.TandemException as {@link Membership#join} does, if what is there cannot
   *     be used
   */
  public static Optional<Sight> look(DomainDirectory directory) {
    if (!directory.checkIfPresent()) {
      return Optional.empty();
    }
    try (RegistryFile file = RegistryFile.openIfPresent(directory.path())) {
      return file == null ? Optional.empty() : look(file);
    }
  }

  private static Optional<Sight> look(RegistryFile file) {
    Path locks = RegistryFile.lockFile(file.file().getParent(), file.id());
    try (Witness witness = KernelWitness.open(locks)) {
      Registry registry = file.registry();
      boolean gone = Registry.isGone(registry.domainWord());
      return Optional.of(
          new Sight(file.retention(), file.slots(), gone, participants(registry, witness)));
    } catch (IOException e) {
      if (!file.isCurrent()) {
        return Optional.empty(); // removed between the two looks
      }
      throw new DomainAccessException(
          Problem.of("The lock file of a domain cannot be opened, so nobody can tell who is alive")
              .file(locks)
              .fact("system says", e.getMessage())
              .next("Stop the processes that use this domain and delete its directory"),
          e);
    }
  }

  private static List<Participant> participants(Registry registry, Witness witness) {
    List<Participant> participants = new ArrayList<>();
    int used = registry.used();
    for (int slot = 0; slot < used; slot++) {
      long word = registry.stateWord(slot);
      State state = Registry.state(word);
      Identity identity = registry.identity(slot, word);
      if (identity != null && (state.isHeld() || state == State.DEAD)) {
        participants.add(
            new Participant(
                OwnerWord.of(slot, Registry.generation(word)),
                identity.pid(),
                identity.label(),
                Instant.ofEpochMilli(identity.joinedMillis()),
                state.isHeld() && isAlive(slot, identity, witness)));
      }
    }
    return participants;
  }

  /** The verdict's two proofs (see {@link Verdict}), without putting it on record. */
  private static boolean isAlive(int slot, Identity identity, Witness witness) {
    return !witness.isFree(slot) || witness.presence(identity) == Presence.RUNNING;
  }
}
