package io.tandem.ipc.os;

import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A range of addresses that was mapped by a system call, given back to the kernel when nothing can
 * reach its buffer any more, not even through a slice of it.
 *
 * <p>There is no thread for that: whoever maps next does it. Until then a range that was released
 * (see {@link MappedRegion}) costs nothing but the addresses.
 *
 * <p>Released ranges that lie side by side are one mapping to the kernel, and taking some out of
 * the middle would make many of one. So what a garbage collection has found is first gathered, then
 * given back from one end to the other, neighbours in one call.
 */
final class MappedRange extends PhantomReference<ByteBuffer> {
  /** Asked once; negative if it cannot be told. */
  static final long PAGE_BYTES = Syscalls.pageBytes();

  private static final long PATIENCE_MILLIS = 200;
  private static final int MOST_GATHERED = 1 << 16;

  private static final ReferenceQueue<ByteBuffer> UNREACHABLE = new ReferenceQueue<>();

  /** The references themselves have to be reachable until they are of use. Guarded by itself. */
  private static final Set<MappedRange> MAPPED = new HashSet<>();

  /** Found unreachable and not yet given back. Guarded by {@link #MAPPED}. */
  private static final List<MappedRange> GATHERED = new ArrayList<>();

  private final long address;
  private final long end;

  private MappedRange(ByteBuffer buffer, long address, long end) {
    super(buffer, UNREACHABLE);
    this.address = address;
    this.end = end;
  }

  /** Maps a part of an open file, shared and writable, from an offset that need not be a page's. */
  static ByteBuffer map(Path file, int fd, long offset, long length) throws IOException {
    if (PAGE_BYTES < 0) {
      throw Errno.toException((int) -PAGE_BYTES, file);
    }
    long within = offset % PAGE_BYTES;
    long whole = (within + length + PAGE_BYTES - 1) & -PAGE_BYTES;
    gather(UNREACHABLE.poll());
    long address = Syscalls.mapFile(fd, offset - within, whole);
    if (address == -Errno.ENOMEM) { // perhaps only for the ranges that the collector has not found
      System.gc();
      gather(awaitUnreachable());
      gather(null);
      address = Syscalls.mapFile(fd, offset - within, whole);
    }
    if (address < 0 && address > -4096) {
      throw Errno.toException((int) -address, file);
    }
    return own(address, address + whole, within, length);
  }

  private static ByteBuffer own(long address, long end, long within, long length) {
    boolean owned = false;
    try {
      ByteBuffer buffer = Syscalls.bufferOf(address + within, length);
      synchronized (MAPPED) {
        MAPPED.add(new MappedRange(buffer, address, end));
      }
      owned = true;
      return buffer;
    } finally {
      if (!owned) {
        int unused = Syscalls.unmap(address, end - address);
      }
    }
  }

  private static Reference<?> awaitUnreachable() {
    try {
      return UNREACHABLE.remove(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** Gathers what is found without waiting; gives all back when there is no more to find. */
  private static void gather(Reference<?> first) {
    synchronized (MAPPED) {
      for (Reference<?> next = first; next != null; next = UNREACHABLE.poll()) {
        GATHERED.add((MappedRange) next);
      }
      if (!GATHERED.isEmpty() && (first == null || GATHERED.size() >= MOST_GATHERED)) {
        giveBack();
      }
    }
  }

  private static void giveBack() {
    GATHERED.sort(BY_ADDRESS);
    long start = GATHERED.get(0).address;
    long end = start;
    for (MappedRange range : GATHERED) {
      MAPPED.remove(range);
      if (range.address != end) {
        int unused = Syscalls.unmap(start, end - start);
        start = range.address;
      }
      end = range.end;
    }
    int unused = Syscalls.unmap(start, end - start);
    GATHERED.clear();
  }

  private static final Comparator<MappedRange> BY_ADDRESS = new ByAddress();

  private static final class ByAddress implements Comparator<MappedRange> {
    @Override
    public int compare(MappedRange one, MappedRange other) {
      return Long.compareUnsigned(one.address, other.address);
    }
  }
}
