package io.tandem.ipc.liveness;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.DomainAccessException;
import io.tandem.ipc.DomainFullException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.liveness.Registry.State;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The way into a domain; see {@link Membership} for the protocol and why it is safe. */
final class Joining {
  private static final int ROUNDS_FOR_A_SLOT = 3;
  private static final int LISTED_HOLDERS = 3;

  private final Membership membership;
  private final Registry registry;
  private final Steps steps;

  private Joining(Membership membership) {
    this.membership = membership;
    this.registry = membership.registry;
    this.steps = membership.steps;
  }

  static Membership join(DomainDirectory directory, Settings settings, Steps steps) {
    boolean made = false;
    for (; ; ) {
      made |= directory.prepare();
      RegistryFile file = RegistryFile.openIfPresent(directory.path());
      Membership joined =
          file == null
              ? Founding.tryFound(directory.path(), made, settings, steps)
              : tryJoin(file, settings, steps);
      if (joined != null) {
        return swept(joined);
      }
    }
  }

  private static Membership swept(Membership joined) {
    boolean swept = false;
    try {
      joined.sweep();
      swept = true;
      return joined;
    } finally {
      if (!swept) {
        joined.close();
      }
    }
  }

  static boolean removeUnused(DomainDirectory directory, Predicate<Path> isObject, Steps steps) {
    if (!directory.checkIfPresent()) {
      return false;
    }
    RegistryFile file = RegistryFile.openIfPresent(directory.path());
    if (file == null) {
      Leftovers.sweepCandidates(directory.path(), 0);
      return false;
    }
    Settings settings = new Settings(null, 0, null, isObject);
    Membership membership = attach(file, settings, steps);
    if (membership == null) {
      return false;
    }
    try {
      return new Joining(membership).tryRemove();
    } finally {
      membership.release();
    }
  }

  /** Null if there is nothing to join any more: start again. */
  private static Membership tryJoin(RegistryFile file, Settings settings, Steps steps) {
    Membership membership = attach(file, settings, steps);
    if (membership == null) {
      return null;
    }
    boolean joined = false;
    try {
      joined = new Joining(membership).tryJoin();
      return joined ? membership : null;
    } finally {
      if (!joined) {
        membership.release();
      }
    }
  }

  /** Opens the lock file that belongs to a registry; null if it has been removed meanwhile. */
  private static Membership attach(RegistryFile file, Settings settings, Steps steps) {
    boolean attached = false;
    try {
      Witness witness = openLocks(file);
      attached = witness != null;
      return attached ? new Membership(file, witness, settings, steps) : null;
    } finally {
      if (!attached) {
        file.close();
      }
    }
  }

  private static Witness openLocks(RegistryFile file) {
    Path lockFile = RegistryFile.lockFile(file.file().getParent(), file.id());
    try {
      return KernelWitness.open(lockFile);
    } catch (NoSuchFileException e) {
      if (!file.isCurrent()) {
        return null; // removed since it was opened
      }
      throw new CorruptSegmentException(
          Problem.of("The lock file of a domain is missing, so nobody can tell who is alive")
              .file(lockFile)
              .next("Stop the processes that use this domain and delete its directory"),
          e);
    } catch (IOException e) {
      throw new DomainAccessException(
          Problem.of("The lock file of a domain cannot be opened: " + e.getMessage())
              .file(lockFile)
              .next("Stop the processes that use this domain and delete its directory"),
          e);
    }
  }

  private boolean tryJoin() {
    return takeSlot() && membership.attendance().join();
  }

  /** Whether this call removed the domain, or finished its removal. */
  private boolean tryRemove() {
    try {
      return takeSlot() && membership.attendance().removeUnused();
    } catch (DomainFullException e) {
      return false; // everybody uses it
    }
  }

  private boolean takeSlot() {
    for (int round = 1; ; round++) {
      int slot = lockSlot();
      if (slot >= 0) {
        steps.at("join: slot locked");
        membership.take(slot, State.JOINING);
        steps.at("join: slot taken");
        return true;
      }
      boolean gone = Registry.isGone(registry.domainWord());
      if (round == ROUNDS_FOR_A_SLOT && !gone) {
        throw full();
      }
      membership.pause("waited for a participant slot"); // a lock may be held to probe it only
      if (gone) {
        return false;
      }
    }
  }

  /**
   * Locks the lowest slot that nobody has, or had and is dead.
   *
   * @return −1 if there is none
   */
  private int lockSlot() {
    for (int slot = 0; slot < registry.slots(); slot++) {
      long word = registry.stateWord(slot);
      int owner = OwnerWord.of(slot, Registry.generation(word));
      boolean over = !Registry.state(word).isHeld() || membership.isDead(owner);
      if (over && isUsable(word) && membership.witness.tryLock(slot)) {
        word = registry.stateWord(slot);
        if (!Registry.state(word).isHeld() && isUsable(word)) {
          return slot;
        }
        // Somebody took it meanwhile and lost the lock: not ours.
        membership.witness.unlock(slot);
      }
    }
    return -1;
  }

  /** A slot whose generations are used up stays empty for ever. */
  private static boolean isUsable(long stateWord) {
    return Registry.generation(stateWord) != OwnerWord.LAST_GENERATION;
  }

  private DomainFullException full() {
    List<Participant> holders =
        membership.participants().stream()
            .filter(Participant::alive)
            .sorted(Comparator.comparing(Participant::joined))
            .toList();
    StringBuilder oldest = new StringBuilder();
    for (Participant holder : holders.subList(0, Math.min(LISTED_HOLDERS, holders.size()))) {
      oldest.append(oldest.length() == 0 ? "" : "; ").append(membership.describe(holder.owner()));
    }
    if (holders.size() > LISTED_HOLDERS) {
      oldest.append("; and ").append(holders.size() - LISTED_HOLDERS).append(" more");
    }
    Instant since = holders.isEmpty() ? null : holders.get(0).joined();
    return new DomainFullException(
        Problem.of("Every participant slot of the domain is taken")
            .file(membership.file.file().getParent())
            .fact("slots", registry.slots())
            .fact("oldest participant since", since)
            .holder(oldest.toString())
            .next("Close the domain where it is not needed, or make it with more slots"));
  }
}
