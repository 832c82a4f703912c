package io.tandem.ipc.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Layout.Access;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutPagesTest {
  private static final Layout PART = part();
  private static final Layout WHOLE = whole();

  private static Layout part() {
    Layout.Builder fields = Layout.declare("part", 3, "A part");
    fields.word("word", "things | others", "anyone", Access.CAS, "what it means");
    return fields.build();
  }

  private static Layout whole() {
    Layout.Builder fields = Layout.declare("whole", 2, "The whole of it");
    fields.word("first", "count", "creator", Access.FINAL, "how many");
    fields.words("some", 3, "count", "creator", Access.FINAL, "how many of each");
    fields.nextLine().part("bell", PART, "where they wait");
    fields.nextLine().repeated("parts", PART, "one for each");
    return fields.build();
  }

  @Test
  void aPageHasTheSectionsThenTheFields() {
    assertThat(LayoutDocs.page(WHOLE))
        .isEqualTo(
            """
            # Layout `whole`, version 2

            Generated from the declarations in the code by `./ipc layouts --write`. Do not edit.

            The whole of it.

            ## Sections

            | from | to | bytes | what |
            |---:|---:|---:|---|
            | 0 | 8 | 8 | `first` |
            | 8 | 32 | 24 | `some` |
            | 32 | 128 | 96 | *unused* |
            | 128 | 136 | 8 | `bell`, a [part](part.md) |
            | 136 | 256 | 120 | *unused* |
            | 256 | | 8 each | `parts`, a [part](part.md), repeated |

            ## Fields

            | field | offset | bytes | unit | writer | written | read | meaning |
            |---|---:|---:|---|---|---|---|---|
            | `first` | 0 | 8 | count | creator | written once before the name is visible | plain | how many |
            | `some` | 8 | 3 x 8 | count | creator | written once before the name is visible | plain | how many of each |
            | `bell`, a [part](part.md) | 128 | 8 |  |  |  |  | where they wait |
            | `parts`, a [part](part.md) | 256 | 8 each |  |  |  |  | one for each |
            """);
  }

  @Test
  void aBarInATextDoesNotEndTheCell() {
    assertThat(LayoutDocs.page(PART))
        .contains("| `word` | 0 | 8 | things \\| others | anyone | compareAndSet | getAcquire |");
  }

  @Test
  void theIndexNamesEveryLayout() {
    assertThat(LayoutDocs.pages(List.of(WHOLE, PART)))
        .containsOnlyKeys("README.md", "whole.md", "part.md")
        .extractingByKey("README.md")
        .asString()
        .contains("| [whole](whole.md) | 2 | 256 + | The whole of it |\n")
        .contains("| [part](part.md) | 3 | 8 | A part |\n");
  }

  @Test
  void everyOffsetHasAGoldenLine() {
    assertThat(LayoutDocs.golden(List.of(WHOLE)))
        .containsExactly(
            "whole version = 2",
            "whole.first = 0",
            "whole.some = 8",
            "whole.bell = 128",
            "whole.parts = 256",
            "whole bytes = 256");
  }
}
