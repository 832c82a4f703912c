package io.tandem.ipc.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.cli.Main;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ipc soak} as users run it. How fast it was decides nothing here. */
class SoakTest {
  @TempDir private Path directory;

  @Test
  void nothingIsLostDuplicatedOrStuckWhileProcessesAreKilledAndStopped() throws Exception {
    try (SoakProcess soak =
        SoakProcess.start(Main.class, directory, "soak", "--seconds", "15", "--stops", "120")) {
      int code = soak.awaitExit();
      String out = soak.out();

      assertThat(soak.number("kills per minute")).isPositive();
      assertThat(soak.number("messages per minute")).isPositive();
      for (String fault : new String[] {"lost", "duplicated", "stuck", "out of order", "garbage"}) {
        assertThat(soak.number(fault)).as(out).isZero();
      }
      assertThat(soak.number("robbed of what they held")).as(out).isZero();
      assertThat(out).containsPattern("\nsurvivors on again after a kill: p50 [0-9.]+ ms");
      assertThat(code).as(out).isZero();
      soak.assertNothingIsLeft();
    }
  }

  @Test
  void aSoakThatIsStoppedLeavesNothing() throws Exception {
    try (SoakProcess soak =
        SoakProcess.start(Main.class, directory, "soak", "--minutes", "9", "--processes", "4")) {
      soak.awaitLine("preparing: 4 workers up");
      Set<ProcessHandle> children = soak.children();
      assertThat(children).hasSizeGreaterThanOrEqualTo(4);

      soak.terminate();

      assertThat(soak.awaitExit()).isNotZero();
      soak.awaitNothingIsLeft(children);
    }
  }
}
