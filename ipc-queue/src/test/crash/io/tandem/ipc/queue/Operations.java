package io.tandem.ipc.queue;

import io.tandem.ipc.queue.ElementsScenario.Context;
import io.tandem.ipc.queue.ElementsScenario.Death;
import io.tandem.ipc.queue.ElementsScenario.Effect;
import io.tandem.ipc.queue.ElementsScenario.Operation;
import io.tandem.ipc.queue.ElementsScenario.Role;
import io.tandem.ipc.queue.Structure.Handle;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What can be done to lanes and queues, and when. */
final class Operations {
  private static final long ONE = ElementsScenario.victims(1);
  private static final long TWO = ElementsScenario.victims(2);
  private static final long LARGE = ElementsScenario.victims(3) | Structure.LARGE;
  private static final long WAIT_NANOS = 1_000_000;

  private static final List<Context> ALL =
      List.of(Context.EMPTY, Context.SOME, Context.FULL, Context.WRAPPED, Context.CONTENDED);

  private final List<Supplier<AccessScenario>> found = new ArrayList<>();
  private final Structure structure;

  private Operations(Structure structure) {
    this.structure = structure;
  }

  /** All of them. */
  static List<Supplier<AccessScenario>> all() {
    List<Supplier<AccessScenario>> all = new ArrayList<>();
    for (Structure structure : Structure.values()) {
      Operations operations = new Operations(structure);
      if (structure.isLane()) {
        operations.laneProducer();
        operations.laneTakers();
      } else {
        operations.queueProducer();
        operations.queueTakers();
      }
      operations.add(
          new Operation("open and close", Role.NEITHER, Effect.NONE, List.of(), 0, Handle::reopen),
          List.of(Context.SOME));
      all.addAll(operations.found);
    }
    return all;
  }

  private void add(Operation operation, List<Context> contexts) {
    for (Context context : contexts) {
      if (context != Context.CONTENDED || !structure.isLane()) {
        found.add(() -> new ElementsScenario(structure, operation, context, null));
      }
    }
  }

  private void addAfter(Death death, Operation... operations) {
    for (Operation operation : operations) {
      found.add(() -> new ElementsScenario(structure, operation, Context.IN_REPAIR, death));
    }
  }

  private static Operation puts(
      String name, Effect effect, List<Long> elements, ElementsScenario.Act act) {
    return new Operation(name, Role.PRODUCER, effect, elements, 0, act);
  }

  private static Operation takes(String name, Role role, int most, ElementsScenario.Act act) {
    return new Operation(name, role, Effect.TAKES, List.of(), most, act);
  }

  private static Operation changesNothing(String name, Role role, ElementsScenario.Act act) {
    return new Operation(name, role, Effect.NONE, List.of(), 0, act);
  }

  private static Operation offer() {
    return puts("offer", Effect.PUTS, List.of(ONE), handle -> handle.put(ONE));
  }

  private static Operation offerLarge() {
    return puts("offer a large one", Effect.PUTS, List.of(LARGE), handle -> handle.put(LARGE));
  }

  private static Operation take() {
    return takes("take", Role.NEITHER, 1, handle -> handle.take(1));
  }

  // Lanes.

  private void laneProducer() {
    add(offer(), ALL);
    add(offerLarge(), ALL);
    add(puts("claim and commit", Effect.PUTS, List.of(ONE), Operations::claimAndCommit), ALL);
    add(batch(), ALL);
    add(changesNothing("unstage", Role.PRODUCER, Operations::unstage), List.of(Context.SOME));
    add(puts("fill", Effect.PUTS_EACH, List.of(ONE, TWO), Operations::fill), ALL);
    add(
        puts("timed offer", Effect.PUTS, List.of(ONE), Operations::timedOffer),
        List.of(Context.FULL));
    add(openProducer(), List.of(Context.EMPTY, Context.SOME, Context.WRAPPED));
    add(
        changesNothing("close the producer", Role.PRODUCER, Operations::closeProducer),
        List.of(Context.SOME));
    addAfter(new Death(batch(), "setRelease in LaneWriter.publish", 0), openProducer(), offer());
  }

  private static Operation batch() {
    return puts("publish a batch", Effect.PUTS, List.of(ONE, TWO), Operations::publish);
  }

  private static Operation openProducer() {
    return changesNothing(
        "open a producer",
        Role.NEITHER,
        handle -> {
          handle.producer();
          return "-";
        });
  }

  private static boolean claimAndCommit(Handle handle) {
    byte[] bytes = Structure.encode(ONE);
    LaneProducer producer = handle.producer();
    long at = producer.tryClaim(bytes.length);
    if (at == LaneProducer.FULL) {
      return false;
    }
    producer.memory().writeBytes(at, bytes, 0, bytes.length);
    producer.commit(at, bytes.length);
    return true;
  }

  private static boolean stageBoth(Handle handle) {
    byte[] one = Structure.encode(ONE);
    byte[] two = Structure.encode(TWO);
    return handle.producer().stage(one, 0, one.length)
        && handle.producer().stage(two, 0, two.length);
  }

  private static boolean publish(Handle handle) {
    boolean fits = stageBoth(handle);
    if (fits) {
      handle.producer().publish();
    } else {
      handle.producer().unstage();
    }
    return fits;
  }

  private static String unstage(Handle handle) {
    stageBoth(handle);
    handle.producer().unstage();
    return "-";
  }

  private static boolean fill(Handle handle) {
    Iterator<Long> elements = List.of(ONE, TWO).iterator();
    int filled =
        handle
            .producer()
            .fill(
                (memory, at, capacity) -> {
                  byte[] bytes = Structure.encode(elements.next());
                  memory.writeBytes(at, bytes, 0, bytes.length);
                  return bytes.length;
                },
                2);
    return filled == 2;
  }

  private static boolean timedOffer(Handle handle) throws InterruptedException {
    byte[] bytes = Structure.encode(ONE);
    return handle.producer().offer(bytes, 0, bytes.length, WaitStrategy.park(), WAIT_NANOS);
  }

  private static String closeProducer(Handle handle) {
    handle.producer().close();
    return "-";
  }

  private void laneTakers() {
    if (structure == Structure.LANE) {
      add(takes("read", Role.CONSUMER, 2, handle -> handle.take(2)), ALL);
      add(takes("timed read", Role.CONSUMER, 2, Operations::timedRead), List.of(Context.EMPTY));
      add(
          changesNothing(
              "open a consumer",
              Role.NEITHER,
              handle -> {
                handle.consumer();
                return "-";
              }),
          List.of(Context.SOME));
      add(
          changesNothing("close the consumer", Role.CONSUMER, Operations::closeConsumer),
          List.of(Context.SOME));
    } else {
      add(take(), ALL);
      add(takes("timed take", Role.NEITHER, 1, Operations::timedTake), List.of(Context.EMPTY));
      addAfter(halfTaken(), take(), openProducer());
    }
  }

  /** The element is taken, and head has not been moved. */
  private static Death halfTaken() {
    return new Death(take(), "compareAndSet in QueueTaker.take#2", 1);
  }

  private static List<Long> timedRead(Handle handle) throws InterruptedException {
    List<Long> read = new ArrayList<>();
    handle
        .consumer()
        .read(
            (memory, at, length) -> read.add(Handle.read(memory, at, length)),
            2,
            WaitStrategy.park(),
            WAIT_NANOS);
    return read;
  }

  private static String closeConsumer(Handle handle) {
    handle.consumer().close();
    return "-";
  }

  private static List<Long> timedTake(Handle handle) throws InterruptedException {
    LaneTaker taker = handle.lane.openTaker();
    int length = taker.tryTake(WaitStrategy.park(), WAIT_NANOS);
    return length < 0 ? List.of() : List.of(Structure.decode(taker.bytes(), length));
  }

  // Queues.

  private void queueProducer() {
    add(offer(), ALL);
    add(offerLarge(), ALL);
    add(firstOffer(), List.of(Context.EMPTY, Context.SOME, Context.CONTENDED));
    add(
        puts(
            "timed offer",
            Effect.PUTS,
            List.of(ONE),
            handle -> handle.at(ONE).offer(Structure.text(ONE), 1, TimeUnit.MILLISECONDS)),
        List.of(Context.FULL));
    add(
        changesNothing("close the producer", Role.PRODUCER, Operations::closeQueue),
        List.of(Context.SOME, Context.CONTENDED));
    Death laneHalfMade = new Death(firstOffer(), "setRelease in LaneRing.initialize", 0);
    found.add(() -> new ElementsScenario(structure, firstOffer(), Context.CONTENDED, laneHalfMade));
    addAfter(
        new Death(offer(), "compareAndSet in LaneWriter.commitUnlessSealed", 0),
        firstOffer(),
        offer(),
        take());
  }

  private static Operation firstOffer() {
    return new Operation(
        "first offer", Role.NEITHER, Effect.PUTS, List.of(ONE), 0, handle -> handle.put(ONE));
  }

  private static String closeQueue(Handle handle) {
    handle.queue.close();
    return "-";
  }

  private void queueTakers() {
    add(take(), ALL);
    add(takes("timed poll", Role.NEITHER, 1, Operations::timedPoll), List.of(Context.EMPTY));
    add(
        takes("drain two", Role.NEITHER, 2, Operations::drainTwo),
        List.of(Context.SOME, Context.CONTENDED));
    add(remove(), List.of(Context.SOME, Context.FULL, Context.CONTENDED));
    add(
        changesNothing("peek", Role.NEITHER, Operations::peek),
        List.of(Context.EMPTY, Context.SOME));
    add(
        changesNothing("count and iterate", Role.NEITHER, Operations::count),
        List.of(Context.SOME, Context.CONTENDED));
    addAfter(halfTaken(), take(), firstOffer(), remove());
  }

  private static Operation remove() {
    return takes("remove from the middle", Role.NEITHER, 1, Operations::removeSecond);
  }

  private static List<Long> timedPoll(Handle handle) throws InterruptedException {
    String element = handle.queue.poll(1, TimeUnit.MILLISECONDS);
    return element == null ? List.of() : List.of(Structure.element(element));
  }

  private static List<Long> drainTwo(Handle handle) {
    List<String> drained = new ArrayList<>();
    handle.queue.drainTo(drained, 2);
    return drained.stream().map(Structure::element).toList();
  }

  private static List<Long> removeSecond(Handle handle) {
    Iterator<String> elements = handle.queue.iterator();
    if (!elements.hasNext()) {
      return List.of(); // taken meanwhile
    }
    String wanted = elements.next();
    wanted = elements.hasNext() ? elements.next() : wanted;
    return handle.queue.remove(wanted) ? List.of(Structure.element(wanted)) : List.of();
  }

  private static String peek(Handle handle) {
    String element = handle.queue.peek();
    return element == null ? "-" : "saw " + Structure.element(element);
  }

  private static String count(Handle handle) {
    int count = handle.queue.size();
    for (String element : handle.queue) {
      count -= Structure.element(element) == 0 ? 1 : 0;
    }
    return count < 0 ? "?" : "-";
  }
}
