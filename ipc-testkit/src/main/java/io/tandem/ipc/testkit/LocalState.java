package io.tandem.ipc.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a simulated process stands: the results that all its steps have had, and so, because its
 * code is deterministic, the step that it takes next.
 *
 * <p>The states of a process form a tree, grown when a schedule first needs a branch. Growing one
 * costs a run of the process from its start; everything after that is a table look-up. So the
 * protocol's own code runs once for each history a process can have, not once for each of the many
 * more interleavings of such histories.
 */
final class LocalState {
  private static final int[] NO_EVENTS = {};

  /** A step's result leads to a state; on the way the process has told the monitors something. */
  static final class Edge {
    final LocalState to;
    final int[] events;

    Edge(LocalState to, int[] events) {
      this.to = to;
      this.events = events;
    }
  }

  final int id;
  final LocalState parent;

  /** The result that the parent's step had. */
  final long result;

  /** How many steps lie behind. */
  final int depth;

  /** The next step; null when the process is over. */
  final Step step;

  /** Why it is over, if not because its body has returned. */
  final Throwable failure;

  /** What the monitors are told just before the next step. */
  final int[] before;

  /** Whether the monitors were told something on the way here. */
  final boolean eventful;

  /** Whether the process has declared here what it depends on. */
  final boolean settled;

  /** Set where the process would only repeat itself until something changes. */
  final Waits waits;

  /** Where in the code the next step is; known only when a schedule is traced. */
  final String site;

  private long[] results = new long[1];
  private Edge[] edges = new Edge[1];
  private int count;
  private final List<LocalState> twins = new ArrayList<>(0);

  LocalState(
      int id,
      LocalState parent,
      long result,
      Step step,
      Throwable failure,
      int[] before,
      boolean eventful,
      boolean settled,
      String site,
      int spins) {
    this.id = id;
    this.parent = parent;
    this.result = result;
    this.depth = parent == null ? 0 : parent.depth + 1;
    this.step = step;
    this.failure = failure;
    this.before = before == null ? NO_EVENTS : before;
    this.eventful = eventful || this.before.length > 0;
    this.settled = settled;
    this.site = site;
    this.waits = step == null ? null : Waits.at(this, spins);
  }

  Edge edge(long result) {
    for (int i = 0; i < count; i++) {
      if (results[i] == result) {
        return edges[i];
      }
    }
    return null;
  }

  void add(long result, Edge edge) {
    if (count == edges.length) {
      results = Arrays.copyOf(results, count * 2);
      edges = Arrays.copyOf(edges, count * 2);
    }
    results[count] = result;
    edges[count++] = edge;
  }

  /** Calls back for every edge. */
  void forEach(EdgeAction action) {
    for (int i = 0; i < count; i++) {
      action.on(results[i], edges[i]);
    }
  }

  /** What {@link #forEach} calls. */
  interface EdgeAction {
    void on(long result, Edge edge);
  }

  /** States with other histories that this one stands for too. */
  List<LocalState> twins() {
    return twins;
  }

  boolean isOver() {
    return step == null;
  }
}
