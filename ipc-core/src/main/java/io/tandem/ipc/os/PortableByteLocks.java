package io.tandem.ipc.os;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The JDK's file locks, which on Unix are POSIX locks. These belong to the process, and the process
 * loses all of them as soon as it closes <i>any</i> descriptor of the file. So nobody in this JVM,
 * in whatever class loader, may close a descriptor of the file while somebody else in this JVM
 * holds a lock in it. This is how that is kept, without a registry of our own that all class
 * loaders would have to find:
 *
 * <ol>
 *   <li>Each class loader has one channel per file ({@link #FILES}), shared by its objects.
 *   <li>The JDK knows the locks of the whole JVM, and refuses overlapping ones with {@link
 *       OverlappingFileLockException} whichever channel or class loader asks. So each class loader
 *       holds a <i>marker</i>: a lock on a byte of its own in a range that is used for nothing else
 *       ({@link #MARKERS_START}). Markers are shared locks, so those of other processes do not
 *       matter. Whoever can lock the whole range is the only user in this JVM.
 *   <li>The last object of a class loader closes the channel only if that is so; else the channel
 *       stays open for the next object, or for ever.
 *   <li>Opening and closing happen under one monitor for the whole JVM: an interned string, which
 *       is the same object in all class loaders.
 *   <li>A class loader may be unloaded with channels open. The JDK closes a {@code FileChannel}
 *       that became unreachable; it never does so to an {@link AsynchronousFileChannel}, which is
 *       why it is one. Its descriptor stays open until the JVM ends.
 * </ol>
 *
 * <p>Java cannot ask for a lock without taking it. So {@link #isFree} takes and gives it back, and
 * whoever asks at the same moment may be told that the byte is locked.
 */
final class PortableByteLocks implements ByteLocks {
  static final long MARKERS_START = 1L << 40;
  static final long MARKERS_LENGTH = 1L << 16;

  private static final int OPEN_ATTEMPTS = 10;
  private static final Set<OpenOption> OPEN_OPTIONS =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  /** Monitor of the whole JVM; see the class description. */
  private static final Object JVM_WIDE = "io.tandem.ipc.os.PortableByteLocks".intern();

  /** The open files of this class loader by file key; guarded by {@link #JVM_WIDE}. */
  private static final Map<Object, OpenFile> FILES = new HashMap<>();

  private final OpenFile file;
  private final Map<Long, FileLock> held = new HashMap<>();

  private PortableByteLocks(OpenFile file) {
    this.file = file;
  }

  static PortableByteLocks open(Path path, boolean create) throws IOException {
    synchronized (JVM_WIDE) {
      for (int attempt = 1; attempt <= OPEN_ATTEMPTS; attempt++) {
        Object key = keyOf(path, create);
        OpenFile known = FILES.get(key);
        if (known != null) {
          known.users++;
          return new PortableByteLocks(known);
        }
        AsynchronousFileChannel channel = AsynchronousFileChannel.open(path, OPEN_OPTIONS, null);
        if (key.equals(keyOf(path, create))) {
          OpenFile opened = new OpenFile(key, channel, lockMarker(path, channel));
          FILES.put(key, opened);
          return new PortableByteLocks(opened);
        }
        // The name changed to another file meanwhile. Which of them the channel has is unknown, so
        // closing it might cost somebody his locks: it stays open.
      }
      throw new IOException(path + " is replaced by another file again and again");
    }
  }

  @Override
  public boolean tryLock(long position) throws IOException {
    FileLock lock = lockOrNull(position);
    if (lock == null) {
      return false;
    }
    held.put(position, lock);
    return true;
  }

  @Override
  public void unlock(long position) throws IOException {
    held.remove(position).release();
  }

  @Override
  public boolean isFree(long position) throws IOException {
    FileLock lock = lockOrNull(position);
    if (lock == null) {
      return false;
    }
    lock.release();
    return true;
  }

  @Override
  public void close() throws IOException {
    for (FileLock lock : held.values()) {
      lock.release();
    }
    held.clear();
    synchronized (JVM_WIDE) {
      if (--file.users == 0) {
        file.closeIfAlone();
      }
    }
  }

  private FileLock lockOrNull(long position) throws IOException {
    try {
      return file.channel.tryLock(position, 1, false);
    } catch (OverlappingFileLockException e) {
      return null; // held by this JVM
    }
  }

  private static Object keyOf(Path path, boolean create) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        BasicFileAttributes attributes =
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
          throw Errno.toException(Errno.ELOOP, path);
        }
        if (!attributes.isRegularFile()) {
          throw new FileSystemException(path.toString(), null, "is not a regular file");
        }
        Object key = attributes.fileKey();
        return key != null ? key : path.toRealPath();
      } catch (NoSuchFileException e) {
        if (!create || attempt == OPEN_ATTEMPTS) {
          throw e;
        }
      }
      try {
        // Closes a descriptor, but of a file that nobody can have locked yet.
        Files.createFile(path, ownerOnly(path));
      } catch (FileAlreadyExistsException e) {
        // somebody else was faster: use his
      }
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(
              Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))
        }
        : new FileAttribute<?>[0];
  }

  private static FileLock lockMarker(Path path, AsynchronousFileChannel channel)
      throws IOException {
    for (long i = 0; i < MARKERS_LENGTH; i++) {
      try {
        FileLock marker = channel.tryLock(MARKERS_START + i, 1, true);
        if (marker != null) {
          return marker;
        }
      } catch (OverlappingFileLockException e) {
        // the marker of another class loader: take the next byte
      }
    }
    throw new IOException(path + ": all " + MARKERS_LENGTH + " marker bytes are locked");
  }

  /**
   * One file opened by this class loader. All members are guarded by {@link #JVM_WIDE}, the channel
   * is thread-safe.
   */
  private static final class OpenFile {
    final Object key;
    final AsynchronousFileChannel channel;
    private FileLock marker;
    int users = 1;

    OpenFile(Object key, AsynchronousFileChannel channel, FileLock marker) {
      this.key = key;
      this.channel = channel;
      this.marker = marker;
    }

    void closeIfAlone() throws IOException {
      long position = marker.position();
      marker.release();
      try {
        FileLock all = channel.tryLock(MARKERS_START, MARKERS_LENGTH, true);
        if (all != null) {
          FILES.remove(key);
          channel.close(); // gives the lock back as well
          return;
        }
      } catch (OverlappingFileLockException e) {
        // another class loader uses the file: our closing would cost it its locks
      }
      marker = channel.tryLock(position, 1, true);
    }
  }
}
