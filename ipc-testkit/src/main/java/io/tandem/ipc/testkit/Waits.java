package io.tandem.ipc.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * What a process waits for: it has taken these steps with these results, and will take them again
 * until one of the results is another.
 */
final class Waits {
  static final int FOR_EVER = Integer.MAX_VALUE;

  /** A loop that has gone round this often with nothing changed is taken to be endless. */
  static final int ENDLESS = 12;

  private static final int LONGEST_LOOP = 64;

  final Step[] steps;
  final long[] results;

  /** How often it has already gone round; {@link #FOR_EVER} for a pause. */
  final int repeats;

  private Waits(List<Step> steps, List<Long> results, int repeats) {
    this.steps = steps.toArray(Step[]::new);
    this.results = results.stream().mapToLong(r -> r).toArray();
    this.repeats = repeats;
  }

  /** What the process in that state waits for, or null if it goes on. */
  static Waits at(LocalState state, int spins) {
    return state.step.op == Op.PAUSE ? pause(state) : spin(state, spins);
  }

  /**
   * Everything read since the last pause or since the process has settled; a process that has
   * changed something does not wait.
   */
  private static Waits pause(LocalState state) {
    List<Step> steps = new ArrayList<>();
    List<Long> results = new ArrayList<>();
    for (LocalState at = state; at.parent != null && !at.settled; at = at.parent) {
      Step step = at.parent.step;
      if (step.op == Op.PAUSE) {
        break;
      }
      if (!step.op.isPure(at.result)) {
        return null;
      }
      steps.add(step);
      results.add(at.result);
    }
    return steps.isEmpty() ? null : new Waits(steps, results, FOR_EVER);
  }

  /** The shortest piece of history that has just happened {@code spins} times in a row. */
  private static Waits spin(LocalState state, int spins) {
    List<Step> steps = new ArrayList<>();
    List<Long> results = new ArrayList<>();
    LocalState at = state;
    while (at.parent != null
        && !at.eventful
        && !at.settled
        && steps.size() < LONGEST_LOOP * spins
        && at.parent.step.op.isPure(at.result)) {
      steps.add(at.parent.step);
      results.add(at.result);
      at = at.parent;
    }
    int known = steps.size();
    for (int length = 1; length * spins <= known; length++) {
      if (!state.step.is(steps.get(length - 1))) {
        continue;
      }
      int same = 0;
      while (same + length < known
          && steps.get(same).is(steps.get(same + length))
          && results.get(same).equals(results.get(same + length))) {
        same++;
      }
      int repeats = same / length + 1;
      if (repeats >= spins) {
        return new Waits(steps.subList(0, length), results.subList(0, length), repeats);
      }
    }
    return null;
  }
}
