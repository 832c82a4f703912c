package io.tandem.ipc.benchmarks.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The time the hypervisor gave to others, from {@code /proc/stat}; 0 where it is not told. */
final class StolenTime {
  /** The kernel's books are in ticks of 10 ms; one may belong to the time before. */
  private static final long TICK_NANOS = 10_000_000;

  private final long ticks;
  private final long nanos;

  private StolenTime(long ticks, long nanos) {
    this.ticks = ticks;
    this.nanos = nanos;
  }

  static StolenTime now() {
    return new StolenTime(ticks(), System.nanoTime());
  }

  /** Which share of all cores' time was stolen since then, leaving out the first tick. */
  double shareSince(StolenTime before) {
    long stolen = Math.max(0, ticks - before.ticks - 1) * TICK_NANOS;
    long all = (nanos - before.nanos) * Runtime.getRuntime().availableProcessors();
    return all <= 0 ? 0 : (double) stolen / all;
  }

  private static long ticks() {
    try {
      String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +", -1);
      return fields.length > 8 ? Long.parseLong(fields[8]) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
