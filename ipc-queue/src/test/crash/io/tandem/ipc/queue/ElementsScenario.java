package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.queue.Structure.Handle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An operation on what puts and takes elements. */
final class ElementsScenario extends AccessScenario {
  /** What the structure is like when the operation begins. */
  enum Context {
    EMPTY,
    SOME,
    FULL,
    WRAPPED,
    /** Somebody else has the structure open and elements in it. */
    CONTENDED,
    /** A process has died in the middle of an operation, and nobody has come by since. */
    IN_REPAIR
  }

  /** What an operation can do to the elements. */
  enum Effect {
    /** Puts some in: all of them or none. */
    PUTS,
    /** Puts them in one by one. */
    PUTS_EACH,
    /** Takes some out. */
    TAKES,
    NONE
  }

  /** What an operation needs to be before it. */
  enum Role {
    PRODUCER,
    CONSUMER,
    NEITHER
  }

  /** The operation; returns {@code true}, {@code false} or the elements taken. */
  interface Act {
    Object run(Handle handle) throws Exception;
  }

  /** One operation. */
  record Operation(String name, Role role, Effect effect, List<Long> elements, int most, Act act) {}

  /**
   * Another operation, in which the victim before has died.
   *
   * @param place at which access
   * @param taken how many elements it has taken along
   */
  record Death(Operation operation, String place, int taken) {}

  private static final int OTHER = 1;
  private static final int VICTIM = 2;
  private static final int FIRST_VICTIM = 3;
  private static final int BESIDE = 4;
  private static final int LATER = 5;

  private final Structure structure;
  private final Operation operation;
  private final Context context;
  private final Death death;
  private final List<Long> before = new ArrayList<>();
  private final List<Long> putBeside = new ArrayList<>();
  private final List<Long> takenBeside = new ArrayList<>();
  private Place place;
  private Handle handle;
  private int sequence;

  ElementsScenario(Structure structure, Operation operation, Context context, Death death) {
    super(
        structure.title() + ": " + operation.name(),
        death == null
            ? context.name().toLowerCase(Locale.ROOT)
            : "after a death in " + death.operation().name());
    this.structure = structure;
    this.operation = operation;
    this.context = context;
    this.death = death;
  }

  /** An element; those of one producer are numbered in order. */
  static long element(int producer, int number) {
    return (long) producer << 16 | number;
  }

  /** An element of the victim. */
  static long victims(int number) {
    return element(VICTIM, 1000 + number);
  }

  private long next(int producer) {
    return element(producer, ++sequence);
  }

  @Override
  String deathBefore() {
    return death == null ? null : death.place();
  }

  @Override
  void prepare(Place at) {
    place = at;
    structure.create(at.domain(), at.object());
    Handle other = structure.open(at.domain(), at.object());
    switch (context) {
      case EMPTY -> {}
      case SOME, CONTENDED, IN_REPAIR -> {
        putBefore(other, next(OTHER));
        putBefore(other, next(OTHER) | Structure.LARGE);
        putBefore(other, next(OTHER));
      }
      case FULL -> {
        if (operation.role() != Role.PRODUCER) {
          fillBefore(other);
        }
      }
      case WRAPPED -> {
        for (int i = 1; i < Structure.CAPACITY; i++) {
          assertThat(other.put(next(OTHER))).isTrue();
          assertThat(other.take(1)).hasSize(1);
        }
        putBefore(other, next(OTHER));
      }
    }
    if (context == Context.CONTENDED && !structure.isLane()) {
      handle = other;
    } else {
      other.close();
    }
  }

  private void putBefore(Handle to, long element) {
    assertThat(to.put(element)).isTrue();
    before.add(element);
  }

  private void fillBefore(Handle to) {
    long element = next(OTHER);
    while (to.put(element)) {
      before.add(element);
      element = next(OTHER);
    }
  }

  @Override
  String enter(Place at, boolean isFirst) {
    handle = structure.open(at.domain(), at.object());
    Operation mine = isFirst ? death.operation() : operation;
    List<Long> put = new ArrayList<>();
    switch (mine.role()) {
      case PRODUCER -> enterAsProducer(isFirst ? FIRST_VICTIM : VICTIM, put);
      case CONSUMER -> handle.consumer();
      case NEITHER -> {}
    }
    return text(put);
  }

  private void enterAsProducer(int producer, List<Long> put) {
    if (structure.isLane()) {
      handle.producer();
    } else {
      put.add(next(producer));
      assertThat(handle.put(put.get(0))).isTrue();
    }
    if (context == Context.FULL) {
      long element = next(producer);
      while (handle.put(element)) {
        put.add(element);
        element = next(producer);
      }
    }
  }

  @Override
  void entered(String said) {
    before.addAll(elements(said));
    if (context == Context.EMPTY && !before.isEmpty()) {
      try (Handle other = structure.open(place.domain(), place.object())) {
        assertThat(other.takeAll()).isEqualTo(before);
        before.clear();
      }
    }
  }

  @Override
  String act(boolean isFirst) throws Exception {
    Object result = (isFirst ? death.operation() : operation).act().run(handle);
    return result instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(result);
  }

  @Override
  void leave() {
    handle.close();
  }

  @Override
  void beside() {
    try (Handle other = structure.open(place.domain(), place.object())) {
      boolean mayTake = structure != Structure.LANE || operation.role() == Role.PRODUCER;
      boolean mayPut = !structure.isLane() || operation.role() == Role.CONSUMER;
      if (structure == Structure.COMPETING_LANE && operation.effect() == Effect.TAKES) {
        mayPut = true;
      }
      if (mayTake) {
        takenBeside.addAll(other.takeAll());
        assertThat(before.size() - takenBeside.stream().filter(before::contains).count())
            .as("elements that others cannot take")
            .isLessThanOrEqualTo(operation.effect() == Effect.TAKES ? operation.most() : 0);
      }
      if (mayPut) {
        putBeside(other, mayTake);
      }
      besideTheOnlyOne(other);
    }
  }

  private void putBeside(Handle other, boolean mayTake) {
    if (mayTake || context != Context.FULL) {
      long element = next(BESIDE);
      assertThat(other.put(element)).as("others can put").isTrue();
      putBeside.add(element);
      if (mayTake) {
        takenBeside.addAll(other.takeAll());
        assertThat(takenBeside).as("others can take").contains(element);
      }
    }
  }

  /** Whoever is the only one and stands still, is still the only one. */
  private void besideTheOnlyOne(Handle other) {
    if (structure.isLane() && operation.role() == Role.PRODUCER && !isLeaving()) {
      assertThatThrownBy(other::producer).isInstanceOf(ProducerLimitException.class);
    }
    if (structure == Structure.LANE && operation.role() == Role.CONSUMER && !isLeaving()) {
      assertThatThrownBy(other::consumer).isInstanceOf(ProducerLimitException.class);
    }
  }

  private boolean isLeaving() {
    return operation.effect() == Effect.NONE;
  }

  @Override
  void firstVictimDied() {
    before.subList(0, death.taken()).clear();
  }

  @Override
  void check(String result) {
    List<Long> drained;
    try (Handle survivor = structure.open(place.domain(), place.object())) {
      drained = survivor.takeAll();
    }
    checkElements(drained, result);
    checkOrder(drained);
    if (handle != null) {
      handle.close();
    }
    checkFresh();
    checkRoom();
    place.domain().unlink(place.object());
  }

  private void checkElements(List<Long> drained, String result) {
    List<Long> seen = new ArrayList<>(takenBeside);
    seen.addAll(drained);
    if (operation.effect() == Effect.TAKES && result != null) {
      seen.addAll(elements(result));
    }
    assertThat(seen).as("nothing comes twice").doesNotHaveDuplicates();
    List<Long> missing = new ArrayList<>(before);
    missing.addAll(putBeside);
    missing.removeAll(seen);
    List<Long> extra = new ArrayList<>(seen);
    extra.removeAll(before);
    extra.removeAll(putBeside);
    boolean died = result == null;
    if (operation.effect() == Effect.TAKES) {
      assertThat(extra).as("what nobody has put in").isEmpty();
      assertThat(missing.size())
          .as("missing %s", missing)
          .isLessThanOrEqualTo(died ? operation.most() : 0);
      if (!operation.elements().isEmpty()) {
        assertThat(operation.elements()).as("only what it takes").containsAll(missing);
      }
      return;
    }
    assertThat(missing).as("lost").isEmpty();
    if (operation.effect() == Effect.NONE) {
      assertThat(extra).as("what nobody has put in").isEmpty();
    } else if (died) {
      checkCutOff(extra);
    } else {
      int in = result.equals("true") ? operation.elements().size() : 0;
      assertThat(extra).isEqualTo(operation.elements().subList(0, in));
    }
  }

  private void checkCutOff(List<Long> extra) {
    List<Long> elements = operation.elements();
    assertThat(elements.subList(0, Math.min(extra.size(), elements.size()))).isEqualTo(extra);
    if (operation.effect() == Effect.PUTS) {
      assertThat(extra.size()).as("all or none of %s", elements).isIn(0, elements.size());
    }
  }

  private void checkOrder(List<Long> drained) {
    List<Long> order = new ArrayList<>(before);
    order.addAll(operation.effect() == Effect.TAKES ? List.of() : operation.elements());
    for (int i = 1; i < drained.size(); i++) {
      long earlier = drained.get(i - 1);
      long later = drained.get(i);
      boolean comparable = structure.isFifo() || earlier >>> 16 == later >>> 16;
      if (comparable && order.contains(earlier) && order.contains(later)) {
        assertThat(order.indexOf(earlier))
            .as("order of %s", drained)
            .isLessThan(order.indexOf(later));
      }
    }
  }

  /** What is put into the empty structure is all that comes out: nothing of the dead shows up. */
  private void checkFresh() {
    try (Handle one = structure.open(place.domain(), place.object())) {
      for (int i = 0; i < 2; i++) {
        long element = element(LATER, i);
        assertThat(one.put(element)).as("room for one").isTrue();
        assertThat(one.takeAll()).as("what comes out").containsExactly(element);
      }
    }
  }

  /** There is as much room as in a new structure, and all of it can be used and emptied. */
  private void checkRoom() {
    List<Handle> handles = new ArrayList<>();
    List<Long> put = new ArrayList<>();
    try {
      for (int i = 0; i < structure.producers(); i++) {
        Handle one = structure.open(place.domain(), place.object());
        handles.add(one);
        int room = 0;
        long element = element(LATER + i, room);
        if (structure == Structure.EXACT_QUEUE && i > 0) {
          assertThat(one.put(element)).as("put into what is full").isFalse();
          continue;
        }
        while (one.put(element)) {
          put.add(element);
          element = element(LATER + i, ++room);
        }
        assertThat(room).as("room").isEqualTo(Rooms.of(structure, place));
      }
      List<Long> taken = handles.get(0).takeAll();
      assertThat(taken).containsExactlyInAnyOrderElementsOf(put);
    } finally {
      handles.forEach(Handle::close);
    }
  }

  private static String text(List<Long> elements) {
    return elements.isEmpty()
        ? "-"
        : elements.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static List<Long> elements(String text) {
    return text.isEmpty() || text.equals("-") || text.equals("true") || text.equals("false")
        ? List.of()
        : Arrays.stream(text.split(",")).map(Long::valueOf).toList();
  }
}
