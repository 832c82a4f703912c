package io.tandem.ipc.testkit;

import io.tandem.ipc.testkit.Linearizable.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A queue as {@link Linearizable} knows it: what {@link #put} was given is taken once, first in
 * first out. A put ends with {@code true}, or {@code false} if it was refused; a take with the
 * element, or null if there was none.
 */
public final class QueueSpec implements Linearizable.Spec<List<QueueSpec.Element>> {
  /** An element that has been put and not been taken. */
  public record Element(int producer, Object value) {
    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }

  private record Put(Object value) {}

  private record Take() {}

  private static final int BEFORE = -1;

  private final List<Element> first;
  private final int capacity;
  private final boolean perProducer;
  private final boolean mayRefuse;
  private final boolean mayMiss;

  private QueueSpec(
      List<Element> first, int capacity, boolean perProducer, boolean mayRefuse, boolean mayMiss) {
    this.first = first;
    this.capacity = capacity;
    this.perProducer = perProducer;
    this.mayRefuse = mayRefuse;
    this.mayMiss = mayMiss;
  }

  /** A queue of unlimited capacity, first in first out among all producers. */
  public static QueueSpec fifo() {
    return new QueueSpec(List.of(), Integer.MAX_VALUE, false, false, false);
  }

  /** It holds these elements to begin with, put one after the other by nobody in particular. */
  public QueueSpec holding(Object... values) {
    List<Element> elements = Stream.of(values).map(value -> new Element(BEFORE, value)).toList();
    return new QueueSpec(elements, capacity, perProducer, mayRefuse, mayMiss);
  }

  /** Puts are refused when it holds that many elements, and only then. */
  public QueueSpec capacity(int elements) {
    return new QueueSpec(first, elements, perProducer, mayRefuse, mayMiss);
  }

  /** The elements of each producer keep their order; those of different producers need not. */
  public QueueSpec perProducer() {
    return new QueueSpec(first, capacity, true, mayRefuse, mayMiss);
  }

  /** A put may be refused although there is room. */
  public QueueSpec mayRefuse() {
    return new QueueSpec(first, capacity, perProducer, true, mayMiss);
  }

  /** A take may find nothing although there is something. */
  public QueueSpec mayMiss() {
    return new QueueSpec(first, capacity, perProducer, mayRefuse, true);
  }

  /** The operation that puts an element. */
  public static Object put(Object value) {
    return new Put(value);
  }

  /** The operation that takes an element. */
  public static Object take() {
    return new Take();
  }

  @Override
  public List<Element> start() {
    return first;
  }

  @Override
  public List<Outcome<List<Element>>> outcomes(List<Element> state, int process, Object operation) {
    List<Outcome<List<Element>>> outcomes = new ArrayList<>();
    if (operation instanceof Put put) {
      if (state.size() < capacity) {
        List<Element> more = new ArrayList<>(state);
        more.add(new Element(process, put.value));
        outcomes.add(new Outcome<>(true, List.copyOf(more)));
      }
      if (mayRefuse || state.size() >= capacity) {
        outcomes.add(new Outcome<>(false, state));
      }
      return outcomes;
    }
    for (int i = 0; i < state.size(); i++) {
      if (i == 0 || (perProducer && isFirstOfItsProducer(state, i))) {
        List<Element> fewer = new ArrayList<>(state);
        outcomes.add(new Outcome<>(fewer.remove(i).value, List.copyOf(fewer)));
      }
    }
    if (mayMiss || state.isEmpty()) {
      outcomes.add(new Outcome<>(null, state));
    }
    return outcomes;
  }

  private static boolean isFirstOfItsProducer(List<Element> state, int index) {
    for (int i = 0; i < index; i++) {
      if (state.get(i).producer == state.get(index).producer) {
        return false;
      }
    }
    return true;
  }
}
