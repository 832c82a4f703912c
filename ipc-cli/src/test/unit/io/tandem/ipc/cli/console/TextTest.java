package io.tandem.ipc.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void showsWhatATerminalWouldObey() {
    assertThat(Text.printable("plain \u00e4\u4e2d \ud83d\ude00"))
        .isEqualTo("plain \u00e4\u4e2d \ud83d\ude00");
    assertThat(Text.printable("a\u001b[31mb\r\n\u009bc"))
        .isEqualTo("a\\u001b[31mb\\u000d\\u000a\\u009bc");
    assertThat(Text.printable("right\u202eto left")).isEqualTo("right\\u202eto left");
    assertThat(Text.printable("half \ud83d")).isEqualTo("half \\ud83d");
  }

  @Test
  void givesRatesToThreeDigits() {
    assertThat(Text.rate(26_588, 1_000_000_000)).isEqualTo("26,600");
    assertThat(Text.rate(1_234_567, 1_000_000_000)).isEqualTo("1,230,000");
    assertThat(Text.rate(7, 1_000_000_000)).isEqualTo("7");
    assertThat(Text.rate(0, 1_000_000_000)).isEqualTo("0");
    assertThat(Text.rate(5, 0)).isEqualTo("-");
  }

  @Test
  void givesBytesInTheUnitThatFits() {
    assertThat(Text.bytes(0)).isEqualTo("0 bytes");
    assertThat(Text.bytes(1)).isEqualTo("1 byte");
    assertThat(Text.bytes(1023)).isEqualTo("1,023 bytes");
    assertThat(Text.bytes(1024)).isEqualTo("1.0 KiB");
    assertThat(Text.bytes(1536L << 20)).isEqualTo("1.5 GiB");
    assertThat(Text.bytes(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
  }

  @Test
  void countsThings() {
    assertThat(Text.count(1, "file")).isEqualTo("1 file");
    assertThat(Text.count(12_345, "file")).isEqualTo("12,345 files");
    assertThat(Text.seconds(1_234_000_000L)).isEqualTo("1.23");
    assertThat(Text.seconds(61_234_000_000L)).isEqualTo("61.2");
  }

  @Test
  void breaksLinesAtBlanksAndIndentsWhatFollows() {
    assertThat(Text.wrapped("ok  ", "one two three", 11))
        .containsExactly("ok  one two", "    three");
    assertThat(Text.wrapped("ok  ", "unbreakable-word end", 10))
        .containsExactly("ok  unbreakable-word", "    end");
    assertThat(Text.wrapped("", "a", 80)).containsExactly("a");
  }

  @Test
  void shortensFromTheLeft() {
    assertThat(Text.tail("java.base/java.util", 19)).isEqualTo("java.base/java.util");
    assertThat(Text.tail("java.base/java.util", 12)).isEqualTo("...java.util");
  }
}
