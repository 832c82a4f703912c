package io.tandem.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  private static final String RULE =
      "Names have 1 to 100 of the characters A-Z a-z 0-9 . _ - and begin with a letter or a digit.";

  @ParameterizedTest
  @ValueSource(strings = {"a", "Z", "0", "order-book.v2_EU", "a..b"})
  void goodNamesAreAccepted(String name) {
    assertThat(Names.check("object", name)).isSameAs(name);
    assertThat(Names.isValid(name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/b   | '/' at index 1",
        "../x  | '.' at index 0",
        ".tmp  | '.' at index 0",
        "-rf   | '-' at index 0",
        "_a    | '_' at index 0",
        "a b   | ' ' at index 1",
        "naïve | U+00EF at index 2",
        "a٣    | U+0663 at index 1",
      })
  void badCharacterIsNamedWithItsIndex(String name, String offence) {
    assertThatThrownBy(() -> Names.check("object", name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The object name '")
        .hasMessageContaining("' has " + offence + ". ")
        .hasMessageEndingWith(RULE);
    assertThat(Names.isValid(name)).isFalse();
  }

  @Test
  void controlCharactersAreNotRepeatedInTheMessage() {
    assertThatThrownBy(() -> Names.check("domain", "a\u0000\u001b[0m"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The domain name 'a\\u0000\\u001b[0m' has U+0000 at index 1. " + RULE);
  }

  @Test
  void emptyAndTooLongNamesAreRefused() {
    assertThatThrownBy(() -> Names.check("domain", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A domain name is empty. " + RULE);
    assertThat(Names.check("domain", "x".repeat(100))).hasSize(100);
    assertThatThrownBy(() -> Names.check("domain", "x".repeat(101)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The domain name '" + "x".repeat(101) + "' has 101 characters. " + RULE);
  }
}
