package io.tandem.ipc.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void takesOptionsInBothFormsAndKeepsTheRestInOrder() {
    Arguments arguments = parse("a", "--workers", "3", "--jdk", "b");
    assertThat(arguments.number("--workers", 1, 9)).contains(3);
    assertThat(arguments.has("--jdk")).isTrue();
    assertThat(arguments.rest()).containsExactly("a", "b");
    assertThat(parse("--workers=4").number("--workers", 1, 9)).contains(4);
    assertThat(parse().number("--workers", 1, 9)).isEmpty();
  }

  @Test
  void takesEverythingAfterADoubleDashAsItIs() {
    Arguments arguments = parse("--", "--jdk", "--", "-x");
    assertThat(arguments.has("--jdk")).isFalse();
    assertThat(arguments.rest()).containsExactly("--jdk", "--", "-x");
  }

  @Test
  void saysWhatIsWrong() {
    rejects("unknown option --wrokers", "--wrokers", "3");
    rejects("unknown option -x", "-x");
    rejects("option --workers needs a value", "--workers");
    rejects("option --jdk takes no value", "--jdk=yes");
    rejects("option --jdk is given twice", "--jdk", "--jdk");
    rejects("unknown option --a\\u0007b", "--a\u0007b");
  }

  @Test
  void namesValueAndLimitsOfANumber() {
    for (String value : List.of("0", "65", "-1", "two", "", "99999999999", "1.5")) {
      assertThatThrownBy(() -> parse("--workers=" + value).number("--workers", 1, 64))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "option --workers is '%s'; it must be a whole number from 1 to 64".formatted(value));
    }
  }

  @Test
  void refusesArgumentsThatAreTooMany() {
    assertThat(parse("a").atMost(1)).containsExactly("a");
    assertThatThrownBy(() -> parse("a", "b").atMost(1))
        .isInstanceOf(UsageException.class)
        .hasMessage("unexpected argument 'b'");
  }

  private static void rejects(String message, String... words) {
    assertThatThrownBy(() -> parse(words)).isInstanceOf(UsageException.class).hasMessage(message);
  }

  private static Arguments parse(String... words) {
    return Arguments.parse(List.of(words), Set.of("--jdk"), Set.of("--workers"));
  }
}
