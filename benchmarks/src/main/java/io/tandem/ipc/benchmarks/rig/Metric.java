package io.tandem.ipc.benchmarks.rig;

import java.util.Locale;

/**
 * A figure of a repetition.
 *
 * @param key its name in the reports of the measured processes and in JSON
 * @param title its name in tables, with the unit
 * @param scale what the raw value is multiplied with for tables
 * @param digits digits after the point in tables
 * @param moreIsBetter whether it is a rate, and not a time or a cost
 */
public record Metric(String key, String title, double scale, int digits, boolean moreIsBetter) {
  /** A figure of which less is better. */
  public static Metric cost(String key, String title, double scale, int digits) {
    return new Metric(key, title, scale, digits, false);
  }

  /** A figure of which more is better. */
  public static Metric rate(String key, String title, double scale, int digits) {
    return new Metric(key, title, scale, digits, true);
  }

  /** The raw value as it stands in tables. */
  public String format(double value) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value * scale);
  }
}
