package io.tandem.ipc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void wantsEverythingUnlessToldOtherwise() {
    Options options = Options.parse();
    assertThat(options.wantsTask("lane.start")).isTrue();
    assertThat(options.contenders()).isEmpty();
    assertThat(options.quick()).isFalse();
    assertThat(options.effort().rounds() * options.effort().repetitionsPerVisit())
        .isGreaterThanOrEqualTo(5);
  }

  @Test
  void narrowsTasksByTheBeginningOfTheirNames() {
    Options options = Options.parse("--only", "lane.one-way,lane.start", "--quick");
    assertThat(options.wantsTask("lane.one-way-64k-eager")).isTrue();
    assertThat(options.wantsTask("lane.start")).isTrue();
    assertThat(options.wantsTask("lane.idle")).isFalse();
  }

  @Test
  void takesContendersInTheOrderGiven() {
    assertThat(Options.parse("--contenders", "tandem,agrona-claim").contenders())
        .containsExactly("tandem", "agrona-claim");
  }

  @Test
  void makesAtLeastTheRepetitionsAskedFor() {
    Options options = Options.parse("--quick", "--repetitions", "7", "--json", "x.json");
    assertThat(options.effort().rounds() * options.effort().repetitionsPerVisit())
        .isGreaterThanOrEqualTo(7);
    assertThat(options.json()).contains(Path.of("x.json"));
    assertThat(Options.parse("--repetitions", "1").effort().repetitionsPerVisit()).isEqualTo(1);
  }

  @Test
  void namesWhatMakesNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("--fast"))
        .withMessage("there is no option '--fast'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("--json"))
        .withMessage("--json needs a value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("--repetitions", "0"))
        .withMessage("--repetitions: '0' is not a number from 1 to 9999");
  }
}
