package io.tandem.ipc.liveness;

import static io.tandem.ipc.memory.Segment.TEMPORARY_PREFIX;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.DomainAccessException;
import io.tandem.ipc.Problem;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Deletes files of a domain that nobody uses any more. A file that is not recognisably ours is
 * never touched.
 */
final class Leftovers {
  private static final int ID_DIGITS = 16;

  private Leftovers() {}

  /** Deletes the temporary files of participants that died while making an object. */
  static void sweepTemporaries(Path directory, Liveness liveness) {
    String[] names = directory.toFile().list(); // a first directory stream takes 2 ms
    if (names == null) {
      return; // it is gone, or cannot be listed: whoever needs that will say so
    }
    for (String name : names) {
      if (!name.startsWith(TEMPORARY_PREFIX)) {
        continue;
      }
      Path file = directory.resolve(name);
      int owner = makerOf(name);
      try {
        if (owner != Liveness.NOBODY
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && liveness.isDead(owner)) {
          delete(file);
        }
      } catch (CorruptSegmentException e) {
        Log.of(Leftovers.class).log(Level.DEBUG, "Not made by a participant: " + file, e);
      }
    }
  }

  /** The owner word in the name of a temporary file, or NOBODY if it is not such a name. */
  private static int makerOf(String name) {
    int start = TEMPORARY_PREFIX.length();
    int end = name.indexOf('-', start);
    try {
      return end < 0 ? Liveness.NOBODY : Integer.parseUnsignedInt(name, start, end, 16);
    } catch (NumberFormatException e) {
      return Liveness.NOBODY;
    }
  }

  /**
   * Deletes what makers of registries left behind that died, or lost their race for the name and
   * died.
   *
   * @param present the id of the registry that has the name
   */
  static void sweepCandidates(Path directory, long present) {
    delete(RegistryFile.candidate(directory, present)); // a second name of the registry
    for (Path lockFile : list(directory, RegistryFile.LOCK_PREFIX)) {
      String name = lockFile.getFileName().toString();
      OptionalLong id = idOf(name.substring(RegistryFile.LOCK_PREFIX.length()));
      if (id.isPresent() && id.getAsLong() != present) {
        sweepCandidate(directory, lockFile, id.getAsLong());
      }
    }
  }

  private static OptionalLong idOf(String digits) {
    try {
      return digits.length() == ID_DIGITS
          ? OptionalLong.of(Long.parseUnsignedLong(digits, 16))
          : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static void sweepCandidate(Path directory, Path lockFile, long id) {
    try (Witness witness = KernelWitness.open(lockFile)) {
      if (witness.tryLock(0)) {
        delete(RegistryFile.candidate(directory, id));
        delete(lockFile);
      }
    } catch (NoSuchFileException e) {
      return; // its maker, or another sweeper, has deleted it
    } catch (IOException e) {
      Log.of(Leftovers.class).log(Level.DEBUG, "Cannot examine " + lockFile, e);
    }
  }

  /**
   * Deletes a whole domain. Only for the participant that holds the right to do so. Dying half-way
   * does no harm: the registry goes last but for its lock file, so the next one that has the right
   * repeats it.
   *
   * <p>The right alone is not enough: whoever had it before may have done it all and died, and a
   * new registry may have the name. As long as the name leads to this registry, nobody else deletes
   * anything here or makes a registry.
   */
  static void removeDomain(RegistryFile file, Predicate<Path> isObject, Steps steps) {
    Path directory = file.file().getParent();
    if (!file.isCurrent()) {
      return;
    }
    for (Path entry : list(directory, "")) {
      String name = entry.getFileName().toString();
      boolean ours =
          name.startsWith(TEMPORARY_PREFIX)
              ? makerOf(name) != Liveness.NOBODY
              : !name.startsWith(".") && isObject.test(entry);
      if (ours) {
        steps.at("remove: an object");
        delete(entry);
      }
    }
    sweepCandidates(directory, file.id());
    steps.at("remove: objects deleted");
    if (!delete(file.file())) {
      return; // without its lock file it could not be joined, nor be removed later
    }
    steps.at("remove: registry deleted");
    delete(RegistryFile.lockFile(directory, file.id()));
    steps.at("remove: lock file deleted");
    if (file.isDirectoryMade()) {
      deleteIfEmpty(directory);
    }
  }

  private static void deleteIfEmpty(Path directory) {
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      Log.of(Leftovers.class)
          .log(Level.DEBUG, "Not deleted: " + directory, e); // somebody is about to use it again
    }
  }

  /** Deletes a file; one that cannot be deleted is logged, since nobody waits for the space. */
  static boolean delete(Path file) {
    try {
      Files.deleteIfExists(file);
      return true;
    } catch (IOException e) {
      Log.of(Leftovers.class)
          .log(Level.WARNING, "Cannot delete " + file + ", which nobody uses", e);
      return false;
    }
  }

  /** Regular files whose names begin so; of a directory that is gone, none. */
  private static List<Path> list(Path directory, String prefix) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (entry.getFileName().toString().startsWith(prefix)
            && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
          found.add(entry);
        }
      }
    } catch (NoSuchFileException e) {
      return found;
    } catch (IOException | DirectoryIteratorException e) {
      throw new DomainAccessException(
          Problem.of("A domain's directory cannot be listed: " + e.getMessage())
              .file(directory)
              .next("Check the file system"),
          e);
    }
    return found;
  }
}
