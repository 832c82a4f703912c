package io.tandem.ipc.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsTheFirstColumnLeftAndNumbersRight() {
    Table table = new Table("", "ns", "range");
    table.add("c", "99.5", "");
    table.add("agrona", "1,234.0", "1–2");
    assertThat(table)
        .hasToString(
            """
                         ns  range
            c          99.5
            agrona  1,234.0    1–2
            """);
  }

  @Test
  void refusesRowsOfAnotherWidth() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Table("a", "b").add("1"))
        .withMessage("1 cells for 2 columns: [1]");
  }
}
