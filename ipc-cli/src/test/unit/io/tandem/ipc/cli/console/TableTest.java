package io.tandem.ipc.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsNumbersToTheRight() {
    assertThat(
            Table.ofNumbers()
                .row("", "a", "wide head")
                .row("files", "1,234", "5")
                .row("x", "7")
                .lines())
        .containsExactly(
            "           a  wide head", //
            "files  1,234          5",
            "x          7");
  }

  @Test
  void alignsWordsToTheLeftAndLeavesNoBlanksBehind() {
    assertThat(Table.ofWords().row("long name", "a", "b").row("n", "", "").row("m", "cc").lines())
        .containsExactly("long name  a   b", "n", "m          cc");
  }

  @Test
  void hasNoLinesWithoutRows() {
    assertThat(Table.ofWords().lines()).isEmpty();
  }
}
