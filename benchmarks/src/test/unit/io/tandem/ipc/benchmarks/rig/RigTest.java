package io.tandem.ipc.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Scenario.Kind;
import io.tandem.ipc.benchmarks.peer.Scenario.Placement;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RigTest {
  private static final Metric RATE = Metric.rate("per_second", "million/s", 1e-6, 1);
  private static final Task TASK =
      new Task(
          "test.task",
          "A task",
          new Scenario(Kind.ONE_WAY, 32, 65536, 0, 0, Placement.TWO_CORES),
          List.of("a", "b"),
          List.of(RATE));

  private final List<String> events = new ArrayList<>();

  @Test
  void takesEntrantsInTurnAndWarmsUpEachVisitBeforeItMeasures() throws IOException {
    Rig rig = new Rig(() -> OptionalDouble.of(300), effort(2, 2));
    rig.measure(TASK, List.of(new Fake("a"), new Fake("b")));
    assertThat(events)
        .containsExactly(
            "a warm", "a 1", "a 2", "a end", "b warm", "b 1", "b 2", "b end", //
            "a warm", "a 3", "a 4", "a end", "b warm", "b 3", "b 4", "b end");
  }

  @Test
  void countsNothingOfTheWarmUp() throws IOException {
    Rig rig = new Rig(() -> OptionalDouble.of(300), effort(2, 2));
    List<Outcome> outcomes = rig.measure(TASK, List.of(new Fake("a"))).outcomes();
    assertThat(outcomes.get(0).values(RATE).all()).containsExactly(1.0, 2.0, 3.0, 4.0);
    assertThat(outcomes.get(0).rejections()).isEmpty();
  }

  @Test
  void rejectsARepetitionDuringWhichTheCoresMovedAndMakesItAgain() throws IOException {
    // Before and after of each attempt; the second attempt ends on one physical core.
    Rig rig = new Rig(probe(300, 300, 300, 50, 300, 300), effort(1, 2));
    Rig.Measured measured = rig.measure(TASK, List.of(new Fake("a")));
    Outcome outcome = measured.outcomes().get(0);
    assertThat(outcome.values(RATE).all()).containsExactly(1.0, 3.0);
    assertThat(outcome.rejections())
        .containsExactly(
            "the cores moved: a cache line's round trip took 300 ns before and 50 ns after");
    assertThat(measured.probeNanos()).containsExactly(300.0, 300.0);
  }

  @Test
  void rejectsARepetitionThatSharedItsCore() throws IOException {
    Rig rig = new Rig(() -> OptionalDouble.of(300), effort(1, 1));
    Fake busy = new Fake("a");
    busy.delayedShares.addAll(List.of(0.5, 0.0));
    Outcome outcome = rig.measure(TASK, List.of(busy)).outcomes().get(0);
    assertThat(outcome.values(RATE).all()).containsExactly(2.0);
    assertThat(outcome.rejections())
        .containsExactly("other processes took 50.0 % of a measuring thread's time");
  }

  @Test
  void givesUpAfterTheAllowedAttemptsAndReportsNoValue() throws IOException {
    Rig rig = new Rig(() -> OptionalDouble.of(300), effort(1, 2));
    Fake busy = new Fake("a");
    busy.delayedShares.addAll(Collections.nCopies(100, 1.0));
    Outcome outcome = rig.measure(TASK, List.of(busy)).outcomes().get(0);
    assertThat(outcome.values(RATE).summary()).isEmpty();
    assertThat(outcome.rejections()).hasSize(2 * 3);
  }

  @Test
  void learnsWhereCoresThatMovedForGoodUsuallyAre() throws IOException {
    double[] looks = new double[60];
    for (int i = 0; i < looks.length; i++) {
      looks[i] = i < 20 ? 300 : 100;
    }
    Rig rig = new Rig(probe(looks), effort(1, 20));
    Outcome outcome = rig.measure(TASK, List.of(new Fake("a"))).outcomes().get(0);
    assertThat(outcome.values(RATE).all()).hasSize(20);
    assertThat(outcome.rejections()).isNotEmpty();
  }

  private static Effort effort(int rounds, int repetitions) {
    return new Effort(rounds, repetitions, 3, 0, 0, 0, 0);
  }

  private static Probe probe(double... nanos) {
    Deque<Double> looks = new ArrayDeque<>();
    for (double look : nanos) {
      looks.add(look);
    }
    return () -> OptionalDouble.of(looks.remove());
  }

  /** An entrant whose n-th repetition gives the value n. */
  private final class Fake implements Entrant, Visit {
    final Deque<Double> delayedShares = new ArrayDeque<>();
    private final String name;
    private int repetitions;

    Fake(String name) {
      this.name = name;
    }

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
      return this;
    }

    @Override
    public void warmUp() {
      events.add(name + " warm");
    }

    @Override
    public Sample repeat() throws IOException {
      events.add(name + " " + ++repetitions);
      return new Sample(
          Map.of("pid", "1", "peer_pid", "2", "per_second", Integer.toString(repetitions)));
    }

    @Override
    public double delayedShare() {
      return delayedShares.isEmpty() ? 0 : delayedShares.remove();
    }

    @Override
    public void close() {
      events.add(name + " end");
    }
  }
}
