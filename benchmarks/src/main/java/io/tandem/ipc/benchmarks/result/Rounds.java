package io.tandem.ipc.benchmarks.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The accepted values of one contender in one scenario, kept by round, so that it is compared with
 * what another contender did moments before and not with another hour of the machine.
 */
public final class Rounds {
  private final Map<Integer, List<Double>> values = new TreeMap<>();

  /** Adds a value measured in that round. */
  public void add(int round, double value) {
    values.computeIfAbsent(round, key -> new ArrayList<>()).add(value);
  }

  /** All values, in the order they were measured. */
  public List<Double> all() {
    return values.values().stream().flatMap(List::stream).toList();
  }

  /** The median and range of all values; empty if every repetition was rejected. */
  public Optional<Summary> summary() {
    return values.isEmpty() ? Optional.empty() : Optional.of(Summary.of(all()));
  }

  /**
   * The ratio of this contender to another: one quotient of medians per round in which both have
   * values, then median and range of those quotients. Empty if there is no such round.
   */
  public Optional<Summary> ratioTo(Rounds other) {
    List<Double> ratios = new ArrayList<>();
    for (Map.Entry<Integer, List<Double>> round : values.entrySet()) {
      List<Double> theirs = other.values.get(round.getKey());
      if (theirs != null) {
        ratios.add(Summary.of(round.getValue()).median() / Summary.of(theirs).median());
      }
    }
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Summary.of(ratios));
  }
}
