package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsTest {
  @Test
  void labelsAreLimitedInBytesNotCharacters() {
    assertThat(Labels.check("ü".repeat(36))).hasSize(36);
    assertThatThrownBy(() -> Labels.check("ü".repeat(37)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 74 bytes in UTF-8; 1 to 72 are allowed");
    assertThatThrownBy(() -> Labels.check(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 0 bytes");
  }

  @Test
  void controlCharactersAreRefusedAndNotRepeated() {
    assertThatThrownBy(() -> Labels.check("a\u001b[31m"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label 'a?[31m' has the control character U+001B at index 1");
  }

  @ParameterizedTest
  @CsvSource({
    "io.example.OrderService --port 80, OrderService",
    "module/io.example.OrderService, OrderService",
    "/opt/app/order-service.jar start, order-service.jar",
    "Main, Main",
    "'', jvm",
  })
  void defaultLabelIsTheMainClassOrTheJar(String command, String label) {
    assertThat(Labels.ofCommand(command)).isEqualTo(label);
  }
}
