package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.ChildJvm;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What is done to a queue with leases. */
final class LeaseScenario extends AccessScenario {
  private enum Context {
    EMPTY,
    SOME,
    FULL,
    /** The oldest element has been delivered before. */
    RETURNED
  }

  private enum Operation {
    PUT("put", EnumSet.of(Context.EMPTY, Context.SOME, Context.FULL)),
    TAKE("take", EnumSet.of(Context.EMPTY, Context.SOME, Context.RETURNED)),
    ACKNOWLEDGE("acknowledge", EnumSet.of(Context.SOME, Context.RETURNED)),
    GIVE_BACK("give back", EnumSet.of(Context.SOME)),
    OPEN("open and close", EnumSet.of(Context.SOME));

    private final String title;
    private final Set<Context> contexts;

    Operation(String title, Set<Context> contexts) {
      this.title = title;
      this.contexts = contexts;
    }
  }

  private static final int OTHER = 1;
  private static final int VICTIM = 2;
  private static final int BESIDE = 3;
  private static final int LATER = 4;
  private static final long ONE = ElementsScenario.victims(1);
  private static final int CAPACITY = 4;

  private final Operation operation;
  private final Context context;
  private final List<Long> before = new ArrayList<>();
  private final List<Long> putBeside = new ArrayList<>();
  private final List<Long> acknowledged = new ArrayList<>();
  private final Set<Long> redelivered = new HashSet<>();
  private Place place;
  private LeaseQueue<String> queue;
  private Lease<String> lease;

  private LeaseScenario(Operation operation, Context context) {
    super("lease queue: " + operation.title, context.name().toLowerCase(Locale.ROOT));
    this.operation = operation;
    this.context = context;
  }

  static List<Supplier<AccessScenario>> all() {
    List<Supplier<AccessScenario>> all = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      for (Context context : operation.contexts) {
        all.add(() -> new LeaseScenario(operation, context));
      }
    }
    return all;
  }

  private LeaseQueue<String> open() {
    return LeaseQueue.of(Codecs.string()).open(place.domain(), place.object());
  }

  @Override
  void prepare(Place at) {
    place = at;
    queue =
        LeaseQueue.of(Codecs.string())
            .capacity(CAPACITY)
            .elementBytes(16)
            .maxProducers(3)
            .create(at.domain(), at.object());
    if (context == Context.SOME || context == Context.RETURNED) {
      putBefore(ElementsScenario.element(OTHER, 1));
      putBefore(ElementsScenario.element(OTHER, 2) | Structure.LARGE);
    }
    if (context == Context.RETURNED) {
      queue.poll().nack();
    }
  }

  private void putBefore(long element) {
    assertThat(queue.offer(Structure.text(element))).isTrue();
    before.add(element);
  }

  @Override
  String enter(Place at, boolean isFirst) {
    place = at;
    queue = open();
    switch (operation) {
      case PUT ->
          fill(context == Context.FULL ? Integer.MAX_VALUE : context == Context.SOME ? 1 : 0);
      case ACKNOWLEDGE, GIVE_BACK -> lease = queue.poll();
      case TAKE, OPEN -> {}
    }
    return before.toString();
  }

  /** Puts in elements of the victim's own, as many as there is room for, but not more than that. */
  private void fill(int most) {
    for (int i = 1; i <= most; i++) {
      long element = ElementsScenario.element(VICTIM, i);
      if (!queue.offer(Structure.text(element))) {
        return;
      }
      before.add(element);
    }
  }

  @Override
  void entered(String said) {
    before.addAll(numbers(said));
  }

  private static List<Long> numbers(String list) {
    List<Long> numbers = new ArrayList<>();
    for (String word : list.replaceAll("[\\[\\] ]", "").split(",", -1)) {
      if (!word.isEmpty()) {
        numbers.add(Long.valueOf(word));
      }
    }
    return numbers;
  }

  @Override
  String act(boolean isFirst) {
    switch (operation) {
      case PUT -> {
        return String.valueOf(queue.offer(Structure.text(ONE)));
      }
      case TAKE -> lease = queue.poll();
      case ACKNOWLEDGE -> lease.ack();
      case GIVE_BACK -> lease.nack();
      case OPEN -> open().close();
    }
    return "-";
  }

  @Override
  void leave() {
    queue.close();
  }

  @Override
  void beside() {
    long element = ElementsScenario.element(BESIDE, 1);
    assertThat(queue.offer(Structure.text(element))).as("others can put").isTrue();
    putBeside.add(element);
    acknowledgeAll(queue);
    assertThat(acknowledged).as("others can take").contains(element);
    if (operation == Operation.ACKNOWLEDGE) {
      assertThat(acknowledged).as("taken from the living").doesNotContain(before.get(0));
    }
  }

  private void acknowledgeAll(LeaseQueue<String> from) {
    for (Lease<String> next = from.poll(); next != null; next = from.poll()) {
      long element = Structure.element(next.value());
      if (next.isRedelivered()) {
        redelivered.add(element);
      }
      next.ack();
      acknowledged.add(element);
    }
  }

  @Override
  void check(String result) throws InterruptedException {
    try (LeaseQueue<String> survivor = open()) {
      acknowledgeAll(survivor);
      checkElements(result);
      assertThat(survivor.isEmpty()).isTrue();
      assertThat(survivor.join(ChildJvm.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      checkRoom(survivor);
    }
    queue.close();
    place.domain().unlink(place.object());
  }

  private void checkElements(String result) {
    assertThat(acknowledged).as("nothing comes twice").doesNotHaveDuplicates();
    List<Long> missing = new ArrayList<>(before);
    missing.addAll(putBeside);
    missing.removeAll(acknowledged);
    List<Long> extra = new ArrayList<>(acknowledged);
    extra.removeAll(before);
    extra.removeAll(putBeside);
    boolean died = result == null;
    if (operation == Operation.PUT) {
      assertThat(extra).as("what nobody has put in").isSubsetOf(ONE);
      assertThat(died || extra.isEmpty() != Boolean.parseBoolean(result)).isTrue();
    } else {
      assertThat(extra).as("what nobody has put in").isEmpty();
    }
    if (operation == Operation.ACKNOWLEDGE) {
      assertThat(missing).as("lost").isSubsetOf(before.get(0));
      assertThat(died || !missing.isEmpty()).as("what was acknowledged is gone").isTrue();
    } else {
      assertThat(missing).as("lost").isEmpty();
    }
    assertThat(redelivered).isSubsetOf(before.isEmpty() ? List.of() : before.subList(0, 1));
  }

  /** As in a new one. */
  private static void checkRoom(LeaseQueue<String> survivor) {
    int room = 0;
    while (survivor.offer(Structure.text(ElementsScenario.element(LATER, room)))) {
      room++;
    }
    assertThat(room).isGreaterThanOrEqualTo(CAPACITY);
    for (int i = 0; i < room; i++) {
      Lease<String> next = survivor.poll();
      assertThat(next.value()).isEqualTo(Structure.text(ElementsScenario.element(LATER, i)));
      next.ack();
    }
  }
}
