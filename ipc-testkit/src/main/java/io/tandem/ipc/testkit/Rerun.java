package io.tandem.ipc.testkit;

import io.tandem.ipc.testkit.LocalState.Edge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a process from its start up to a step that it has not taken yet.
 *
 * <p>Steps of the history are answered from the history; the first one beyond it becomes the new
 * state's step, and the run is unwound by an error that leaves the body. No threads, no hand-over.
 */
final class Rerun implements ModelWords.Port {
  /** Unwinds a body. An error, so that code which handles exceptions lets it pass. */
  private static final class Unwind extends Error {
    private static final long serialVersionUID = 1L;

    private Unwind() {
      super("the model has seen enough of this run", null, false, false);
    }
  }

  private final ModelTables tables;
  private final Actor actor;
  private final ModelProcess process;

  private LocalState[] path = new LocalState[64];
  private int depth;
  private long lastResult;

  private int at;
  private boolean begun;
  private boolean unwinding;
  private Step found;
  private String site;
  private IllegalStateException surprise;
  private final List<Integer> after = new ArrayList<>();
  private final List<Integer> before = new ArrayList<>();
  private LocalState over;

  Rerun(ModelTables tables, Actor actor, int sizeBytes) {
    this.tables = tables;
    this.actor = actor;
    this.process = new ModelProcess(actor, this, sizeBytes);
  }

  /** Where the process stands before its first step. */
  LocalState start() {
    return run(null, 0).to;
  }

  /** Where that result leads. */
  Edge next(LocalState from, long result) {
    Edge known = from.edge(result);
    if (known == null) {
      known = run(from, result);
      from.add(result, known);
    }
    return known;
  }

  private Edge run(LocalState from, long result) {
    depth = from == null ? 0 : from.depth + 1;
    lastResult = result;
    if (path.length < depth) {
      path = Arrays.copyOf(path, depth * 2);
    }
    LocalState state = from;
    for (int i = depth - 1; i >= 0; i--) {
      path[i] = state;
      state = state.parent;
    }
    at = 0;
    begun = false;
    unwinding = false;
    found = null;
    site = null;
    surprise = null;
    after.clear();
    before.clear();
    Throwable failure = runBody();
    if (surprise != null) {
      throw surprise;
    }
    if (found == null && at < depth) {
      throw surprise("it ended after " + at + " steps");
    }
    return new Edge(state(from, result, failure), numbers(after));
  }

  /** Null if the body was unwound or has returned. */
  private Throwable runBody() {
    try {
      actor.body().run(process);
      return null;
    } catch (Unwind unwound) {
      return null;
    } catch (Throwable thrown) {
      return found == null ? thrown : null;
    }
  }

  private LocalState state(LocalState from, long result, Throwable failure) {
    if (found == null && failure == null && over != null) {
      return over;
    }
    LocalState state =
        new LocalState(
            tables.nextLocalState(),
            from,
            result,
            found,
            failure,
            numbers(before),
            !after.isEmpty(),
            site,
            tables.spins());
    if (found == null && failure == null) {
      over = state;
    }
    return state;
  }

  private static int[] numbers(List<Integer> events) {
    return events.stream().mapToInt(i -> i).toArray();
  }

  @Override
  public long access(Op op, int offset, int length, long a, long b, byte[] data) {
    if (unwinding) {
      throw new Unwind();
    }
    begun = false;
    if (at < depth) {
      if (!path[at].step.is(op, offset, length, a, b, data)) {
        surprise = surprise("step " + at + " was another");
        unwinding = true;
        throw new Unwind();
      }
      at++;
      return at == depth ? lastResult : path[at].result;
    }
    found = new Step(op, offset, length, a, b, data);
    site = tables.traces() ? Trace.site() : null;
    unwinding = true;
    throw new Unwind();
  }

  private IllegalStateException surprise(String how) {
    return new IllegalStateException(
        "process '"
            + actor.name()
            + "' is not deterministic: given the same results, "
            + how
            + ". A body must not depend on clocks, random numbers, hash codes or earlier runs");
  }

  void begin(Object operation) {
    if (unwinding) {
      throw new Unwind();
    }
    if (begun) {
      access(Op.LOCAL, 0, 0, 0, 0, null);
    }
    begun = true;
    if (at == depth) {
      before.add(event(ModelEvent.Phase.BEGIN, operation));
    }
  }

  void tell(ModelEvent.Phase phase, Object value) {
    if (unwinding) {
      throw new Unwind();
    }
    if (begun || at == 0) {
      access(Op.LOCAL, 0, 0, 0, 0, null);
    }
    if (at == depth) {
      after.add(event(phase, value));
    }
  }

  private int event(ModelEvent.Phase phase, Object value) {
    return tables.events().number(new ModelEvent(actor.index(), actor.name(), phase, value));
  }

  String describe(int owner) {
    return Actor.describe(tables.actors(), owner);
  }

  @Override
  public byte[] bytes(long result) {
    return tables.bytes((int) result);
  }

  @Override
  public boolean tears() {
    return tables.tears();
  }
}
