package io.tandem.ipc.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

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
   * <p>Natively this is {@code fallocate(2)}, which opens the file a second time by its path; that
   * is found out if the path no longer leads to the channel's file. In portable mode, and on a file
   * system without {@code fallocate}, zeros are written; that takes about twice as long on tmpfs,
   * and as long as writing a file takes on a disk.
   *
   * <p>As with every use of a {@link FileChannel}, an interrupted thread gets {@link
   * java.nio.channels.ClosedByInterruptException} and finds the channel closed.
   *
   * <p>Nobody else may be writing to the file or growing it meanwhile. A process killed in the
   * middle leaves a file of any size in between.
   *
   * @param file path of the channel's file
   * @param channel open for writing
   * @param offsetBytes the present size of the file
   * @param lengthBytes how much to append, 0 or more
   * @throws NoSpaceException if the file system, a quota or a size limit does not allow it
   * @throws IOException if the path leads to another file than the channel, or on any other failure
   * @throws IllegalArgumentException if the offset is not the size of the file, or the length is
   *     negative or leads beyond {@link Long#MAX_VALUE}
   */
  public static void allocate(Path file, FileChannel channel, long offsetBytes, long lengthBytes)
      throws IOException {
    if (lengthBytes < 0 || offsetBytes > Long.MAX_VALUE - lengthBytes) {
      throw new IllegalArgumentException(
          "length is " + lengthBytes + ", wanted is 0 to " + (Long.MAX_VALUE - offsetBytes));
    }
    long size = channel.size();
    if (size != offsetBytes) {
      throw new IllegalArgumentException(
          "offset is " + offsetBytes + ", wanted is the size of " + file + ", " + size);
    }
    if (lengthBytes == 0) {
      return;
    }
    long available = availableBytes(file);
    if (available >= 0 && available < lengthBytes) { // before anything else runs out of space
      throw noSpace(file, lengthBytes, "the file system has less left");
    }
    try {
      if (!Native.isLoaded() || !allocateNatively(file, offsetBytes, lengthBytes)) {
        writeZeros(file, channel, offsetBytes, lengthBytes);
      }
      long grown = channel.size();
      if (grown != offsetBytes + lengthBytes) {
        throw new IOException(
            file
                + " is not the file that is open: after allocating, the open file has "
                + grown
                + " bytes, wanted are "
                + (offsetBytes + lengthBytes));
      }
    } catch (IOException | RuntimeException e) {
      try {
        channel.truncate(offsetBytes);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /**
   * Makes sure that a part of a file that lies within its size is backed by the file system, by
   * writing zeros over it. What the part held is lost: it must be in nobody's use.
   *
   * @param file path of the channel's file, only for messages
   * @param channel open for writing
   * @param offsetBytes first byte
   * @param lengthBytes how many, ending within the file
   * @throws NoSpaceException if the file system, a quota or a size limit does not allow it; if
   *     another process took the space meanwhile, some of the part may be backed then
   * @throws IOException on any other failure
   * @throws IllegalArgumentException if the part does not lie within the file
   */
  public static void back(Path file, FileChannel channel, long offsetBytes, long lengthBytes)
      throws IOException {
    long size = channel.size();
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
    long available = availableBytes(file);
    if (available >= 0 && available < lengthBytes) {
      throw noSpace(file, lengthBytes, "the file system has less left");
    }
    writeZeros(file, channel, offsetBytes, lengthBytes);
  }

  /**
   * How many bytes this user can still write to the file system.
   *
   * @param path any existing file or directory on it
   * @return -1 if the file system does not say: it then reports a total size of 0, as a tmpfs
   *     without a limit does
   * @throws IOException if the path does not exist
   */
  public static long freeBytes(Path path) throws IOException {
    FileStore store = Files.getFileStore(path);
    return store.getTotalSpace() == 0 ? -1 : store.getUsableSpace();
  }

  /** Returns false if this file system has no fallocate. */
  static boolean allocateNatively(Path file, long offset, long length) throws IOException {
    int fd = Syscalls.openFile(NativePath.bytes(file), false);
    if (fd < 0) {
      throw Errno.toException(-fd, file);
    }
    int result;
    try {
      result = Syscalls.allocateFile(fd, offset, length);
    } finally {
      Syscalls.closeFile(fd);
    }
    return switch (-result) {
      case 0 -> true;
      case Errno.EOPNOTSUPP, Errno.ENOSYS -> false;
      case Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG ->
          throw noSpace(file, length, Errno.describe(-result));
      default -> throw Errno.toException(-result, file);
    };
  }

  static void writeZeros(Path file, FileChannel channel, long offset, long length)
      throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, length));
    long end = offset + length;
    for (long position = offset; position < end; ) {
      zeros.position(0).limit((int) Math.min(zeros.capacity(), end - position));
      try {
        position += channel.write(zeros, position);
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

  private static NoSpaceException noSpace(Path file, long length, String reason) {
    return new NoSpaceException(file.toString(), length, availableBytes(file), reason);
  }

  private static long availableBytes(Path file) {
    try {
      return freeBytes(file);
    } catch (IOException e) {
      return -1;
    }
  }
}
