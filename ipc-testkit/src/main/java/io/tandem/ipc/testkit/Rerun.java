package io.tandem.ipc.testkit;

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
  private Object settled;
  private Throwable failure;

  Rerun(ModelTables tables, Actor actor, int sizeBytes) {
    this.tables = tables;
    this.actor = actor;
    this.process = new ModelProcess(actor, this, sizeBytes);
  }

  /**
   * Runs the process through the history of {@code from} and one result more, or only up to its
   * first step if {@code from} is null.
   */
  void run(LocalState from, long result) {
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
    settled = null;
    after.clear();
    before.clear();
    failure = runBody();
    if (surprise != null) {
      throw surprise;
    }
    if (found == null && at < depth) {
      throw surprise("it ended after " + at + " steps");
    }
  }

  /** The step that comes after the history; null if the process is over. */
  Step found() {
    return found;
  }

  /** Why the process is over, if not because its body has returned. */
  Throwable failure() {
    return failure;
  }

  /** What the monitors are told after the last step of the history. */
  List<Integer> after() {
    return List.copyOf(after);
  }

  /** What the monitors are told just before the next step. */
  List<Integer> before() {
    return List.copyOf(before);
  }

  /** All that the process depends on, if it has said so after the last step of the history. */
  Object settled() {
    return settled;
  }

  /** Where in the code the next step is, if that is wanted. */
  String site() {
    return site;
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

  void settle(Object... all) {
    if (unwinding) {
      throw new Unwind();
    }
    if (at == depth) {
      settled = Fingerprint.of(all);
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
