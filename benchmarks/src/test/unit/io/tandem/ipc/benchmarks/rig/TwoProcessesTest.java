package io.tandem.ipc.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.data.Percentage.withPercentage;

import io.tandem.ipc.benchmarks.contender.Contenders;
import io.tandem.ipc.benchmarks.contender.LosingPipe;
import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Scenario.Kind;
import io.tandem.ipc.benchmarks.peer.Scenario.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwoProcessesTest {
  private static final Effort EFFORT = new Effort(1, 1, 1, 1_000_000, 1_000_000, 10_000_000, 0);

  @TempDir Path directory;

  static Stream<Arguments> everyContenderInEveryScenarioItSupports() {
    return Contenders.all().stream()
        .flatMap(
            contender ->
                Stream.of(Kind.ROUND_TRIP, Kind.ONE_WAY, Kind.HAND_OFF, Kind.IDLE, Kind.START)
                    .map(kind -> new Scenario(kind, 32, 65536, 2, 0, Placement.TWO_CORES))
                    .filter(contender::supports)
                    .map(scenario -> Arguments.of(contender.name(), scenario)));
  }

  @ParameterizedTest
  @MethodSource("everyContenderInEveryScenarioItSupports")
  void exchangesMessagesBetweenTwoOtherProcesses(String contender, Scenario scenario)
      throws IOException {
    Sample sample;
    try (Visit visit = entrant(Contenders.named(contender)).visit(scenario, EFFORT)) {
      visit.warmUp();
      sample = visit.repeat();
    }
    assertThat(List.of(sample.pid(), sample.peerPid()))
        .doesNotHaveDuplicates()
        .doesNotContain(ProcessHandle.current().pid(), 0L)
        .allSatisfy(pid -> assertThat(ProcessHandle.of(pid)).isEmpty());
    assertThat(directory).isEmptyDirectory();
    assertThat(sample.has("count"))
        .isEqualTo(scenario.kind() != Kind.START && scenario.kind() != Kind.IDLE);
  }

  @Test
  void readsEveryWordOfLargeMessages() throws IOException {
    Scenario scenario = new Scenario(Kind.ONE_WAY, 1000, 65536, 0, 3, Placement.TWO_CORES);
    try (Visit visit = entrant(Contenders.named("agrona-write")).visit(scenario, EFFORT)) {
      visit.warmUp();
      assertThat(visit.repeat().value("count")).isGreaterThanOrEqualTo(50);
    }
  }

  @Test
  void copiesLargeMessagesThroughALane() throws IOException {
    copies("tandem-copy");
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"tandem-queue-bytes", "agrona-copy"})
  void copies(String contender) throws IOException {
    Scenario scenario = new Scenario(Kind.COPY, 100_000, 800_000, 0, 0, Placement.TWO_CORES);
    try (Visit visit = entrant(Contenders.named(contender)).visit(scenario, EFFORT)) {
      visit.warmUp();
      Sample sample = visit.repeat();
      assertThat(sample.value("count")).isGreaterThanOrEqualTo(50);
      assertThat(sample.value("bytes_per_second"))
          .isCloseTo(100_000 * sample.value("per_second"), withPercentage(0.1));
    }
  }

  @Test
  void noticesATornWord() throws IOException {
    Scenario scenario = new Scenario(Kind.ONE_WAY, 32, 65536, 0, 0, Placement.TWO_CORES);
    try (Visit visit = entrant(new LosingPipe()).visit(scenario, EFFORT)) {
      assertThatIOException()
          .isThrownBy(visit::warmUp)
          .withMessageMatching("sent messages with sum [0-9a-f]+, but received [0-9a-f]+");
    }
  }

  @Test
  void saysWhichProcessEndedWithoutAnAnswer() throws IOException {
    Scenario scenario = new Scenario(Kind.ROUND_TRIP, 32, 65536, 0, 0, Placement.TWO_CORES);
    Entrant entrant =
        new JavaEntrant(
            Contenders.named("pipe-objects"),
            Pinning.choose(),
            directory,
            List.of("-XX:NoSuchOption"));
    assertThatIOException()
        .isThrownBy(() -> entrant.visit(scenario, EFFORT))
        .withMessageContaining("ended without an answer: ")
        .withMessageContaining("-XX:NoSuchOption");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  private Entrant entrant(Contender contender) {
    return new JavaEntrant(contender, Pinning.choose(), directory, List.of());
  }
}
