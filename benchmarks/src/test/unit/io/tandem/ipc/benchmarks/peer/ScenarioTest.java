package io.tandem.ipc.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tandem.ipc.benchmarks.peer.Scenario.Kind;
import io.tandem.ipc.benchmarks.peer.Scenario.Placement;
import org.junit.jupiter.api.Test;

class ScenarioTest {
  @Test
  void travelsAsOneArgument() {
    Scenario scenario = new Scenario(Kind.ONE_WAY, 256, 1 << 20, 18, 64, Placement.ONE_CORE);
    assertThat(Scenario.fromArgument(scenario.toArgument())).isEqualTo(scenario);
    Scenario crowd = new Scenario(Kind.QUEUE, 64, 1 << 20, 0, 0, Placement.TWO_CORES, 8, 3);
    assertThat(Scenario.fromArgument(crowd.toArgument())).isEqualTo(crowd);
    assertThatIllegalArgumentException().isThrownBy(() -> Scenario.fromArgument("ONE_WAY:1"));
  }

  @Test
  void onlyAQueueHasSeveralThreads() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scenario(Kind.ONE_WAY, 64, 64, 0, 0, Placement.TWO_CORES, 2, 1))
        .withMessage("ONE_WAY with 2 producers and 1 consumers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scenario(Kind.QUEUE, 64, 64, 0, 0, Placement.TWO_CORES, 2, 0))
        .withMessage("QUEUE with 2 producers and 0 consumers");
  }

  @Test
  void refusesMessagesThatAreNotWholeWords() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scenario(Kind.IDLE, 12, 64, 0, 0, Placement.ONE_CORE))
        .withMessage("payloadBytes must be a positive multiple of 8, not 12");
  }
}
