package io.tandem.ipc.liveness;

import io.tandem.ipc.DomainAccessException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.os.FileStatus;
import io.tandem.ipc.os.ProcessId;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The directory of a domain, made and checked: a real directory (no symbolic link), ours, with mode
 * 0700, in a parent in which nobody else can put another in its place.
 *
 * <p>Immutable and thread-safe.
 */
public final class DomainDirectory {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(
          Set.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private static final int STICKY = 01000;
  private static final int WRITABLE_BY_ALL = 0002;
  private static final int OF_OTHERS = 0077;
  private static final int OF_OWNER = 0700;

  private final Path root;
  private final Path path;

  private DomainDirectory(Path root, Path path) {
    this.root = root;
    this.path = path;
  }

  /**
   * Where this user's domains are that are opened by name: {@code /dev/shm/tandem-<uid>}, or {@code
   * tandem-<uid>} in {@code java.io.tmpdir} on a system without {@code /dev/shm}.
   */
  public static Path root() {
    Path memory = Path.of("/dev/shm");
    return rootIn(
        Files.isDirectory(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir")));
  }

  private static Path rootIn(Path base) {
    return real(base.toAbsolutePath()).resolve("tandem-" + ProcessId.uid());
  }

  /** The directory of that name below {@link #root}, which is made if need be. */
  public static DomainDirectory named(String name) {
    Path root = root();
    return new DomainDirectory(root, root.resolve(name));
  }

  /** The same with another place for the root. */
  static DomainDirectory below(Path base, String name) {
    Path root = rootIn(base);
    return new DomainDirectory(root, root.resolve(name));
  }

  /**
   * A directory of the caller's choice. Its parent has to exist.
   *
   * @throws DomainAccessException if the parent does not exist, or the path has no last element
   */
  public static DomainDirectory at(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    if (absolute.getFileName() == null) {
      throw new DomainAccessException(
          Problem.of("A domain cannot be the root of a file system")
              .file(absolute)
              .next("Name a directory below it"));
    }
    return new DomainDirectory(null, real(absolute.getParent()).resolve(absolute.getFileName()));
  }

  /** The path; its parent part has no symbolic links. */
  public Path path() {
    return path;
  }

  /**
   * Checks what is there, and makes nothing.
   *
   * @return false if there is no such directory
   * @throws DomainAccessException naming what is wrong with which level
   */
  boolean checkIfPresent() {
    return (root == null || checkIfPresent(root)) && checkIfPresent(path);
  }

  private static boolean checkIfPresent(Path level) {
    FileStatus status = status(level);
    if (status == null) {
      return false;
    }
    checkParent(level.getParent());
    check(level, status);
    return true;
  }

  /**
   * Makes what is missing and checks what is there.
   *
   * @return whether the directory is Tandem's own, to be deleted with the domain: it is below the
   *     root, or was made by this call
   * @throws DomainAccessException naming what is wrong with which level
   */
  boolean prepare() {
    if (root == null) {
      return prepare(path);
    }
    prepare(root);
    prepare(path);
    return true;
  }

  private static boolean prepare(Path level) {
    checkParent(level.getParent());
    boolean made = false;
    for (; ; ) {
      FileStatus status = status(level);
      if (status != null) {
        check(level, status);
        return made;
      }
      made = make(level);
    }
  }

  private static boolean make(Path level) {
    try {
      Files.createDirectory(level, OWNER_ONLY);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (NoSuchFileException e) {
      throw missingParent(level.getParent(), e);
    } catch (IOException e) {
      throw unwritable(level.getParent(), "A directory cannot be made here", e);
    }
  }

  private static Path real(Path parent) {
    try {
      return parent.toRealPath();
    } catch (NoSuchFileException e) {
      throw missingParent(parent, e);
    } catch (IOException e) {
      throw new DomainAccessException(
          Problem.of("The parent of a domain's directory cannot be reached: " + reason(e))
              .file(parent)
              .fact("this process's uid", ProcessId.uid())
              .next("Choose a directory that this user can reach"),
          e);
    }
  }

  /** What is there itself, or null if nothing is. */
  private static FileStatus status(Path level) {
    try {
      return FileStatus.of(level);
    } catch (NoSuchFileException e) {
      return null;
    } catch (UnsupportedOperationException e) {
      throw new DomainAccessException(
          Problem.of("This system's files have no owners and modes, so others cannot be kept out")
              .file(level)
              .next("Use a system with POSIX file permissions"),
          e);
    } catch (IOException e) {
      throw new DomainAccessException(
          Problem.of("A domain's directory cannot be looked at: " + reason(e))
              .file(level)
              .fact("this process's uid", ProcessId.uid())
              .next("Choose a directory that this user can reach"),
          e);
    }
  }

  private static void checkParent(Path parent) {
    FileStatus status = status(parent);
    if (status == null) {
      throw missingParent(parent, null);
    }
    int mode = status.permissions();
    if ((mode & WRITABLE_BY_ALL) != 0 && (mode & STICKY) == 0) {
      throw new DomainAccessException(
          Problem.of(
                  "Every user can replace a domain's directory here, as the parent directory is"
                      + " writable by all and not sticky")
              .file(parent)
              .fact("mode", String.format("%04o", mode))
              .next("Run 'chmod +t " + parent + "' or choose another directory"));
    }
  }

  private static void check(Path level, FileStatus status) {
    if (status.isSymbolicLink()) {
      throw new DomainAccessException(
          Problem.of("A domain's directory is a symbolic link, which is not followed")
              .file(level)
              .next("Find out who put it there, then delete the link"));
    }
    if (!status.isDirectory()) {
      throw new DomainAccessException(
          Problem.of("A domain's directory is something else, not a directory")
              .file(level)
              .next("Move it away or choose another directory"));
    }
    if (status.uid() != ProcessId.uid()) {
      throw new DomainAccessException(
          Problem.of("A domain's directory belongs to another user")
              .file(level)
              .fact("owner uid", status.uid())
              .fact("this process's uid", ProcessId.uid())
              .next("Run as that user or choose another directory"));
    }
    int mode = status.permissions();
    if ((mode & OF_OTHERS) != 0 || (mode & OF_OWNER) != OF_OWNER) {
      String what =
          (mode & OF_OTHERS) != 0
              ? "A domain's directory lets other users in"
              : "A domain's directory does not let its owner in";
      throw new DomainAccessException(
          Problem.of(what)
              .file(level)
              .fact("mode", String.format("%04o", mode))
              .fact("wanted", "0700")
              .next("Run 'chmod 700 " + level + "'"));
    }
  }

  private static DomainAccessException missingParent(Path parent, IOException cause) {
    return new DomainAccessException(
        Problem.of("The parent of a domain's directory does not exist")
            .file(parent)
            .next("Create it, or choose a directory below one that exists"),
        cause);
  }

  /** For a directory in which nothing can be created. */
  static DomainAccessException unwritable(Path directory, String what, IOException cause) {
    return new DomainAccessException(
        Problem.of(what + ": " + reason(cause))
            .file(directory)
            .fact("this process's uid", ProcessId.uid())
            .next("Let this user write there, or choose another directory"),
        cause);
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason =
        e instanceof java.nio.file.FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
