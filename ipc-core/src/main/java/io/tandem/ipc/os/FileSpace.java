package io.tandem.ipc.os;

import java.io.IOException;

/**
 * Room for a file's bytes, reserved before the file is mapped.
 *
 * <p>Storing to a page of a mapped file that the file system cannot back kills the JVM with SIGBUS.
 * So the whole file gets its space first, when running out of it is still an ordinary exception.
 *
 * <p>Stateless and thread-safe.
 */
public final class FileSpace {
  private static final int ZEROS_BYTES = 256 * 1024;

  private FileSpace() {}

  /**
   * Appends {@code lengthBytes} zero bytes to a file and makes sure that every one of them is
   * backed by the file system, in memory or on disk. On failure the file has its old size again.
   *
   * <p>Natively this is {@code fallocate(2)}. In portable mode, and on a file system without {@code
   * fallocate}, zeros are written; that takes about twice as long on tmpfs, and as long as writing
   * a file takes on a disk.
   *
   * <p>Nobody else may be writing to the file or growing it meanwhile. A process killed in the
   * middle leaves a file of any size in between.
   *
   * @param offsetBytes the present size of the file
   * @param lengthBytes how much to append, 0 or more
   * @throws NoSpaceException if the file system, a quota or a size limit does not allow it
   * @throws IOException on any other failure; in portable mode also when the thread is interrupted
   * @throws IllegalArgumentException if the offset is not the size of the file, or the length is
   *     negative or leads beyond {@link Long#MAX_VALUE}
   */
  public static void allocate(SharedFile file, long offsetBytes, long lengthBytes)
      throws IOException {
    if (lengthBytes < 0 || offsetBytes > Long.MAX_VALUE - lengthBytes) {
      throw new IllegalArgumentException(
          "length is " + lengthBytes + ", wanted is 0 to " + (Long.MAX_VALUE - offsetBytes));
    }
    long size = file.sizeBytes();
    if (size != offsetBytes) {
      throw new IllegalArgumentException(
          "offset is " + offsetBytes + ", wanted is the size of " + file + ", " + size);
    }
    if (lengthBytes == 0) {
      return;
    }
    requireSpace(file, lengthBytes); // before anything else runs out of space
    boolean done = false;
    try {
      if (!allocateNatively(file, offsetBytes, lengthBytes)) {
        writeZeros(file, offsetBytes, lengthBytes);
      }
      done = true;
    } finally {
      if (!done) {
        cut(file, offsetBytes);
      }
    }
  }

  /** Failing to cut leaves a temporary file that is too long, for the exception on its way. */
  private static void cut(SharedFile file, long sizeBytes) {
    try {
      file.resize(sizeBytes);
    } catch (IOException ignored) {
      // The reason why it could not be made longer is the one to tell.
    }
  }

  /**
   * Makes sure that a part of a file that lies within its size is backed by the file system, by
   * writing zeros over it. What the part held is lost: it must be in nobody's use.
   *
   * @param offsetBytes first byte
   * @param lengthBytes how many, ending within the file
   * @throws NoSpaceException if the file system, a quota or a size limit does not allow it; if
   *     another process took the space meanwhile, some of the part may be backed then
   * @throws IOException on any other failure
   * @throws IllegalArgumentException if the part does not lie within the file
   */
  public static void back(SharedFile file, long offsetBytes, long lengthBytes) throws IOException {
    long size = file.sizeBytes();
    if (offsetBytes < 0 || lengthBytes < 0 || offsetBytes > size - lengthBytes) {
      throw new IllegalArgumentException(
          lengthBytes
              + " bytes from "
              + offsetBytes
              + " on are not within the "
              + size
              + " bytes of "
              + file);
    }
    requireSpace(file, lengthBytes);
    writeZeros(file, offsetBytes, lengthBytes);
  }

  private static void requireSpace(SharedFile file, long lengthBytes) throws IOException {
    long available = availableBytes(file);
    if (available >= 0 && available < lengthBytes) {
      throw noSpace(file, lengthBytes, "the file system has less left");
    }
  }

  /** Returns false if this file system, or this mode, has no fallocate. */
  static boolean allocateNatively(SharedFile file, long offset, long length) throws IOException {
    int errno = file.allocate(offset, length);
    return switch (errno) {
      case 0 -> true;
      case Errno.EOPNOTSUPP, Errno.ENOSYS -> false;
      case Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG ->
          throw noSpace(file, length, Errno.describe(errno));
      default -> throw Errno.toException(errno, file.path());
    };
  }

  static void writeZeros(SharedFile file, long offset, long length) throws IOException {
    byte[] zeros = new byte[(int) Math.min(ZEROS_BYTES, length)];
    long end = offset + length;
    for (long position = offset; position < end; position += zeros.length) {
      try {
        file.write(position, zeros, (int) Math.min(zeros.length, end - position));
      } catch (IOException e) {
        long available = availableBytes(file);
        if (available < 0 || available >= end - position) {
          throw e; // not for want of space
        }
        NoSpaceException noSpace = noSpace(file, length, e.getMessage());
        noSpace.initCause(e);
        throw noSpace;
      }
    }
  }

  private static NoSpaceException noSpace(SharedFile file, long length, String reason) {
    return new NoSpaceException(file.toString(), length, availableBytes(file), reason);
  }

  private static long availableBytes(SharedFile file) {
    try {
      return file.freeBytes();
    } catch (IOException e) {
      return -1;
    }
  }
}
