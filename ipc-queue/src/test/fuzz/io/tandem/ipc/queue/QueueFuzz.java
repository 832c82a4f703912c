package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.SharedObject;
import io.tandem.ipc.memory.HeaderRepair;
import io.tandem.ipc.memory.LayoutCatalog.Section;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.SegmentInfo;
import io.tandem.ipc.memory.SegmentLayout;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.Damage;
import io.tandem.ipc.testkit.Fuzz;
import io.tandem.ipc.testkit.Storm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * The file of a queue is damaged again and again while two handles put, take, look and remove, and
 * others open it: between their operations, all the time beside them, or before it is opened. Every
 * word of it is in reach: header, directory, doorbells, lanes, elements.
 */
final class QueueFuzz {
  private static final int INPUTS_PER_LIFE = 24;
  private static final int USES_IN_A_STORM = 60;
  private static final int LANES = 4;
  private static final int CAPACITY = 8;
  private static final String NAME = "queue";

  /** An element that takes some decoding. */
  record Order(long id, String customer, double[] prices, List<Integer> lines) {}

  private final Fuzz fuzz;
  private final Domain domain;
  private final Ordering ordering;
  private final boolean exact;
  private final int levels;
  private final HeaderRepair repair = new HeaderRepair();

  private QueueFuzz(Fuzz fuzz, Domain domain, Ordering ordering, String kind) {
    this.fuzz = fuzz;
    this.domain = domain;
    this.ordering = ordering;
    this.exact = kind.equals("exact");
    this.levels = kind.equals("of two levels") ? 2 : 1;
  }

  /**
   * Arguments: seed, inputs, directory for files, ordering, {@code exact}, {@code of two levels} or
   * neither.
   */
  static void run(ChildLink link) throws Exception {
    Fuzz fuzz = new Fuzz(link, Long.parseLong(link.argument(0)));
    Path directory = Path.of(link.argument(2)).resolve("domain");
    try (Domain domain = Domain.open(directory)) {
      String kind = link.argument(4);
      Ordering ordering = Ordering.valueOf(link.argument(3));
      fuzz.run(Long.parseLong(link.argument(1)), new QueueFuzz(fuzz, domain, ordering, kind)::live);
    }
    fuzz.finish(directory);
  }

  /** Every declared field of an object's file. */
  static List<Damage.Field> fields(SegmentInfo info) {
    List<Damage.Field> fields =
        new ArrayList<>(Damage.fields("header.", SegmentLayout.LAYOUT, 0, 0, 0));
    for (Section section : new QueueLayouts().map(info).orElseThrow().sections()) {
      fields.addAll(
          Damage.fields(
              section.name() + ".",
              section.layout(),
              section.offset(),
              section.repetitions(),
              section.strideBytes()));
    }
    return fields;
  }

  static Damage damage(SharedObject object, FileChannel file, SplittableRandom random)
      throws IOException {
    List<Damage.Field> fields = fields(Segment.inspect(object.file()));
    return new Damage(Damage.Memory.of(file, file.size()), fields, random);
  }

  static FileChannel open(SharedObject object) throws IOException {
    return FileChannel.open(object.file(), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private SharedQueueBuilder<Order> builder() {
    return SharedQueue.of(Order.class);
  }

  private static Order order(SplittableRandom random) {
    return new Order(
        random.nextLong(),
        "x".repeat(random.nextInt(random.nextInt(8) == 0 ? 700 : 60)),
        random.doubles(random.nextInt(4)).toArray(),
        random.ints(random.nextInt(4)).boxed().toList());
  }

  private void live(SplittableRandom random) throws Exception {
    SharedQueueBuilder<Order> made =
        builder().capacity(CAPACITY).maxProducers(LANES).ordering(ordering).levels(levels);
    Handles handles = new Handles();
    SharedQueue<Order> first = (exact ? made.exactCapacity() : made).create(domain, NAME);
    handles.all.add(first);
    handles.all.add(builder().open(domain, NAME));
    try (FileChannel file = open(first)) {
      for (int i = random.nextInt(CAPACITY); i > 0; i--) {
        handles.put(random);
      }
      Damage damage = damage(first, file, random.split());
      switch (random.nextInt(24)) {
        case 0 -> liveInAStorm(damage, handles, random);
        case 1, 2, 3 -> liveOpened(damage, file, handles, random);
        default -> liveStepByStep(damage, handles, random);
      }
      handles.close();
    }
    domain.unlink(NAME);
  }

  private void liveStepByStep(Damage damage, Handles handles, SplittableRandom random)
      throws Exception {
    fuzz.state(damage);
    for (int input = 0; input < INPUTS_PER_LIFE; input++) {
      fuzz.input();
      damage.strike();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        handles.use(random);
      }
    }
  }

  private void liveInAStorm(Damage damage, Handles handles, SplittableRandom random)
      throws Exception {
    SplittableRandom others = random.split();
    Handles another = new Handles(); // each thread has its own, so that none is closed in use
    another.all.add(handles.all.remove(1));
    try (Storm storm = Storm.begin(fuzz, damage)) {
      storm.beside(() -> useAndClose(another, others));
      for (int i = 0; i < USES_IN_A_STORM; i++) {
        handles.use(random);
      }
    }
  }

  private static void useAndClose(Handles handles, SplittableRandom random) throws Exception {
    for (int i = 0; i < USES_IN_A_STORM; i++) {
      handles.use(random);
    }
    handles.close();
  }

  /** The damage is found in the file, with a checksum that fits. */
  private void liveOpened(Damage damage, FileChannel file, Handles handles, SplittableRandom random)
      throws Exception {
    fuzz.state(damage);
    for (int input = 0; input < INPUTS_PER_LIFE; input++) {
      fuzz.input();
      damage.strike();
      repair.repairChecksum(file);
      handles.openAnother();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        handles.use(random);
      }
    }
  }

  /** Handles of one thread. */
  private final class Handles {
    private static final int MOST = 3;

    private final List<SharedQueue<Order>> all = new ArrayList<>();

    void openAnother() throws Exception {
      if (all.size() >= MOST) {
        fuzz.attempt("close", all.remove(0)::close);
      }
      fuzz.attempt("open", () -> all.add(builder().open(domain, NAME)));
    }

    void close() throws Exception {
      for (SharedQueue<Order> handle : all) {
        fuzz.attempt("close", handle::close);
      }
    }

    /** The whole queue, or one of its levels. */
    private SharedQueue<Order> some(SplittableRandom random) {
      SharedQueue<Order> queue = all.get(random.nextInt(all.size()));
      return levels > 1 && random.nextBoolean() ? queue.at(random.nextInt(levels)) : queue;
    }

    void put(SplittableRandom random) throws Exception {
      SharedQueue<Order> queue = some(random);
      Order order = order(random);
      fuzz.attempt("offer", () -> queue.offer(order));
    }

    void use(SplittableRandom random) throws Exception {
      if (all.isEmpty() || random.nextInt(32) == 0) {
        openAnother();
      } else if (random.nextInt(32) == 0) {
        fuzz.attempt("close", all.remove(random.nextInt(all.size()))::close);
      } else if (random.nextInt(3) == 0) {
        look(some(random), random);
      } else if (random.nextBoolean()) {
        put(random);
      } else {
        fuzz.attempt("poll", some(random)::poll);
      }
    }
  }

  private void look(SharedQueue<Order> queue, SplittableRandom random) throws Exception {
    Order order = order(random);
    switch (random.nextInt(12)) {
      case 0 -> fuzz.attempt("timed poll", () -> queue.poll(50, TimeUnit.MICROSECONDS));
      case 1 -> fuzz.attempt("timed offer", () -> queue.offer(order, 50, TimeUnit.MICROSECONDS));
      case 2 -> ask("size", queue::size);
      case 3 -> ask("is empty", queue::isEmpty);
      case 4 -> ask("remaining capacity", queue::remainingCapacity);
      case 5 -> fuzz.attempt("peek", queue::peek);
      case 6 -> ask("contains", () -> queue.contains(order));
      case 7 -> fuzz.attempt("remove", () -> queue.remove(order));
      case 8 -> fuzz.attempt("remove in the middle", () -> removeSome(queue));
      case 9 -> fuzz.attempt("drain", () -> queue.drainTo(new ArrayList<>(), 3));
      case 10 -> fuzz.attempt("list the domain", domain::objects);
      default ->
          fuzz.attempt(
              "open or create",
              () -> builder().capacity(CAPACITY).openOrCreate(domain, NAME).close());
    }
  }

  private void ask(String what, Callable<?> question) throws Exception {
    fuzz.attempt(what, () -> Objects.requireNonNull(question.call()));
  }

  private static void removeSome(SharedQueue<Order> queue) {
    Iterator<Order> elements = queue.iterator();
    while (elements.hasNext()) {
      if (elements.next().id() % 2 == 0) {
        elements.remove();
      }
    }
  }
}
