package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.DomainObject;
import io.tandem.ipc.ObjectExistsException;
import io.tandem.ipc.ObjectMissingException;
import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.SharedObject;
import io.tandem.ipc.TandemException;
import io.tandem.ipc.WrongKindException;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.ChildLink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * One of the processes of {@link LifecycleRaceTest}. Each step may end with the errors that are
 * documented for it and possible here; any other is the end of it. What can be opened at all is
 * used, so that something half made would show.
 */
final class LifecycleRacer {
  static final List<String> NAMES = List.of("one", "two", "three");

  private static final int SLOTS = 16;
  private static final int MOST_HELD = 6;
  private static final int STEPS_PER_LINE = 40;
  private static final int CAPACITY = 16;
  private static final int LANES = 3;
  private static final int CELLS = 16;
  private static final int PAYLOAD_BYTES = 24;

  private final ChildLink link;
  private final Path directory;
  private final SplittableRandom random;
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final List<SharedObject> held = new ArrayList<>();
  private final byte[] record = new byte[PAYLOAD_BYTES];
  private Domain domain;

  private LifecycleRacer(ChildLink link, Path directory, SplittableRandom random) {
    this.link = link;
    this.directory = directory;
    this.random = random;
  }

  /** Arguments: directory of the domain, seed. */
  static void run(ChildLink link) {
    long seed = Long.parseLong(link.argument(1));
    LifecycleRacer racer =
        new LifecycleRacer(link, Path.of(link.argument(0)), new SplittableRandom(seed));
    try {
      racer.race();
    } catch (RuntimeException | InterruptedException e) {
      throw new AssertionError("seed " + seed + ", so far " + racer.outcomes, e);
    }
  }

  static SharedQueueBuilder<Long> queue() {
    return SharedQueue.of(Codecs.longs()).capacity(CAPACITY).maxProducers(LANES);
  }

  private static LaneBuilder lane() {
    return Lane.builder().cells(CELLS).payloadBytes(PAYLOAD_BYTES);
  }

  private void race() throws InterruptedException {
    for (int steps = 1; !link.hasLine(); steps++) {
      step();
      if (steps % STEPS_PER_LINE == 0) {
        link.send("going on, " + steps + " steps");
      }
    }
    if (domain != null) {
      domain.close();
    }
    link.send("all well: " + outcomes);
  }

  private void step() throws InterruptedException {
    if (domain == null) {
      if (random.nextInt(8) == 0) {
        count("remove unused " + Domain.removeUnused(directory));
      } else {
        domain = Domain.builder().directory(directory).slots(SLOTS).open();
        count("open domain");
      }
      return;
    }
    String name = NAMES.get(random.nextInt(NAMES.size()));
    switch (random.nextInt(16)) {
      case 0 -> leave();
      case 1 -> count("unlink " + domain.unlink(name));
      case 2 -> list();
      case 3, 4, 5 -> closeOne();
      default -> attach(name);
    }
    if (!held.isEmpty()) {
      use(held.get(random.nextInt(held.size())));
    }
  }

  /** Objects that are still open are closed by the domain, or one after the other before it. */
  private void leave() {
    if (random.nextBoolean()) {
      held.forEach(SharedObject::close);
    }
    domain.close();
    held.clear();
    domain = null;
    count("close domain");
  }

  private void closeOne() {
    if (!held.isEmpty()) {
      held.remove(random.nextInt(held.size())).close();
      count("close");
    }
  }

  /** What can be listed is whole, whoever is just making or unlinking it. */
  private void list() {
    for (DomainObject object : domain.objects()) {
      if (!NAMES.contains(object.name()) || !object.problem().isEmpty()) {
        throw new AssertionError("listed: " + object);
      }
    }
    count("list");
  }

  private void attach(String name) {
    if (held.size() == MOST_HELD) {
      closeOne();
    }
    boolean exact = random.nextInt(4) == 0;
    boolean competing = random.nextInt(4) == 0;
    SharedQueueBuilder<Long> queue = exact ? queue().exactCapacity() : queue();
    switch (random.nextInt(6)) {
      case 0 -> hold("create queue", () -> queue.create(domain, name));
      case 1 -> hold("open queue", () -> SharedQueue.of(Codecs.longs()).open(domain, name));
      case 2 -> hold("open or create queue", () -> queue().openOrCreate(domain, name));
      case 3 ->
          hold(
              "create lane",
              () -> (competing ? lane().competingTakers() : lane()).create(domain, name));
      case 4 -> hold("open lane", () -> Lane.builder().open(domain, name));
      default -> hold("open or create lane", () -> lane().openOrCreate(domain, name));
    }
  }

  private void hold(String what, Supplier<SharedObject> attach) {
    try {
      held.add(attach.get());
      count(what);
    } catch (TandemException e) {
      if (!isDocumented(what, e)) {
        throw e;
      }
      count(what + ": " + e.getClass().getSimpleName());
    }
  }

  private static boolean isDocumented(String what, TandemException e) {
    return switch (what) {
      case "create queue", "create lane" -> e instanceof ObjectExistsException;
      case "open queue", "open lane" ->
          e instanceof ObjectMissingException || e instanceof WrongKindException;
      default -> e instanceof WrongKindException;
    };
  }

  private void use(SharedObject object) throws InterruptedException {
    try {
      if (object instanceof Lane lane) {
        useLane(lane);
      } else {
        @SuppressWarnings("unchecked")
        SharedQueue<Long> queue = (SharedQueue<Long>) object;
        useQueue(queue);
      }
    } catch (ProducerLimitException e) {
      count("ProducerLimitException");
    }
  }

  private void useQueue(SharedQueue<Long> queue) {
    for (int i = random.nextInt(4); i > 0; i--) {
      queue.offer(sealed(random.nextInt()));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      Long element = queue.poll();
      if (element != null) {
        checkSeal(element);
      }
    }
    count("use queue");
  }

  private void useLane(Lane lane) {
    if (random.nextBoolean()) {
      try (LaneProducer producer = lane.openProducer()) {
        for (int i = random.nextInt(4); i > 0; i--) {
          long at = producer.tryClaim(Long.BYTES);
          if (at != LaneProducer.FULL) {
            producer.memory().writeLong(at, sealed(random.nextInt()));
            producer.commit(at, Long.BYTES);
          }
        }
      }
    } else {
      consume(lane);
    }
    count("use lane");
  }

  private void consume(Lane lane) {
    try (LaneConsumer consumer = lane.openConsumer()) {
      consumer.read(this::checkSeal, 4);
    } catch (IllegalStateException e) { // made for competing takers
      LaneTaker taker = lane.openTaker();
      int length = taker.tryTake();
      if (length != LaneTaker.EMPTY) {
        checkSeal(taker.bytes(), length);
      }
    }
  }

  /** A number from which it can be seen that it is one of ours. */
  private static long sealed(int value) {
    return ((long) value << 32) | (~value & 0xFFFF_FFFFL);
  }

  private static void checkSeal(long element) {
    if (sealed((int) (element >> 32)) != element) {
      throw new AssertionError("garbage: 0x" + Long.toHexString(element));
    }
  }

  private void checkSeal(Words memory, long offset, int length) {
    memory.readBytes(offset, record, 0, Math.min(length, record.length));
    checkSeal(record, length);
  }

  private static void checkSeal(byte[] bytes, int length) {
    if (length != Long.BYTES) {
      throw new AssertionError("a record of " + length + " bytes");
    }
    checkSeal(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong());
  }

  private void count(String what) {
    outcomes.merge(what, 1, Integer::sum);
  }
}
