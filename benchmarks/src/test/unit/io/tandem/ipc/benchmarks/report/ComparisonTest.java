package io.tandem.ipc.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Scenario.Kind;
import io.tandem.ipc.benchmarks.peer.Scenario.Placement;
import io.tandem.ipc.benchmarks.result.Summary;
import io.tandem.ipc.benchmarks.rig.Effort;
import io.tandem.ipc.benchmarks.rig.Entrant;
import io.tandem.ipc.benchmarks.rig.Metric;
import io.tandem.ipc.benchmarks.rig.Outcome;
import io.tandem.ipc.benchmarks.rig.Repetition;
import io.tandem.ipc.benchmarks.rig.Task;
import io.tandem.ipc.benchmarks.rig.Visit;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Metric RATE = Metric.rate("per_second", "million/s", 1e-6, 1);
  private static final Task TASK =
      new Task(
          "test.task",
          "A task",
          new Scenario(Kind.ONE_WAY, 32, 65536, 0, 0, Placement.TWO_CORES),
          List.of(),
          List.of(RATE));

  private final Outcome c = outcome("c");
  private final Outcome tandem = outcome("tandem");
  private final Outcome write = outcome("agrona-write");
  private final Outcome claim = outcome("agrona-claim");
  private final Comparison comparison = new Comparison(TASK, List.of(c, tandem, write, claim));

  @Test
  void putsFiguresSideBySideOnlyIfTheCoresWereInOnePlacement() {
    add(tandem, 0, 300, 60e6, 0.5);
    add(tandem, 0, 310, 70e6, 0.5);
    add(tandem, 1, 50, 900e6, 0.5);
    assertThat(comparison.summary(tandem, RATE)).contains(new Summary(2, 65e6, 60e6, 70e6));
    assertThat(TextReport.of(comparison))
        .contains("the cores moved (50 to 310 ns)", "2+1", "60.0–70.0");
  }

  @Test
  void takesRatiosToCFromEveryPlacement() {
    add(tandem, 0, 300, 60e6, 0.4);
    add(tandem, 0, 300, 60e6, 0.6);
    add(tandem, 1, 50, 900e6, 0.5);
    assertThat(comparison.toC(tandem)).contains(new Summary(3, 0.5, 0.4, 0.6));
    assertThat(comparison.toC(write)).isEmpty();
  }

  @Test
  void comparesWithTheBestOfAgronasWaysByRounds() {
    add(tandem, 0, 300, 60e6, 0.6);
    add(tandem, 1, 300, 90e6, 0.9);
    add(write, 0, 300, 1e6, 0.01);
    add(claim, 0, 300, 20e6, 0.2);
    add(claim, 1, 300, 20e6, 0.1);
    Summary ratio = comparison.toAgrona(tandem).orElseThrow();
    assertThat(ratio.count()).isEqualTo(2);
    assertThat(ratio.min()).isEqualTo(0.6 / 0.2);
    assertThat(ratio.max()).isEqualTo(0.9 / 0.1);
  }

  @Test
  void comparesFiguresWhereThereIsNoReference() {
    addAlone(tandem, 60e6);
    addAlone(claim, 20e6);
    assertThat(comparison.toC(tandem)).isEmpty();
    assertThat(comparison.toAgrona(tandem)).contains(new Summary(1, 3, 3, 3));
    assertThat(comparison.probesNanos()).isEmpty();
  }

  @Test
  void comparesAQueueWithTheBestOfItsRivals() {
    Outcome pipe = outcome("pipe");
    Task task =
        new Task(
            "test.queue",
            "A queue",
            new Scenario(Kind.QUEUE, 64, 65536, 0, 0, Placement.TWO_CORES, 4, 2),
            List.of(),
            List.of(RATE));
    Comparison queue = new Comparison(task, List.of(tandem, outcome("tandem-too"), pipe, claim));
    assertThat(queue.bestRival()).isEmpty();
    addAlone(tandem, 60e6);
    addAlone(pipe, 30e6);
    addAlone(claim, 20e6);
    assertThat(queue.bestRival()).contains(pipe);
    assertThat(queue.toBestRival(tandem)).contains(new Summary(1, 2, 2, 2));
    assertThat(TextReport.of(queue)).contains("/ best rival").doesNotContain("/ agrona");
  }

  @Test
  void showsEntrantsWithoutAnyValue() {
    tandem.reject("because");
    assertThat(TextReport.of(comparison).lines().filter(line -> line.startsWith("tandem")))
        .singleElement()
        .asString()
        .matches("tandem( +–){6} +0 +1");
  }

  private static void add(
      Outcome outcome, int round, double probeNanos, double rate, double toReference) {
    outcome.accept(
        new Repetition(
            round,
            OptionalDouble.of(probeNanos),
            Map.of(RATE.key(), rate),
            OptionalDouble.of(toReference)));
  }

  private static void addAlone(Outcome outcome, double rate) {
    outcome.accept(
        new Repetition(
            0, OptionalDouble.empty(), Map.of(RATE.key(), rate), OptionalDouble.empty()));
  }

  private static Outcome outcome(String name) {
    return new Outcome(
        new Entrant() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public String settings() {
            return "";
          }

          @Override
          public boolean supports(Scenario scenario) {
            return true;
          }

          @Override
          public Visit visit(Scenario scenario, Effort effort) {
            throw new UnsupportedOperationException();
          }
        });
  }
}
