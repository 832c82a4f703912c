package io.tandem.ipc.benchmarks.report;

import io.tandem.ipc.benchmarks.result.Placements;
import io.tandem.ipc.benchmarks.result.Rounds;
import io.tandem.ipc.benchmarks.result.Summary;
import io.tandem.ipc.benchmarks.rig.Metric;
import io.tandem.ipc.benchmarks.rig.Outcome;
import io.tandem.ipc.benchmarks.rig.Repetition;
import io.tandem.ipc.benchmarks.rig.Task;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The outcomes of one task, and how they compare: with the C program, and with the best of Agrona's
 * ways.
 *
 * @param task what was measured
 * @param outcomes one for each entrant, in the order of the rounds
 */
public record Comparison(Task task, List<Outcome> outcomes) {
  /** The outcome of the entrant with that name, if it took part. */
  public Optional<Outcome> of(String name) {
    return outcomes.stream().filter(outcome -> outcome.entrant().name().equals(name)).findFirst();
  }

  /** A cache line's round trip before each accepted repetition; empty without a probe. */
  public List<Double> probesNanos() {
    return outcomes.stream()
        .flatMap(outcome -> outcome.repetitions().stream())
        .flatMap(repetition -> repetition.probeNanos().stream().boxed())
        .toList();
  }

  /**
   * The repetitions that were made while the cores were where they were most of the task's time:
   * only their figures can be put side by side.
   */
  public List<Repetition> usual(Outcome outcome) {
    List<Double> probes = probesNanos();
    if (probes.isEmpty()) {
      return outcome.repetitions();
    }
    double usual = Placements.usual(probes);
    return outcome.repetitions().stream()
        .filter(each -> Placements.same(each.probeNanos().orElse(usual), usual))
        .toList();
  }

  /** The median and range of a figure over the usual repetitions. */
  public Optional<Summary> summary(Outcome outcome, Metric metric) {
    List<Double> values =
        usual(outcome).stream()
            .filter(each -> each.values().containsKey(metric.key()))
            .map(each -> each.values().get(metric.key()))
            .toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(Summary.of(values));
  }

  /** The ratio to the C program, each of one moment, over all repetitions. */
  public Optional<Summary> toC(Outcome outcome) {
    return ratios(outcome).summary();
  }

  /**
   * The ratio to Agrona's best way: by rounds, of both one's ratios to the C program, or of the
   * figures themselves where there is no such program.
   */
  public Optional<Summary> toAgrona(Outcome outcome) {
    Function<Outcome, Rounds> view =
        ratios(outcome).summary().isPresent() ? this::ratios : this::primaries;
    return agrona().flatMap(agrona -> view.apply(outcome).ratioTo(view.apply(agrona)));
  }

  /** Where nothing is compared with C: the best of those that are not ours, if one took part. */
  public Optional<Outcome> bestRival() {
    return best(name -> !name.startsWith("tandem"));
  }

  /** The ratio to the best rival, by rounds, of the figures themselves. */
  public Optional<Summary> toBestRival(Outcome outcome) {
    return bestRival().flatMap(rival -> primaries(outcome).ratioTo(primaries(rival)));
  }

  private Optional<Outcome> agrona() {
    return best(name -> name.startsWith("agrona"));
  }

  private Optional<Outcome> best(Predicate<String> names) {
    Comparator<Outcome> byMedian =
        Comparator.comparingDouble(
            outcome -> summary(outcome, task.primary()).orElseThrow().median());
    return outcomes.stream()
        .filter(outcome -> names.test(outcome.entrant().name()))
        .filter(outcome -> summary(outcome, task.primary()).isPresent())
        .max(task.primary().moreIsBetter() ? byMedian : byMedian.reversed());
  }

  private Rounds ratios(Outcome outcome) {
    Rounds rounds = new Rounds();
    for (Repetition repetition : outcome.repetitions()) {
      repetition.toReference().ifPresent(ratio -> rounds.add(repetition.round(), ratio));
    }
    return rounds;
  }

  private Rounds primaries(Outcome outcome) {
    Rounds rounds = new Rounds();
    for (Repetition repetition : usual(outcome)) {
      rounds.add(repetition.round(), repetition.values().get(task.primary().key()));
    }
    return rounds;
  }
}
