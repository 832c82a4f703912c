package io.tandem.ipc.cli.console;

import java.util.Objects;

/**
 * Shows how far the work is: on a terminal a bar that is redrawn in place, elsewhere one line when
 * a phase ends.
 *
 * <p>Safe for use by many threads. A line printed through {@link #line} never tears the bar.
 */
public final class Progress implements AutoCloseable {
  private static final long REDRAW_NANOS = 80_000_000;
  private static final int BAR_COLUMNS = 28;
  private static final String GREEN = "\033[32m";
  private static final String GREY = "\033[90m";
  private static final String RESET = "\033[0m";

  private final Screen screen;
  private String phase;
  private String unit;
  private long total;
  private long done;
  private long startedNanos;
  private long drawnNanos;
  private int drawnColumns;
  private boolean closed;

  public Progress(Screen screen) {
    this.screen = Objects.requireNonNull(screen);
  }

  /**
   * Begins a phase.
   *
   * @param total how many steps it has; 0 = not known
   * @param unit what one step is, for example {@code file}
   */
  public synchronized void phase(String phase, long total, String unit) {
    this.phase = phase;
    this.unit = unit;
    this.total = total;
    this.done = 0;
    this.startedNanos = System.nanoTime();
    this.drawnNanos = startedNanos - REDRAW_NANOS;
    draw();
  }

  /** Says how many steps are done. Cheap enough for every step. */
  public void done(long steps) {
    if (screen.animated() && (steps & 63) == 0) {
      show(steps);
    }
  }

  private synchronized void show(long steps) {
    done = steps;
    long now = System.nanoTime();
    if (phase != null && now - drawnNanos >= REDRAW_NANOS) {
      drawnNanos = now;
      draw();
    }
  }

  /** Ends the phase and leaves one line about it. */
  public synchronized void end(String result) {
    String text = phase + ": " + result;
    phase = null;
    line(text);
  }

  /** Prints a line above the bar. */
  public synchronized void line(String text) {
    if (closed) {
      return;
    }
    erase();
    screen.err().println(Text.printable(text));
    draw();
  }

  /** Takes the bar away. What comes after is not shown. */
  @Override
  public synchronized void close() {
    closed = true;
    erase();
    screen.err().flush();
  }

  private void erase() {
    if (drawnColumns > 0) {
      // Blanks rather than an escape sequence: with NO_COLOR not a single one is sent.
      screen.err().print("\r" + " ".repeat(drawnColumns) + "\r");
      drawnColumns = 0;
    }
  }

  private void draw() {
    if (!screen.animated() || phase == null || closed) {
      return;
    }
    String head = String.format("%-22s ", phase);
    String tail = total > 0 ? String.format(" %3d %%  ", 100 * done / total) : "  ";
    tail += Text.count(done, unit);
    int room = Math.min(BAR_COLUMNS, screen.columns() - 1 - head.length() - tail.length());
    int columns = head.length() + Math.max(0, room) + tail.length();
    if (columns > screen.columns() - 1) {
      head = "";
      tail = tail.strip();
      tail = tail.substring(0, Math.min(tail.length(), screen.columns() - 1));
      room = 0;
      columns = tail.length();
    }
    String end = columns < drawnColumns ? " ".repeat(drawnColumns - columns) : "";
    screen.err().print("\r" + head + bar(Math.max(0, room)) + tail + end);
    screen.err().flush();
    drawnColumns = Math.max(columns, drawnColumns);
  }

  private String bar(int columns) {
    int filled = total > 0 ? (int) (columns * Math.min(done, total) / total) : 0;
    String full = (screen.unicode() ? "\u2501" : "#").repeat(filled);
    String empty = (screen.unicode() ? "\u2500" : ".").repeat(columns - filled);
    return screen.coloured() ? GREEN + full + GREY + empty + RESET : full + empty;
  }
}
