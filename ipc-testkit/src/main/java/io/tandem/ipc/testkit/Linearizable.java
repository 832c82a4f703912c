package io.tandem.ipc.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks that all operations together look as if each had happened at one instant between its begin
 * and its end, on an object that does one thing at a time.
 *
 * <p>Processes report with {@link ModelProcess#begin} what they are about to do and with {@link
 * ModelProcess#end} what came of it. An operation whose process died either happened before the
 * death or never does. Operations of one process happen in their order, also where stores are
 * buffered and so the end of one may be reported after the begin of the next.
 *
 * <p>It remembers every state that the object may be in, each with the operations that have
 * happened in it but have not ended (the on-the-fly form of the algorithm of Wing and Gong 1993).
 *
 * @param <S> the states of the object, immutable values
 */
public final class Linearizable<S> implements Monitor<Set<Linearizable.Possible<S>>> {
  /**
   * The object, one operation at a time.
   *
   * @param <S> its states, immutable values with {@code equals} and {@code hashCode}
   */
  public interface Spec<S> {
    /** The state before the first operation. */
    S start();

    /** All that may come of an operation on the object in that state; empty if it cannot happen. */
    List<Outcome<S>> outcomes(S state, int process, Object operation);
  }

  /** What may come of an operation: its result, and the object's state after it. */
  public record Outcome<S>(Object result, S next) {}

  /** An operation that has begun; once it has happened, with its result. */
  private record Call(int process, Object operation, boolean happened, Object result) {
    @Override
    public String toString() {
      return operation + (happened ? " = " + result : "");
    }
  }

  /** A state the object may be in, and the operations going on, oldest first. */
  public static final class Possible<S> {
    private final S state;
    private final List<Call> calls;

    private Possible(S state, List<Call> calls) {
      this.state = state;
      this.calls = calls;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Possible<?> that
          && state.equals(that.state)
          && calls.equals(that.calls);
    }

    @Override
    public int hashCode() {
      return state.hashCode() * 31 + calls.hashCode();
    }

    @Override
    public String toString() {
      return calls.isEmpty() ? state.toString() : state + " " + calls;
    }
  }

  private final Spec<S> spec;

  /** Checks operations against that object. */
  public Linearizable(Spec<S> spec) {
    this.spec = spec;
  }

  @Override
  public Set<Possible<S>> start() {
    return Set.of(new Possible<>(spec.start(), List.of()));
  }

  @Override
  public Set<Possible<S>> next(Set<Possible<S>> known, ModelEvent event) {
    return switch (event.phase()) {
      case BEGIN -> begin(known, event);
      case END -> end(known, event);
      case DIED -> died(known, event);
      case NOTE -> known;
    };
  }

  private Set<Possible<S>> begin(Set<Possible<S>> known, ModelEvent event) {
    Call call = new Call(event.process(), event.value(), false, null);
    return known.stream()
        .map(
            possible -> {
              List<Call> calls = new ArrayList<>(possible.calls);
              calls.add(call);
              return new Possible<>(possible.state, sorted(calls));
            })
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** By process, so that the order in which operations began does not tell states apart. */
  private static List<Call> sorted(List<Call> calls) {
    calls.sort((a, b) -> Integer.compare(a.process, b.process));
    return List.copyOf(calls);
  }

  private Set<Possible<S>> end(Set<Possible<S>> known, ModelEvent event) {
    Set<Possible<S>> after = new LinkedHashSet<>();
    for (Possible<S> possible : everythingThatMayHappen(known)) {
      int oldest = oldest(possible.calls, event.process());
      if (oldest < 0) {
        throw new IllegalStateException(event.name() + " ends an operation it has not begun");
      }
      Call call = possible.calls.get(oldest);
      if (call.happened && Objects.equals(call.result, event.value())) {
        List<Call> calls = new ArrayList<>(possible.calls);
        calls.remove(oldest);
        after.add(new Possible<>(possible.state, List.copyOf(calls)));
      }
    }
    if (after.isEmpty()) {
      throw new AssertionError(
          event.name() + " must not get " + event.value() + " here; possible were " + known);
    }
    return after;
  }

  private Set<Possible<S>> died(Set<Possible<S>> known, ModelEvent event) {
    return everythingThatMayHappen(known).stream()
        .map(
            possible ->
                new Possible<>(
                    possible.state,
                    possible.calls.stream()
                        .filter(call -> call.process != event.process())
                        .toList()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static int oldest(List<Call> calls, int process) {
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).process == process) {
        return i;
      }
    }
    return -1;
  }

  /** Lets the operations going on happen, any of them in any order. */
  private Set<Possible<S>> everythingThatMayHappen(Set<Possible<S>> known) {
    Set<Possible<S>> reached = new LinkedHashSet<>(known);
    Deque<Possible<S>> open = new ArrayDeque<>(known);
    while (!open.isEmpty()) {
      Possible<S> possible = open.remove();
      Map<Integer, Boolean> blocked = new HashMap<>();
      for (int i = 0; i < possible.calls.size(); i++) {
        Call call = possible.calls.get(i);
        if (!call.happened && blocked.put(call.process, true) == null) {
          for (Outcome<S> outcome : spec.outcomes(possible.state, call.process, call.operation)) {
            List<Call> calls = new ArrayList<>(possible.calls);
            calls.set(i, new Call(call.process, call.operation, true, outcome.result()));
            Possible<S> next = new Possible<>(outcome.next(), List.copyOf(calls));
            if (reached.add(next)) {
              open.add(next);
            }
          }
        }
      }
    }
    return reached;
  }
}
