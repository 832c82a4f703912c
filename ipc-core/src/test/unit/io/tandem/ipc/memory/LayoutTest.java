package io.tandem.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.memory.Layout.Access;
import org.junit.jupiter.api.Test;

class LayoutTest {
  @Test
  void fieldsFollowEachOtherAndLinesKeepWritersApart() {
    Layout.Builder fields = Layout.declare("thing", 1, "A thing");
    assertThat(fields.word("a", "count", "x", Access.FINAL, "first")).isZero();
    assertThat(fields.words("b", 3, "count", "x", Access.FINAL, "three")).isEqualTo(8);
    assertThat(fields.nextLine().word("c", "count", "y", Access.CAS, "other writer"))
        .isEqualTo(128);
    assertThat(fields.bytes("d", 10, "y", Access.GUARDED, "bytes")).isEqualTo(136);
    assertThat(fields.word("e", "count", "y", Access.CAS, "aligned again")).isEqualTo(152);
    Layout layout = fields.build();
    assertThat(layout.sizeBytes()).isEqualTo(160);
    assertThat(layout.fields())
        .extracting(Layout.Field::name)
        .containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void aRepeatedPartEndsTheDeclaration() {
    Layout.Builder part = Layout.declare("part", 1, "A part");
    part.word("w", "count", "x", Access.FINAL, "word");
    Layout.Builder fields = Layout.declare("whole", 1, "A whole");
    assertThat(fields.nextLine().repeated("parts", part.build(), "many")).isZero();
    assertThatThrownBy(() -> fields.word("late", "count", "x", Access.FINAL, "too late"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("field 'late' comes after the repeated part of layout whole");
  }

  @Test
  void aNameStandsForOneField() {
    Layout.Builder fields = Layout.declare("thing", 1, "A thing");
    fields.word("a", "count", "x", Access.FINAL, "first");
    assertThatThrownBy(() -> fields.word("a", "count", "x", Access.FINAL, "again"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("layout thing has two fields 'a'");
  }
}
