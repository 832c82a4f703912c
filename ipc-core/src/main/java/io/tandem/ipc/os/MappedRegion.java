package io.tandem.ipc.os;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A part of a file mapped into memory, shared and writable, whose release cannot crash a thread
 * that still uses it.
 *
 * <p><b>Release.</b> Unmapping memory under a thread that is about to access it kills the JVM, and
 * checking a flag before each access does not help: the thread may stand between check and access
 * for any length of time. So {@link #release()} does not unmap. Natively it puts private zero
 * pages, which cost no memory until written, in the place of the file's pages in one step: the
 * file's memory and disk space are free at once (when it is the last mapping of an unlinked file),
 * while a thread that raced with the release reads zeros or writes where nobody reads. The range of
 * addresses itself is given back after the garbage collector has found the buffer unreachable (see
 * {@link MappedRange}). Neighbouring released ranges are one mapping to the kernel, so opening and
 * closing many files does not run into {@code vm.max_map_count}. Nothing is written to a file by a
 * released region, and its data was never private to it, so nothing is lost.
 *
 * <p>In portable mode {@link #release()} only drops the reference; the file's memory is given back
 * when the garbage collector finds the buffer unreachable, which may be late. {@link #address()} is
 * 0.
 *
 * <p>The file may be closed after mapping.
 *
 * <p>Never truncate a mapped file: accessing a page beyond the end kills the JVM, in any language.
 *
 * <p>Thread-safe.
 */
public final class MappedRegion implements AutoCloseable {
  /** Longest region: what one buffer can address. */
  public static final long MAX_BYTES = Integer.MAX_VALUE;

  private static final int LEAST_PAGE_BYTES = 4096;

  private final Path file;
  private final long offsetBytes;
  private final long sizeBytes;
  private final long address;
  private volatile ByteBuffer buffer; // null: released

  private MappedRegion(Path file, ByteBuffer buffer, long offsetBytes, long address) {
    this.file = file;
    this.buffer = buffer;
    this.offsetBytes = offsetBytes;
    this.sizeBytes = buffer.capacity();
    this.address = address;
  }

  /**
   * Maps a part of a file that the file already has: it is not extended.
   *
   * @param offsetBytes first byte, a multiple of 8
   * @param lengthBytes from 1 to {@link #MAX_BYTES}
   * @throws IOException if the part is not within the file, or mapping fails (for example, because
   *     the process has too many mappings)
   * @throws IllegalArgumentException if offset or length are outside their limits
   */
  public static MappedRegion map(SharedFile file, long offsetBytes, long lengthBytes)
      throws IOException {
    if (lengthBytes < 1 || lengthBytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "length is " + lengthBytes + ", wanted is 1 to " + MAX_BYTES);
    }
    if (offsetBytes < 0 || offsetBytes % 8 != 0 || offsetBytes > Long.MAX_VALUE - lengthBytes) {
      throw new IllegalArgumentException(
          "offset is " + offsetBytes + ", wanted is a multiple of 8, 0 or more");
    }
    long fileBytes = file.sizeBytes();
    if (offsetBytes + lengthBytes > fileBytes) {
      throw new IOException(
          file
              + " has "
              + fileBytes
              + " bytes, wanted are "
              + lengthBytes
              + " from byte "
              + offsetBytes
              + " on");
    }
    ByteBuffer buffer = file.map(offsetBytes, lengthBytes).order(ByteOrder.nativeOrder());
    long address = Native.isLoaded() ? Syscalls.addressOf(buffer) : 0;
    return new MappedRegion(file.path(), buffer, offsetBytes, address);
  }

  /**
   * The mapped bytes in native byte order, direct. Every call returns the same buffer, so use
   * absolute access only, or a duplicate.
   *
   * @throws IllegalStateException after {@link #release()}
   */
  public ByteBuffer buffer() {
    ByteBuffer present = buffer;
    if (present == null) {
      throw new IllegalStateException(
          "the mapping of "
              + file
              + ", "
              + sizeBytes
              + " bytes from byte "
              + offsetBytes
              + " on, is released");
    }
    return present;
  }

  /**
   * Where the first byte is mapped, or 0 in portable mode. The number does not keep the mapping
   * alive: hold the region or its buffer as long as the address is used.
   */
  public long address() {
    return address;
  }

  /** Length of the region. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /**
   * Brings every page into memory now, so that no later access waits for a page fault. The file's
   * space has to be allocated before ({@link FileSpace#allocate}).
   *
   * @throws NoSpaceException if it was not and the file system cannot back a page; found out
   *     natively from Linux 5.14 on
   * @throws IOException if it fails for another reason
   * @throws IllegalStateException after {@link #release()}
   */
  public void prefault() throws IOException {
    ByteBuffer present = buffer();
    int result = -Errno.EINVAL;
    if (address != 0) {
      try {
        result = Syscalls.populateWritable(firstPage(), pagesBytes());
      } finally {
        Reference.reachabilityFence(present);
      }
    }
    switch (-result) {
      case 0 -> {}
      case Errno.EINVAL, Errno.EINTR -> touch(present); // portable mode, or Linux before 5.14
      case Errno.EFAULT ->
          throw new NoSpaceException(
              file.toString(), sizeBytes, -1, "a page of the mapping cannot be backed");
      default ->
          throw new IOException(
              "cannot bring "
                  + sizeBytes
                  + " mapped bytes of "
                  + file
                  + " into memory: "
                  + Errno.describe(-result));
    }
  }

  private static void touch(ByteBuffer memory) {
    int last = memory.capacity() - Long.BYTES;
    for (int at = 0; at < last; at += LEAST_PAGE_BYTES) {
      long unused = RawMemory.getOpaque(memory, at);
    }
    if (last >= 0) {
      long unused = RawMemory.getOpaque(memory, last & -Long.BYTES);
    }
  }

  /**
   * Gives the file's memory back, as the class description says. Accesses through a buffer got
   * earlier are harmless and useless from now on. Calling it again does nothing.
   */
  public void release() {
    ByteBuffer present = forget();
    if (present != null && address != 0) {
      try {
        // On failure (no mapping left to this process, or no memory promised to it under
        // vm.overcommit_memory=2) the file stays mapped until the buffer is collected, as in
        // portable mode: late, but safe.
        int unused = Syscalls.replaceByZeroPages(firstPage(), pagesBytes());
      } finally {
        Reference.reachabilityFence(present);
      }
    }
  }

  private synchronized ByteBuffer forget() {
    ByteBuffer present = buffer;
    buffer = null;
    return present;
  }

  /** Whether {@link #release()} has been called. */
  public boolean isReleased() {
    return buffer == null;
  }

  /** Same as {@link #release()}. */
  @Override
  public void close() {
    release();
  }

  private long firstPage() {
    return address & -MappedRange.PAGE_BYTES;
  }

  private long pagesBytes() {
    long end = address + sizeBytes + MappedRange.PAGE_BYTES - 1;
    return (end & -MappedRange.PAGE_BYTES) - firstPage();
  }
}
