package io.tandem.ipc.benchmarks.result;

import java.util.Arrays;
import java.util.Collection;

/**
 * The middle and the extremes of some repetitions.
 *
 * @param count how many values there were
 * @param median the middle value, or the mean of the two middle ones
 * @param min the smallest value
 * @param max the largest value
 */
public record Summary(int count, double median, double min, double max) {
  /**
   * Sums up values.
   *
   * @throws IllegalArgumentException if there are none, or one is not a number
   */
  public static Summary of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values to sum up");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (Arrays.stream(sorted).anyMatch(Double::isNaN)) {
      throw new IllegalArgumentException("not a number among " + values);
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Summary(sorted.length, median, sorted[0], sorted[sorted.length - 1]);
  }
}
