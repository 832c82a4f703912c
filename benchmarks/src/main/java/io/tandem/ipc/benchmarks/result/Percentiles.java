package io.tandem.ipc.benchmarks.result;

import java.util.Arrays;

/** Percentiles of raw samples, without buckets: every sample is kept and sorted. */
public final class Percentiles {
  private final long[] sorted;

  /** Sorts the first {@code count} samples of the array in place. */
  public Percentiles(long[] samples, int count) {
    if (count < 1 || count > samples.length) {
      throw new IllegalArgumentException(
          "count " + count + " is not between 1 and " + samples.length);
    }
    Arrays.sort(samples, 0, count);
    sorted = samples.length == count ? samples : Arrays.copyOf(samples, count);
  }

  /** The smallest sample that at least this share of the samples, from 0 to 1, does not exceed. */
  public long at(double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1];
  }

  /**
   * The mean of the middle half of the samples. Where the clock ticks in steps of 10 ns and a round
   * trip takes 90, the median alone can tell 90 from 100 but not from 94; this can, and like the
   * median it does not see outliers.
   */
  public double middle() {
    int from = sorted.length / 4;
    int to = sorted.length - from;
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += sorted[i];
    }
    return sum / (to - from);
  }
}
