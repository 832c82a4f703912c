package io.tandem.ipc.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns values into text for people. */
public final class Text {
  private Text() {}

  /** Replaces what a terminal would obey instead of showing: control and format characters. */
  public static String printable(String text) {
    if (text.codePoints().noneMatch(Text::obeyed)) {
      return text;
    }
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (obeyed(point)) {
                safe.append(String.format(Locale.ROOT, "\\u%04x", point));
              } else {
                safe.appendCodePoint(point);
              }
            });
    return safe.toString();
  }

  private static boolean obeyed(int point) {
    int type = Character.getType(point);
    return Character.isISOControl(point)
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE;
  }

  /** A whole number with thousands separated. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** That many of something, for example {@code 1 file}, {@code 2 files}. */
  public static String count(long number, String thing) {
    return count(number) + " " + thing + (number == 1 ? "" : "s");
  }

  /** Nanoseconds as seconds. */
  public static String seconds(long nanos) {
    double seconds = nanos / 1e9;
    return String.format(Locale.ROOT, seconds < 10 ? "%.2f" : "%.1f", seconds);
  }

  /** How many a second, to three digits: more would only be noise. */
  public static String rate(long things, long nanos) {
    if (nanos <= 0) {
      return "-";
    }
    double rate = things * 1e9 / nanos;
    double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(Math.max(rate, 1))) - 2));
    return count(Math.round(Math.round(rate / unit) * unit));
  }

  /** Bytes in the unit that fits. */
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return count(bytes, "byte");
    }
    String units = "KMGTPE";
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    return String.format(
        Locale.ROOT, "%.1f %ciB", bytes / Math.pow(1024, unit), units.charAt(unit - 1));
  }

  /** Breaks a text at blanks; the lines after the first begin as far in as the first one. */
  public static List<String> wrapped(String first, String text, int columns) {
    List<String> lines = new ArrayList<>();
    String indent = " ".repeat(first.length());
    StringBuilder line = new StringBuilder(first);
    for (String word : text.split(" ", -1)) {
      boolean isFresh = line.length() == first.length();
      if (!isFresh && line.length() + 1 + word.length() > columns) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(indent);
        isFresh = true;
      }
      line.append(isFresh ? "" : " ").append(word);
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  /** Shortens from the left, where paths say least. */
  public static String tail(String text, int columns) {
    return text.length() <= columns ? text : "..." + text.substring(text.length() - columns + 3);
  }
}
