package io.tandem.ipc.cli.console;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command prints: results on {@code out}, everything about the way there on {@code err}.
 *
 * @param animated whether {@code err} is a terminal that can redraw a line
 * @param coloured whether colours are wanted there: never without a terminal or with {@code
 *     NO_COLOR} in the environment
 * @param unicode whether it shows more than ASCII
 * @param columns how wide it is
 */
public record Screen(
    PrintStream out,
    PrintStream err,
    boolean animated,
    boolean coloured,
    boolean unicode,
    int columns) {
  private static final int DEFAULT_COLUMNS = 80;

  /** The screen of this process. */
  public static Screen system() {
    Map<String, String> environment = System.getenv();
    boolean animated = isTerminal(2) && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Screen(
        System.out,
        System.err,
        animated,
        animated && environment.getOrDefault("NO_COLOR", "").isEmpty(),
        Charset.defaultCharset().newEncoder().canEncode('\u2501'),
        columns(environment.get("COLUMNS")));
  }

  /** A screen that is no terminal. */
  public static Screen plain(PrintStream out, PrintStream err) {
    return new Screen(out, err, false, false, false, DEFAULT_COLUMNS);
  }

  /** {@code System.console()} cannot tell: it asks about other descriptors, and on 22 lies. */
  private static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }

  private static int columns(String text) {
    try {
      return text == null ? DEFAULT_COLUMNS : Math.max(20, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return DEFAULT_COLUMNS;
    }
  }
}
