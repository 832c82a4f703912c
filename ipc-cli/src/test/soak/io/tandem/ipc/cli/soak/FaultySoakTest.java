package io.tandem.ipc.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A soak can fail: here each of its faults is known. */
class FaultySoakTest {
  @TempDir private Path directory;

  @Test
  void whatIsLostDuplicatedAndStuckIsSaid() throws Exception {
    try (SoakProcess soak =
        SoakProcess.start(
            FaultySoak.class, directory, "--seconds", "4", "--processes", "5", "--kills", "60")) {
      int code = soak.awaitExit();
      String out = soak.out();

      assertThat(soak.number("lost")).as(out).isPositive();
      assertThat(soak.number("duplicated")).as(out).isPositive();
      assertThat(soak.number("stuck")).as(out).isPositive();
      assertThat(out).containsPattern("\nstuck: process [0-9]+, taker of sticking: no step");
      assertThat(code).isEqualTo(1);
      soak.assertNothingIsLeft();
    }
  }
}
