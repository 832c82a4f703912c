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
import java.util.Optional;
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
    alone(steady(), effort(2, 2)).measure(TASK, List.of(new Fake("a"), new Fake("b")));
    assertThat(events)
        .containsExactly(
            "a warm", "a 1", "a 2", "a end", "b warm", "b 1", "b 2", "b end", //
            "a warm", "a 3", "a 4", "a end", "b warm", "b 3", "b 4", "b end");
  }

  @Test
  void countsNothingOfTheWarmUp() throws IOException {
    Outcome outcome = only(alone(steady(), effort(2, 2)).measure(TASK, List.of(new Fake("a"))));
    assertThat(rates(outcome)).containsExactly(1.0, 2.0, 3.0, 4.0);
    assertThat(outcome.repetitions()).extracting(Repetition::round).containsExactly(0, 0, 1, 1);
    assertThat(outcome.rejections()).isEmpty();
  }

  @Test
  void rejectsARepetitionDuringWhichTheCoresMovedAndMakesItAgain() throws IOException {
    // Before and after of each attempt; the second attempt ends on one physical core.
    Rig rig = alone(probe(300, 300, 300, 50, 310, 300), effort(1, 2));
    Outcome outcome = only(rig.measure(TASK, List.of(new Fake("a"))));
    assertThat(rates(outcome)).containsExactly(1.0, 3.0);
    assertThat(outcome.rejections())
        .containsExactly(
            "the cores moved: a cache line's round trip took 300 ns before and 50 ns after");
    assertThat(outcome.repetitions())
        .extracting(each -> each.probeNanos().orElseThrow())
        .containsExactly(300.0, 310.0);
  }

  @Test
  void rejectsARepetitionThatSharedItsCore() throws IOException {
    Fake busy = new Fake("a");
    busy.delayedShares.addAll(List.of(0.5, 0.0));
    Outcome outcome = only(alone(steady(), effort(1, 1)).measure(TASK, List.of(busy)));
    assertThat(rates(outcome)).containsExactly(2.0);
    assertThat(outcome.rejections())
        .containsExactly("other processes took 50.0 % of a measuring thread's time");
  }

  @Test
  void givesUpAfterTheAllowedAttemptsAndReportsNoValue() throws IOException {
    Fake busy = new Fake("a");
    busy.delayedShares.addAll(Collections.nCopies(100, 1.0));
    Outcome outcome = only(alone(steady(), effort(1, 2)).measure(TASK, List.of(busy)));
    assertThat(outcome.repetitions()).isEmpty();
    assertThat(outcome.rejections()).hasSize(2 * 3);
  }

  @Test
  void runsTheReferenceRightAfterEachRepetitionAndDividesByIt() throws IOException {
    Rig rig = new Rig(Optional.of(new Fake("c")), steady(), effort(1, 2));
    Fake twice = new Fake("a");
    twice.factor = 2;
    List<Outcome> outcomes = rig.measure(TASK, List.of(twice));
    assertThat(events)
        .containsExactly("c warm", "a warm", "a 1", "c 1", "a 2", "c 2", "c end", "a end");
    assertThat(outcomes).extracting(each -> each.entrant().name()).containsExactly("c", "a");
    assertThat(outcomes.get(1).repetitions())
        .extracting(each -> each.toReference().orElseThrow())
        .containsExactly(2.0, 2.0);
    assertThat(rates(outcomes.get(0))).containsExactly(1.0, 2.0);
  }

  @Test
  void rejectsARepetitionWhoseReferenceWasDisturbed() throws IOException {
    Fake reference = new Fake("c");
    reference.delayedShares.addAll(List.of(0.9, 0.0));
    Rig rig = new Rig(Optional.of(reference), steady(), effort(1, 1));
    List<Outcome> outcomes = rig.measure(TASK, List.of(new Fake("a")));
    assertThat(rates(outcomes.get(0))).containsExactly(2.0);
    assertThat(rates(outcomes.get(1))).containsExactly(2.0);
    assertThat(outcomes.get(1).rejections()).hasSize(1);
  }

  @Test
  void measuresWithoutAReferenceThatCannotDoTheTask() throws IOException {
    Fake reference = new Fake("c");
    reference.supportsAll = false;
    Rig rig = new Rig(Optional.of(reference), steady(), effort(1, 1));
    Outcome outcome = only(rig.measure(TASK, List.of(new Fake("a"))));
    assertThat(outcome.repetitions())
        .extracting(Repetition::toReference)
        .containsOnly(OptionalDouble.empty());
  }

  private static Rig alone(Probe probe, Effort effort) {
    return new Rig(Optional.empty(), probe, effort);
  }

  private static Outcome only(List<Outcome> outcomes) {
    assertThat(outcomes).hasSize(1);
    return outcomes.get(0);
  }

  private static List<Double> rates(Outcome outcome) {
    return outcome.repetitions().stream().map(each -> each.values().get(RATE.key())).toList();
  }

  private static Probe steady() {
    return () -> OptionalDouble.of(300);
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

  /** An entrant whose n-th repetition gives the value n, times its factor. */
  private final class Fake implements Entrant, Visit {
    final Deque<Double> delayedShares = new ArrayDeque<>();
    boolean supportsAll = true;
    int factor = 1;
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
      return supportsAll;
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
          Map.of(
              "pid", "1", "peer_pid", "2", "per_second", Integer.toString(factor * repetitions)));
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
