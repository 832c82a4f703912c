package io.tandem.ipc.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Scenario.Kind;
import io.tandem.ipc.benchmarks.peer.Scenario.Placement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeProgramsTest {
  private static final Effort EFFORT = new Effort(1, 1, 1, 1_000_000, 1_000_000, 0, 0);

  @TempDir static Path directory;
  private static NativePrograms programs;

  @BeforeAll
  static void build() throws IOException {
    Optional<NativePrograms> built = NativePrograms.build(directory);
    assumeTrue(built.isPresent(), "no C compiler here");
    programs = built.orElseThrow();
  }

  @Test
  void everyMessageOfEveryProgramArrivesInAnotherProcess() throws IOException {
    NativeEntrant c = new NativeEntrant(programs, Pinning.choose(), directory);
    for (Kind kind : List.of(Kind.ROUND_TRIP, Kind.ONE_WAY, Kind.HAND_OFF)) {
      for (int payloadBytes : List.of(8, 32, 256)) {
        Scenario scenario = new Scenario(kind, payloadBytes, 65536, 1, 4, Placement.TWO_CORES);
        try (Visit visit = c.visit(scenario, EFFORT)) {
          visit.warmUp();
          Sample sample = visit.repeat();
          assertThat(sample.peerPid()).isPositive().isNotEqualTo(sample.pid());
          assertThat(sample.value("count")).isGreaterThanOrEqualTo(50);
        }
      }
    }
  }

  @Test
  void copiesArriveInAnotherProcess() throws IOException {
    for (int payloadBytes : List.of(8, 4096, 100_000)) {
      Sample sample = new Sample(copy(payloadBytes));
      assertThat(sample.peerPid()).isPositive().isNotEqualTo(sample.pid());
      assertThat(sample.value("bytes_per_second")).isPositive();
    }
    Scenario scenario = new Scenario(Kind.COPY, 100_000, 800_000, 0, 0, Placement.TWO_CORES);
    NativeEntrant c = new NativeEntrant(programs, Pinning.choose(), directory);
    for (Entrant entrant : List.of(c, new NativeCopy(programs, Pinning.choose()))) {
      try (Visit visit = entrant.visit(scenario, EFFORT)) {
        visit.warmUp();
        assertThat(visit.repeat().value("bytes_per_second")).isPositive();
      }
    }
  }

  private static Map<String, String> copy(int payloadBytes) throws IOException {
    return programs.run(
        List.of(),
        "copy",
        List.of(
            "--payload",
            Integer.toString(payloadBytes),
            "--ring",
            Integer.toString(8 * payloadBytes),
            "--count",
            "2000"));
  }

  @Test
  void theRingWithOneCounterDeliversEveryMessageToo() throws IOException {
    Map<String, String> report =
        programs.run(List.of(), "ring", List.of("--commit", "counter", "--count", "100000"));
    assertThat(report.get("checksum_received")).isEqualTo(report.get("checksum_sent"));
    assertThat(report).containsEntry("commit", "counter").containsEntry("count", "100000");
  }

  @Test
  void copiesWhatItMeasures() throws IOException {
    Map<String, String> report =
        programs.run(List.of(), "memcpy_bandwidth", List.of("--total", "8388608"));
    assertThat(report.get("checksum_received")).isEqualTo(report.get("checksum_sent"));
  }

  @Test
  void probesACacheLine() throws IOException {
    Pinning pinning = Pinning.choose();
    assumeTrue(pinning.hasTwoCores(), "one core");
    assertThat(programs.cacheLineNanos(pinning, directory).orElseThrow()).isPositive();
  }

  @Test
  void saysWhatIsWrongWithAnOption() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                directory.resolve("bin/ring").toString(), "--payload", "32", "--ring", "40")
            .start();
    String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(error).contains("--ring 40 is too small for --payload 32");
  }
}
