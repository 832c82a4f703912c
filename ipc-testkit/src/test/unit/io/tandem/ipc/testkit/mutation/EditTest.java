package io.tandem.ipc.testkit.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EditTest {
  private static final String SOURCE =
      """
      void publish() {
        words.setRelease(
            ring.cellOffset(batch), batchWord); // HANDOFF "commit
        words.fullFence();
        if (first == last || /* never */ isOver()) {
          return;
        }
      }
      """;

  private static String apply(String edit) {
    return Edit.parse(edit).apply(JavaSource.withoutComments(SOURCE));
  }

  @Test
  void replacesPartOfAWordWhateverTheLinesAndTheComments() {
    assertThat(apply("words.set{{Release => Plain}}(ring.cellOffset(batch), batchWord);"))
        .contains("words.setPlain(\n      ring.cellOffset(batch), batchWord);")
        .doesNotContain("HANDOFF");
  }

  @Test
  void removesAndInserts() {
    assertThat(apply("{{words.fullFence(); => }} if")).doesNotContain("fullFence").contains("if (");
    assertThat(apply("return; {{ => words.fullFence();}}"))
        .containsPattern("return;\\s+words.full");
    assertThat(apply("if (first == last{{ || isOver() => }})")).containsPattern("last\\s*\\)");
  }

  @Test
  void leavesOutWhatIsInBetween() {
    assertThat(apply("{{words.setRelease( ... } } => }}"))
        .isEqualToIgnoringWhitespace("void publish() {");
    assertThat(apply("void ... words.full{{Fence => Stop}}()"))
        .contains("setRelease")
        .contains("words.fullStop();");
  }

  @Test
  void refusesWhatIsNotThereOrTwice() {
    assertThatThrownBy(() -> apply("words.set{{Volatile => Plain}}("))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this code is gone: words.set{{Volatile => Plain}}(");
    assertThatThrownBy(() -> apply("{{words => bytes}}."))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this code is there more than once: {{words => bytes}}.");
    assertThatThrownBy(() -> apply("words.fullFence();"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no {{old => new}} in: words.fullFence();");
  }

  @Test
  void knowsWhatItTouches() {
    String source = JavaSource.withoutComments(SOURCE);
    Edit edit = Edit.parse("words.set{{Release => Plain}}(ring.cellOffset(batch)");
    int release = source.indexOf("setRelease");
    int fence = source.indexOf("fullFence");
    assertThat(edit.touches(source, release, release + 10)).isTrue();
    assertThat(edit.touches(source, fence, fence + 9)).isFalse();
  }

  @Test
  void doesNotTakeTextForComments() {
    assertThat(
            JavaSource.withoutComments(
                """
                String a = "/* no // comment \\" */"; // one
                char b = '"'; /* two
                lines */ char c = '\\'';
                String d = \"""
                  // none " either
                  \""";
                """))
        .isEqualTo(
            """
            String a = "/* no // comment \\" */";
            char b = '"';
            %schar c = '\\'';
            String d = \"""
              // none " either
              \""";
            """
                .formatted(" ".repeat(9)));
  }
}
