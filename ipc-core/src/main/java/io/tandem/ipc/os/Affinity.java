package io.tandem.ipc.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * On which processors the calling thread may run. For benchmarks and for users who dedicate cores.
 *
 * <p>Concerns the calling platform thread only; on a virtual thread it would concern whichever
 * carrier runs it at the moment, so do not call it there. Threads started later by a pinned thread
 * inherit its processors.
 *
 * <p>Thread-safe.
 */
public final class Affinity {
  private static final String ALLOWED_LABEL = "Cpus_allowed_list:";

  private Affinity() {}

  /**
   * Binds the calling thread to one processor.
   *
   * @param cpu the kernel's number of the processor, as in {@link #allowed()}
   * @return whether it is bound; false in portable mode, or if there is no such processor or a
   *     cpuset forbids it
   * @throws IllegalArgumentException if the number is negative
   */
  public static boolean trySetCurrentThread(int cpu) {
    if (cpu < 0) {
      throw new IllegalArgumentException("cpu is " + cpu + ", wanted is 0 or more");
    }
    return cpu < Syscalls.AFFINITY_WORDS * Long.SIZE && trySetCurrentThread(new int[] {cpu});
  }

  /**
   * Binds the calling thread to a set of processors; with an earlier result of {@link #allowed()}
   * it undoes {@link #trySetCurrentThread(int)}.
   *
   * @param cpus at least one; those that do not exist are ignored as long as one does
   * @return whether it is bound
   * @throws IllegalArgumentException if a number is negative
   */
  public static boolean trySetCurrentThread(int[] cpus) {
    BitSet set = new BitSet();
    for (int cpu : cpus) {
      if (cpu < 0) {
        throw new IllegalArgumentException("cpu is " + cpu + ", wanted is 0 or more");
      }
      set.set(cpu);
    }
    long[] mask = set.toLongArray();
    return Native.isLoaded()
        && mask.length <= Syscalls.AFFINITY_WORDS
        && Syscalls.setAffinity(mask) == 0;
  }

  /**
   * The processors the calling thread may run on, in ascending order.
   *
   * @return never empty; in portable mode from {@code /proc} where there is one, else 0 up to the
   *     number of available processors
   */
  public static int[] allowed() {
    if (Native.isLoaded()) {
      long[] mask = new long[Syscalls.AFFINITY_WORDS];
      if (Syscalls.getAffinity(mask) > 0) {
        return BitSet.valueOf(mask).stream().toArray();
      }
    }
    BitSet set = new BitSet();
    try {
      for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
        if (line.startsWith(ALLOWED_LABEL)) {
          addRanges(set, line.substring(ALLOWED_LABEL.length()).trim());
        }
      }
    } catch (IOException | NumberFormatException e) {
      set.clear(); // no /proc, or another system's: fall through to what the JVM knows
    }
    if (set.isEmpty()) {
      set.set(0, Runtime.getRuntime().availableProcessors());
    }
    return set.stream().toArray();
  }

  /** Adds a list such as {@code 0-3,8,10-11}. */
  static void addRanges(BitSet set, String ranges) {
    for (String range : ranges.split(",", -1)) {
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
      set.set(first, last + 1);
    }
  }
}
