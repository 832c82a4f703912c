package io.tandem.ipc.benchmarks.result;

import java.util.Collection;

/**
 * Where virtual cores were, as far as a cache line's round trip between them can tell: on one
 * physical core, near, or far from each other.
 */
public final class Placements {
  /**
   * Probes of one placement stay within a few percent; from one placement to another they change
   * two- to tenfold.
   */
  private static final double SAME = 1.3;

  private Placements() {}

  /** Whether two probes speak of one placement. */
  public static boolean same(double nanos, double otherNanos) {
    double ratio = nanos / otherNanos;
    return ratio < SAME && ratio > 1 / SAME;
  }

  /**
   * The probe that most of the others agree with.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static double usual(Collection<Double> probesNanos) {
    double usual = Double.NaN;
    long most = 0;
    for (double candidate : probesNanos) {
      long agreeing = probesNanos.stream().filter(probe -> same(probe, candidate)).count();
      if (agreeing > most) {
        most = agreeing;
        usual = candidate;
      }
    }
    if (most == 0) {
      throw new IllegalArgumentException("no probes");
    }
    return usual;
  }
}
