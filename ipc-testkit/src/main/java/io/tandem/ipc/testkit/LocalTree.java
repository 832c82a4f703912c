package io.tandem.ipc.testkit;

import io.tandem.ipc.testkit.LocalState.Edge;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The states of one process, grown as schedules need them.
 *
 * <p>Where a process has declared by {@link ModelProcess#settle} all that it depends on, equal
 * declarations lead to one state, which stands for several histories. Whether the declaration is
 * true is tested: a few of the other histories are run beside the first one through everything that
 * is explored of it, and must do the same.
 */
final class LocalTree {
  private static final int MOST_TWINS = 3;

  /** What tells apart the states of a process that has declared all it depends on. */
  private record Declared(Object all, Step step, List<Integer> before) {}

  private final ModelTables tables;
  private final Actor actor;
  private final Rerun run;
  private final Map<Declared, LocalState> declared = new HashMap<>();
  private LocalState over;

  LocalTree(ModelTables tables, Actor actor, int sizeBytes) {
    this.tables = tables;
    this.actor = actor;
    this.run = new Rerun(tables, actor, sizeBytes);
  }

  /** Where the process stands before its first step. */
  LocalState start() {
    run.run(null, 0);
    return stateFound(null, 0);
  }

  /** Where that result leads. */
  Edge next(LocalState from, long result) {
    Edge known = from.edge(result);
    if (known == null) {
      run.run(from, result);
      int[] events = numbers(run.after());
      known = new Edge(stateFound(from, result), events);
      from.add(result, known);
      for (LocalState twin : from.twins()) {
        follow(twin, result, known);
      }
    }
    return known;
  }

  private LocalState stateFound(LocalState from, long result) {
    if (run.found() == null && run.failure() == null) {
      if (over == null) {
        over = newState(from, result);
      }
      return over;
    }
    if (run.settled() == null || run.found() == null || tables.traces()) {
      return newState(from, result);
    }
    Declared key = new Declared(run.settled(), run.found(), run.before());
    LocalState known = declared.get(key);
    if (known == null) {
      LocalState state = newState(from, result);
      declared.put(key, state);
      return state;
    }
    if (known.twins().size() < MOST_TWINS) {
      addTwin(known, newState(from, result));
    }
    return known;
  }

  /** Makes the state that the last run has found. */
  private LocalState newState(LocalState from, long result) {
    return new LocalState(
        tables.nextLocalState(),
        from,
        result,
        run.found(),
        run.failure(),
        numbers(run.before()),
        !run.after().isEmpty(),
        run.settled() != null,
        run.site(),
        tables.spins());
  }

  /** Runs another history through all that is known to follow the state. */
  private void addTwin(LocalState state, LocalState twin) {
    state.twins().add(twin);
    state.forEach((result, edge) -> follow(twin, result, edge));
  }

  private void follow(LocalState twin, long result, Edge edge) {
    run.run(twin, result);
    LocalState to = edge.to;
    boolean same =
        Objects.equals(to.step, run.found())
            && (to.failure == null) == (run.failure() == null)
            && Arrays.equals(to.before, numbers(run.before()))
            && Arrays.equals(edge.events, numbers(run.after()))
            && to.settled == (run.settled() != null);
    if (!same) {
      throw new IllegalStateException(
          "process '"
              + actor.name()
              + "' depends on more than it has given to settle(): after histories that settle calls"
              + " equal, its steps differ");
    }
    if (to.step != null && !to.settled) {
      addTwin(to, newState(twin, result));
    }
  }

  private static int[] numbers(List<Integer> events) {
    return events.stream().mapToInt(i -> i).toArray();
  }
}
