package io.tandem.ipc.benchmarks.rig;

import io.tandem.ipc.benchmarks.result.Placements;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the machine did to one repetition.
 *
 * @param probeBeforeNanos a round trip of a cache line between the two cores just before; empty
 *     without the C program for it
 * @param probeAfterNanos the same just after
 * @param stolenShare how much of both cores' time the hypervisor gave to others
 * @param delayedShare how much of its time a measuring thread was ready but had no core
 */
public record Conditions(
    OptionalDouble probeBeforeNanos,
    OptionalDouble probeAfterNanos,
    double stolenShare,
    double delayedShare) {
  private static final double MAX_STOLEN = 0.02;
  private static final double MAX_DELAYED = 0.02;

  /** Why a repetition under these conditions must not count; empty if it may. */
  public Optional<String> disturbance() {
    if (probeBeforeNanos.isPresent()
        && probeAfterNanos.isPresent()
        && !Placements.same(probeBeforeNanos.getAsDouble(), probeAfterNanos.getAsDouble())) {
      return Optional.of(
          text(
              "the cores moved: a cache line's round trip took %.0f ns before and %.0f ns after",
              probeBeforeNanos.getAsDouble(), probeAfterNanos.getAsDouble()));
    }
    if (stolenShare > MAX_STOLEN) {
      return Optional.of(text("the hypervisor took %.1f %% of the cores' time", 100 * stolenShare));
    }
    if (delayedShare > MAX_DELAYED) {
      return Optional.of(
          text("other processes took %.1f %% of a measuring thread's time", 100 * delayedShare));
    }
    return Optional.empty();
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
