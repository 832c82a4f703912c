package io.tandem.ipc.benchmarks.rig;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Takes entrants through a task in rounds: each gets its turn, then all of them again, so that what
 * changes on the machine over minutes changes for all.
 *
 * <p>Each repetition is followed at once by one of the reference (the C program, where there is
 * one), so that their ratio is of the same moment and the same two cores: virtual cores move, and
 * then every figure changes several times over while ratios stay. A repetition counts only if
 * nothing disturbed it or its reference; otherwise both are made again, a few times.
 */
public final class Rig {
  private final Optional<Entrant> reference;
  private final Probe probe;
  private final Effort effort;
  private final Calm calm;

  /**
   * A rig.
   *
   * @param reference what every repetition is compared with, if there is something
   * @param probe how to see where the cores are
   */
  public Rig(Optional<Entrant> reference, Probe probe, Effort effort) {
    this.reference = reference;
    this.probe = probe;
    this.effort = effort;
    this.calm = new Calm(effort.patienceNanos());
  }

  /**
   * Measures a task.
   *
   * @param entrants those that take part; all support the task's scenario
   * @return what became of the reference, if it takes part, and of each of them, in their order
   */
  public List<Outcome> measure(Task task, List<Entrant> entrants) throws IOException {
    Optional<Entrant> beside = reference.filter(each -> each.supports(task.scenario()));
    Optional<Outcome> besideOutcome = beside.map(Outcome::new);
    List<Outcome> outcomes = entrants.stream().map(Outcome::new).toList();
    Effort needed = effort.forScenario(task.scenario());
    for (int round = 0; round < needed.rounds(); round++) {
      for (Outcome outcome : outcomes) {
        try (Visit visit = outcome.entrant().visit(task.scenario(), needed);
            Visit besideVisit = beside.isPresent() ? warm(beside.get(), task, needed) : null) {
          visit.warmUp();
          new Turn(task, round, visit, outcome, besideVisit, besideOutcome).take(needed);
        }
      }
    }
    List<Outcome> all = new ArrayList<>();
    besideOutcome.ifPresent(all::add);
    all.addAll(outcomes);
    return all;
  }

  private static Visit warm(Entrant entrant, Task task, Effort effort) throws IOException {
    Visit visit = entrant.visit(task.scenario(), effort);
    visit.warmUp();
    return visit;
  }

  /** One entrant's turn in one round. */
  private final class Turn {
    private final Task task;
    private final int round;
    private final Visit visit;
    private final Outcome outcome;
    private final Visit besideVisit;
    private final Optional<Outcome> besideOutcome;

    Turn(
        Task task,
        int round,
        Visit visit,
        Outcome outcome,
        Visit besideVisit,
        Optional<Outcome> besideOutcome) {
      this.task = task;
      this.round = round;
      this.visit = visit;
      this.outcome = outcome;
      this.besideVisit = besideVisit;
      this.besideOutcome = besideOutcome;
    }

    void take(Effort effort) throws IOException {
      int wanted = effort.repetitionsPerVisit();
      int attemptsLeft = wanted * effort.attemptsPerRepetition();
      while (wanted > 0 && attemptsLeft > 0) {
        attemptsLeft--;
        calm.await();
        if (attempt()) {
          wanted--;
        }
      }
    }

    private boolean attempt() throws IOException {
      OptionalDouble before = probe.roundTripNanos();
      StolenTime stolen = StolenTime.now();
      Sample sample = visit.repeat();
      double delayedShare = visit.delayedShare();
      Sample besideSample = null;
      if (besideVisit != null) {
        besideSample = besideVisit.repeat();
        delayedShare = Math.max(delayedShare, besideVisit.delayedShare());
      }
      double stolenShare = StolenTime.now().shareSince(stolen);
      Conditions conditions =
          new Conditions(before, probe.roundTripNanos(), stolenShare, delayedShare);
      Optional<String> disturbance = conditions.disturbance();
      if (disturbance.isPresent()) {
        outcome.reject(disturbance.get());
        return false;
      }
      accept(before, sample, Optional.ofNullable(besideSample));
      return true;
    }

    private void accept(OptionalDouble probeNanos, Sample sample, Optional<Sample> besideSample)
        throws IOException {
      OptionalDouble ratio = OptionalDouble.empty();
      if (besideSample.isPresent()) {
        String key = task.primary().key();
        ratio = OptionalDouble.of(sample.value(key) / besideSample.get().value(key));
        Repetition one =
            new Repetition(round, probeNanos, values(besideSample.get()), OptionalDouble.of(1));
        besideOutcome.ifPresent(each -> each.accept(one));
      }
      outcome.accept(new Repetition(round, probeNanos, values(sample), ratio));
    }

    private Map<String, Double> values(Sample sample) {
      Map<String, Double> values = new HashMap<>();
      for (Metric metric : task.metrics()) {
        if (sample.has(metric.key())) {
          values.put(metric.key(), sample.valueOrZero(metric.key()));
        }
      }
      return values;
    }
  }
}
