package io.tandem.ipc.liveness;

import io.tandem.ipc.DomainAccessException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.liveness.Registry.State;
import io.tandem.ipc.os.ProcessId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes a domain's registry, with its maker as the first participant.
 *
 * <p>Everything is complete before the registry's name appears: the lock file with slot 0 locked,
 * the registry with slot 0 LIVE under a name of its own. Then a hard link gives it its name, which
 * succeeds for one of those who try at the same time; the others remove what they made.
 *
 * <p>A maker that dies half-way leaves a lock file, and perhaps a candidate, whose slot 0 nobody
 * holds. Whoever can lock it deletes both (see {@link Leftovers}), and a maker that locked its slot
 * makes sure that its lock file is still there. So nobody deletes what a living maker uses.
 */
final class Founding {
  private static final AtomicLong COUNT = new AtomicLong();

  private Founding() {}

  /**
   * Makes a registry unless somebody else makes one at the same time.
   *
   * @return null if somebody else was faster, or the directory has gone: try again from the start
   */
  static Membership tryFound(
      Path directory, boolean directoryMade, Settings settings, Steps steps) {
    long id = newId();
    Path lockFile = RegistryFile.lockFile(directory, id);
    Path candidate = RegistryFile.candidate(directory, id);
    Witness witness = null;
    RegistryFile file = null;
    boolean founded = false;
    try {
      witness = KernelWitness.create(lockFile);
      steps.at("found: lock file made");
      if (!witness.tryLock(0) || !Files.exists(lockFile, LinkOption.NOFOLLOW_LINKS)) {
        return null; // taken for a leftover
      }
      steps.at("found: slot locked");
      file =
          RegistryFile.create(
              candidate,
              new RegistryFile.Parameters(
                  id, settings.slotsOrDefault(), settings.retentionOrDefault(), directoryMade));
      steps.at("found: registry made");
      Membership founder = new Membership(file, witness, settings, steps);
      founder.take(0, State.LIVE);
      founder.registry.countJoin();
      steps.at("found: complete");
      Files.createLink(file.file(), candidate);
      founded = true;
      steps.at("found: visible");
      sweep(directory, founder);
      return founder;
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      return null;
    } catch (UnsupportedOperationException e) {
      throw new DomainAccessException(
          Problem.of("The file system of a domain's directory has no hard links")
              .file(directory)
              .next("Choose a directory on another file system, best in memory"),
          e);
    } catch (IOException e) {
      throw DomainDirectory.unwritable(directory, "A domain's registry cannot be made", e);
    } finally {
      if (!founded) {
        discard(file, candidate, witness, lockFile);
      }
    }
  }

  private static void sweep(Path directory, Membership founder) {
    boolean swept = false;
    try {
      Leftovers.sweepCandidates(directory, founder.file.id());
      swept = true;
    } finally {
      if (!swept) {
        founder.close();
      }
    }
  }

  private static void discard(RegistryFile file, Path candidate, Witness witness, Path lockFile) {
    Leftovers.delete(candidate);
    if (file != null) {
      file.close();
    }
    if (witness != null) {
      Leftovers.delete(lockFile);
      witness.close();
    }
  }

  /** Unlike any other: by process, time and count. */
  private static long newId() {
    ProcessId self = ProcessId.self();
    long id = self.bootId() ^ self.pidNamespace();
    id = RegistryFile.mix(id) ^ self.pid();
    id = RegistryFile.mix(id) ^ self.startTicks();
    id = RegistryFile.mix(id) ^ System.nanoTime();
    id = RegistryFile.mix(id) ^ COUNT.getAndIncrement();
    return RegistryFile.mix(id);
  }
}
