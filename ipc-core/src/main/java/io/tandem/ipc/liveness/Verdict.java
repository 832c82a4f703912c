package io.tandem.ipc.liveness;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.liveness.Registry.Identity;
import io.tandem.ipc.liveness.Registry.State;
import io.tandem.ipc.os.ProcessId.Presence;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * Proves that a participant is dead.
 *
 * <p>Two things must agree. The kernel holds the lock of a participant's slot as long as its
 * process lives, and releases it at the latest moment of its end, however that came. The process
 * table says whether that very process (pid and start time) is there. Neither is enough alone: a
 * lock can be lost while the process lives (in portable mode, when any descriptor of the lock file
 * is closed), and a pid can be hidden, foreign or used again. Where the process table cannot tell
 * (another pid or time namespace), the lock decides alone; a participant there that loses its lock,
 * which takes portable mode, is taken for dead and finds that out when it leaves.
 *
 * <p>A participant on which they disagree is alive, and once the disagreement has lasted for a
 * while that is logged. For a few microseconds of every process's end they do disagree: files are
 * closed before the exit status is left.
 *
 * <p>No clock takes part in a verdict. A stopped process holds its lock, so it is alive.
 *
 * <p>Thread-safe.
 */
final class Verdict {
  private static final long LASTING_NANOS = 1_000_000_000L;
  private static final int TRIES = 200;

  private final Registry registry;
  private final Witness witness;
  private final Path file;
  private final LongSupplier nanoTime;

  /** By slot: the generation that disagreed last, and since when; guarded by this. */
  private final int[] disagreeing;

  private final long[] disagreeingSince;

  Verdict(Registry registry, Witness witness, Path file) {
    this(registry, witness, file, null);
  }

  /** With a clock, which is only asked when to log; null for the system's. */
  Verdict(Registry registry, Witness witness, Path file, LongSupplier nanoTime) {
    this.registry = registry;
    this.witness = witness;
    this.file = file;
    this.nanoTime = nanoTime;
    this.disagreeing = new int[registry.slots()];
    this.disagreeingSince = new long[registry.slots()];
  }

  /**
   * Whether the participant is dead or has left. Not to be asked about oneself.
   *
   * @throws CorruptSegmentException if nobody can ever have had this owner word
   */
  boolean isDead(int owner) {
    int slot = OwnerWord.slot(owner);
    int generation = OwnerWord.generation(owner);
    if (slot >= registry.slots() || generation == 0) {
      throw neverIssued(owner, "the domain has slots 0 to " + (registry.slots() - 1));
    }
    long seen = registry.stateWord(slot);
    if (isOver(seen, generation)) {
      return true;
    }
    if (Registry.generation(seen) < generation) {
      throw neverIssued(owner, "that slot is at generation " + Registry.generation(seen));
    }
    Identity identity = registry.identity(slot, seen);
    if (identity == null) { // it changed just now: joined, is leaving, or is over
      return isOver(registry.stateWord(slot), generation);
    }
    if (witness.isFree(slot) ? disagrees(owner, identity) : !isJustProbed(slot, identity)) {
      return isOver(registry.stateWord(slot), generation);
    }
    convict(slot, generation);
    return true;
  }

  /**
   * Whether the slot's lock, which is held, becomes free at once, its owner's process being gone.
   * Without the native library one cannot ask for a lock without taking it for a moment, and who
   * joins takes the locks of slots that look free; one who is stopped just then keeps the owner
   * alive so long.
   */
  @SuppressWarnings("ThreadPriorityCheck") // whoever has the lock may need this very core
  private boolean isJustProbed(int slot, Identity identity) {
    Presence presence = witness.presence(identity);
    if (presence != Presence.GONE && presence != Presence.ZOMBIE) {
      return false;
    }
    for (int tries = 0; tries < TRIES; tries++) {
      if (witness.isFree(slot)) {
        return true;
      }
      Thread.yield();
    }
    return false;
  }

  private static boolean isOver(long stateWord, int generation) {
    int present = Registry.generation(stateWord);
    return present > generation || (present == generation && !Registry.state(stateWord).isHeld());
  }

  /**
   * Puts the death on record. Others may do the same, and a new participant may take the slot
   * between the proof and the record: the state word has the generation, and later ones are left
   * alone.
   */
  private void convict(int slot, int generation) {
    long seen = registry.stateWord(slot);
    while (!isOver(seen, generation)) {
      registry.change(slot, seen, State.DEAD);
      seen = registry.stateWord(slot);
    }
  }

  private boolean disagrees(int owner, Identity identity) {
    if (witness.presence(identity) != Presence.RUNNING) {
      return false;
    }
    if (hasLasted(owner)) {
      Log.of(Verdict.class)
          .log(
              Level.WARNING,
              "Process {0} ({1}) runs, but has lost its lock on slot {2} of {3}: something closed a"
                  + " descriptor of the domain''s lock file in that process. It is treated as"
                  + " alive.",
              Long.toString(identity.pid()),
              identity.label(),
              Integer.toString(OwnerWord.slot(owner)),
              file);
    }
    return true;
  }

  /** True once per owner, when it has disagreed for longer than any end of a process takes. */
  private synchronized boolean hasLasted(int owner) {
    int slot = OwnerWord.slot(owner);
    long now = nanoTime == null ? System.nanoTime() : nanoTime.getAsLong();
    if (disagreeing[slot] != owner) {
      disagreeing[slot] = owner;
      disagreeingSince[slot] = now;
      return false;
    }
    if (disagreeingSince[slot] == Long.MAX_VALUE || now - disagreeingSince[slot] < LASTING_NANOS) {
      return false;
    }
    disagreeingSince[slot] = Long.MAX_VALUE;
    return true;
  }

  private CorruptSegmentException neverIssued(int owner, String range) {
    return new CorruptSegmentException(
        Problem.of("An owner word was read that no participant of this domain ever had")
            .file(file)
            .fact("owner word", "0x" + Integer.toHexString(owner))
            .fact("which is", OwnerWord.describe(owner))
            .fact("while", range)
            .next("The object that it was read from is damaged: unlink it and create it anew"));
  }
}
