package io.tandem.ipc.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void printsOneLinePerPhaseWithoutATerminal() {
    try (Progress progress = new Progress(screen(false, false, 80))) {
      twoPhases(progress);
    }
    assertThat(err()).isEqualTo("one: 128 files\na note\ntwo: done\n");
    assertThat(out.size()).isZero();
  }

  @Test
  void redrawsABarOnATerminalAndTakesItAway() {
    try (Progress progress = new Progress(screen(true, true, 80))) {
      twoPhases(progress);
    }
    assertThat(err()).contains("\r").contains("\033[32m").contains("100 %").contains("128 files");
    assertThat(shown()).isEqualTo("one: 128 files\na note\ntwo: done\n");
  }

  @Test
  void sendsNoEscapeSequenceWithNoColor() {
    try (Progress progress = new Progress(screen(true, false, 80))) {
      twoPhases(progress);
    }
    assertThat(err()).contains("\r").doesNotContain("\033");
    assertThat(shown()).isEqualTo("one: 128 files\na note\ntwo: done\n");
  }

  @Test
  void neverFillsALineOfTheTerminal() {
    for (int columns : new int[] {20, 30, 40, 60, 80, 200}) {
      err.reset();
      try (Progress progress = new Progress(screen(true, false, columns))) {
        progress.phase("a phase with a long name", 1_000_000, "message");
        progress.done(999_936);
      }
      for (String drawn : err().split("\r", -1)) {
        assertThat(drawn.length()).as("%d columns: '%s'", columns, drawn).isLessThan(columns);
      }
    }
  }

  @Test
  void showsWhatATerminalWouldObey() {
    try (Progress progress = new Progress(screen(false, false, 80))) {
      progress.line("worker-1: \033[2J\u0007");
    }
    assertThat(err()).isEqualTo("worker-1: \\u001b[2J\\u0007\n");
  }

  @Test
  void isSilentOnceClosed() {
    Progress progress = new Progress(screen(true, true, 80));
    progress.phase("one", 10, "file");
    progress.close();
    err.reset();
    progress.line("late");
    progress.done(64);
    assertThat(err()).isEmpty();
  }

  private static void twoPhases(Progress progress) {
    progress.phase("one", 128, "file");
    progress.done(64);
    progress.done(128);
    progress.phase("one", 128, "file");
    progress.done(128);
    progress.end("128 files");
    progress.phase("two", 0, "file");
    progress.line("a note");
    progress.end("done");
  }

  /** What is left on the terminal: each carriage return overwrites the line so far. */
  private String shown() {
    StringBuilder shown = new StringBuilder();
    for (String line : err().split("\n", -1)) {
      char[] cells = new char[0];
      for (String part : line.replaceAll("\033\\[[0-9]*m", "").split("\r", -1)) {
        char[] longer = new char[Math.max(cells.length, part.length())];
        java.util.Arrays.fill(longer, ' ');
        System.arraycopy(cells, 0, longer, 0, cells.length);
        part.getChars(0, part.length(), longer, 0);
        cells = longer;
      }
      shown.append(new String(cells).stripTrailing()).append('\n');
    }
    return shown.substring(0, shown.length() - 1);
  }

  private Screen screen(boolean animated, boolean coloured, int columns) {
    return new Screen(printer(out), printer(err), animated, coloured, true, columns);
  }

  private static PrintStream printer(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
