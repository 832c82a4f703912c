package io.tandem.ipc.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * Numbered locks that the kernel frees when their holder dies, however it dies.
 *
 * <p>Slot {@code n} is the byte {@code 4096 + n} of an empty file that is used for nothing else.
 * Only one {@code SlotLocks} object of all processes holds a slot at a time; two objects of the
 * same process exclude each other as well, also in different class loaders. The locks of a process
 * that ends are freed while the kernel takes the process down, for one with gigabytes of memory up
 * to a tenth of a second after the kill.
 *
 * <p><b>Native</b>: open-file-description locks. <b>Portable</b>: the JDK's file locks; probing
 * takes the lock for a moment, so {@link #tryLock} and {@link #isFree} may answer false although
 * nobody holds the slot but somebody else is probing it. Both kinds exclude each other.
 *
 * <p><b>Nothing else in the process may open the lock file</b>: in portable mode the process loses
 * its locks when any descriptor of the file is closed. (Native locks do not mind. For the same
 * reason all class loaders of one JVM that use one file have to be in the same mode.)
 *
 * <p>The garbage collector never frees a lock: an object that is dropped without {@link #close()}
 * keeps its slots until the process ends.
 *
 * <p>Thread-safe.
 */
public final class SlotLocks implements AutoCloseable {
  private static final long FIRST_POSITION = 4096;

  private final Path file;
  private final ByteLocks locks;
  private final BitSet held = new BitSet();
  private boolean closed;

  private SlotLocks(Path file, ByteLocks locks) {
    this.file = file;
    this.locks = locks;
  }

  /**
   * Opens the lock file and creates it, with mode 0600, if there is none. A symbolic link is not
   * followed.
   *
   * @throws IOException if the path cannot be opened for reading and writing or is not a regular
   *     file
   */
  public static SlotLocks open(Path lockFile) throws IOException {
    return open(lockFile, true);
  }

  /**
   * Opens a lock file that somebody has created. A symbolic link is not followed.
   *
   * @throws java.nio.file.NoSuchFileException if there is none; then none is created
   * @throws IOException if the path cannot be opened for reading and writing or is not a regular
   *     file
   */
  public static SlotLocks openExisting(Path lockFile) throws IOException {
    return open(lockFile, false);
  }

  private static SlotLocks open(Path lockFile, boolean create) throws IOException {
    ByteLocks locks =
        Native.isLoaded()
            ? NativeByteLocks.open(lockFile, create)
            : PortableByteLocks.open(lockFile, create);
    boolean usable = false;
    try {
      if (!FileStatus.of(lockFile).isRegularFile()) {
        throw new FileSystemException(lockFile.toString(), null, "is not a regular file");
      }
      usable = true;
      return new SlotLocks(lockFile, locks);
    } finally {
      if (!usable) {
        locks.close();
      }
    }
  }

  /**
   * Takes a slot if nobody has it.
   *
   * @return false if it is held, by this object, another one of this process, or another process
   * @throws IOException if the kernel refuses for another reason, such as too many locks
   * @throws IllegalArgumentException if the slot is negative
   * @throws IllegalStateException after {@link #close()}
   */
  public synchronized boolean tryLock(int slot) throws IOException {
    long position = position(slot);
    if (held.get(slot) || !locks.tryLock(position)) {
      return false;
    }
    held.set(slot);
    return true;
  }

  /**
   * Gives a slot back.
   *
   * @throws IllegalStateException if this object does not hold it, or after {@link #close()}
   */
  public synchronized void unlock(int slot) {
    long position = position(slot);
    if (!held.get(slot)) {
      throw new IllegalStateException(
          "slot " + slot + " of " + file + " is not held by this object, which holds " + held);
    }
    try {
      locks.unlock(position);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unlock slot " + slot + " of " + file, e);
    }
    held.clear(slot);
  }

  /**
   * Whether nobody holds the slot: no other process, no other object in this one, and not this
   * object. The answer may be outdated when it arrives.
   *
   * @throws IOException if the kernel refuses
   * @throws IllegalArgumentException if the slot is negative
   * @throws IllegalStateException after {@link #close()}
   */
  public synchronized boolean isFree(int slot) throws IOException {
    long position = position(slot);
    return !held.get(slot) && locks.isFree(position);
  }

  /** Gives back every slot and closes the file. Calling it again does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    held.clear();
    try {
      locks.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file, e);
    }
  }

  @Override
  public synchronized String toString() {
    return "SlotLocks[" + file + (closed ? ", closed" : ", held " + held) + "]";
  }

  private long position(int slot) {
    if (slot < 0) {
      throw new IllegalArgumentException("slot is " + slot + ", wanted is 0 or more");
    }
    if (closed) {
      throw new IllegalStateException("the lock file " + file + " is closed");
    }
    return FIRST_POSITION + slot;
  }
}
