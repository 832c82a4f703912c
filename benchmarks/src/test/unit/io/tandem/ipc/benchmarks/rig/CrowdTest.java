package io.tandem.ipc.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.benchmarks.contender.Contenders;
import io.tandem.ipc.benchmarks.contender.LosingQueue;
import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Scenario.Kind;
import io.tandem.ipc.benchmarks.peer.Scenario.Placement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Producers and consumers that are threads of two processes: every message is read once. */
class CrowdTest {
  private static final Effort EFFORT = new Effort(1, 1, 1, 1_000_000, 1_000_000, 0, 0);

  @TempDir Path directory;

  @Test
  void everyMessageReachesOneConsumerOfAnotherProcess() throws IOException {
    exchanges("tandem-queue", scenario(3, 2));
  }

  static Stream<Arguments> everyRivalAtEveryPoint() {
    return Contenders.all().stream()
        .flatMap(
            contender ->
                Stream.of(scenario(1, 1), scenario(3, 1), scenario(1, 3), scenario(3, 2))
                    .filter(contender::supports)
                    .map(scenario -> Arguments.of(contender.name(), scenario)));
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("everyRivalAtEveryPoint")
  void exchanges(String contender, Scenario scenario) throws IOException {
    Sample sample;
    try (Visit visit = entrant(Contenders.named(contender)).visit(scenario, EFFORT)) {
      visit.warmUp();
      sample = visit.repeat();
    }
    requireTwoProcesses(sample);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void pythonSProducersAndConsumersAreProcesses() throws IOException {
    Optional<PythonQueue> python = PythonQueue.in(directory, Pinning.choose());
    assumeTrue(python.isPresent(), "no Python here");
    try (Visit visit = python.orElseThrow().visit(scenario(2, 2), EFFORT)) {
      requireTwoProcesses(visit.repeat());
    }
  }

  @Test
  void aMessageThatIsLostIsAnError() throws IOException {
    try (Visit visit = entrant(new LosingQueue()).visit(scenario(1, 1), EFFORT)) {
      assertThatIOException()
          .isThrownBy(visit::warmUp)
          .withMessageStartingWith("ended without an answer");
    }
  }

  private static void requireTwoProcesses(Sample sample) throws IOException {
    assertThat(List.of(sample.pid(), sample.peerPid()))
        .doesNotHaveDuplicates()
        .doesNotContain(ProcessHandle.current().pid(), 0L)
        .allSatisfy(pid -> assertThat(ProcessHandle.of(pid)).isEmpty());
    assertThat(sample.value("count")).isGreaterThanOrEqualTo(50);
  }

  private static Scenario scenario(int producers, int consumers) {
    return new Scenario(Kind.QUEUE, 64, 1 << 16, 0, 0, Placement.TWO_CORES, producers, consumers);
  }

  private Entrant entrant(Contender contender) {
    return new JavaEntrant(contender, Pinning.choose(), directory, List.of());
  }
}
