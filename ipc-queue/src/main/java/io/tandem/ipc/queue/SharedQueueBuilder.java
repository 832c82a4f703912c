package io.tandem.ipc.queue;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Domain;
import io.tandem.ipc.Problem;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.SegmentSpec;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.wait.WaitStrategy;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How to make or open a {@link SharedQueue}. What is not said is taken from the queue that is
 * opened, or from the defaults when one is made; what is said must agree with a queue that exists
 * already.
 *
 * @param <E> the elements
 */
public final class SharedQueueBuilder<E> {
  private static final int DEFAULT_CAPACITY = 1024;
  private static final int DEFAULT_ELEMENT_BYTES = 48;
  private static final int DEFAULT_PRODUCERS = 128;
  private static final int MOST_PRODUCERS = 4096;
  private static final int MOST_ELEMENT_BYTES = 1 << 28;

  private final Codec<E> codec;
  private int capacity;
  private int elementBytes;
  private int maxProducers;
  private Ordering ordering;
  private int exact;
  private WaitStrategy waiting = WaitStrategy.spinThenPark();

  SharedQueueBuilder(Codec<E> codec) {
    this.codec = Objects.requireNonNull(codec, "codec");
  }

  /**
   * How many elements of up to {@link #elementBytes} each producing process can have waiting at
   * least; 1024 if not said. The room is a power of two of cells, so it may be more.
   */
  public SharedQueueBuilder<E> capacity(int elements) {
    this.capacity = positive("capacity", elements, Integer.MAX_VALUE);
    return this;
  }

  /**
   * The encoded size, in bytes, that the capacity is counted in; 48 if not said. Larger elements
   * work too, they take the room of several; the largest is {@link SharedQueue#maxElementBytes}.
   */
  public SharedQueueBuilder<E> elementBytes(int bytes) {
    this.elementBytes = positive("elementBytes", bytes, MOST_ELEMENT_BYTES);
    return this;
  }

  /**
   * How many lanes there are for producers; 128 if not said, at most 4096. A lane takes memory from
   * its first use on. A process uses one, and more when its threads get in each other's way.
   */
  public SharedQueueBuilder<E> maxProducers(int producers) {
    this.maxProducers = positive("maxProducers", producers, MOST_PRODUCERS);
    return this;
  }

  /**
   * Makes the capacity the one of {@code java.util.concurrent}: all producers together have room
   * for {@link #capacity} elements, no more and no less. A put then looks at every producer's lane,
   * which takes up to a few hundred nanoseconds for each that is busy. Without this, each producing
   * process has room of its own.
   */
  public SharedQueueBuilder<E> exactCapacity() {
    this.exact = QueueShape.EXACT;
    return this;
  }

  /** What order takers are promised; {@link Ordering#REAL_TIME} if not said. */
  public SharedQueueBuilder<E> ordering(Ordering ordering) {
    this.ordering = Objects.requireNonNull(ordering, "ordering");
    return this;
  }

  /** How this handle's threads wait; {@link WaitStrategy#spinThenPark} if not said. */
  public SharedQueueBuilder<E> waitStrategy(WaitStrategy strategy) {
    this.waiting = Objects.requireNonNull(strategy, "strategy");
    return this;
  }

  private static int positive(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(what + " " + value + " is not within 1 to " + most + ".");
    }
    return value;
  }

  /**
   * Makes the queue.
   *
   * @throws io.tandem.ipc.ObjectExistsException if the name is taken
   * @throws io.tandem.ipc.StorageFullException if the file system has no room
   * @throws IllegalArgumentException if the name has other characters than letters, digits, {@code
   *     .}, {@code _} and {@code -}, or the numbers ask for more than a file can hold
   */
  public SharedQueue<E> create(Domain domain, String name) {
    return domain.attach(name, new Attaching(domain, name, false, true));
  }

  /**
   * Opens the queue.
   *
   * @throws io.tandem.ipc.ObjectMissingException if there is none of that name
   * @throws io.tandem.ipc.WrongKindException if the name holds something else
   * @throws io.tandem.ipc.WrongVersionException if another release of Tandem has made it
   * @throws io.tandem.ipc.WrongParametersException if it was made with other values than said here
   * @throws io.tandem.ipc.WrongSchemaException if it was made for elements of another shape
   * @throws CorruptSegmentException if the file is truncated or damaged
   * @throws io.tandem.ipc.ObjectAccessException if the file is not ours, or cannot be used
   */
  public SharedQueue<E> open(Domain domain, String name) {
    return domain.attach(name, new Attaching(domain, name, true, false));
  }

  /** Opens the queue, or makes it if there is none; of several who try, one makes it. */
  public SharedQueue<E> openOrCreate(Domain domain, String name) {
    return domain.attach(name, new Attaching(domain, name, true, true));
  }

  private SegmentSpec spec(Liveness liveness) {
    QueueShape shape =
        QueueShape.of(
            orElse(capacity, DEFAULT_CAPACITY),
            orElse(elementBytes, DEFAULT_ELEMENT_BYTES),
            orElse(maxProducers, DEFAULT_PRODUCERS),
            ordering == null ? Ordering.REAL_TIME : ordering,
            exact == QueueShape.EXACT);
    return new SegmentSpec(
        QueueLayout.KIND,
        SharedQueue.VERSION,
        liveness.self(),
        QueueLayout.bodyBytes(shape.lanes()),
        shape.lanes() * shape.laneBytes(),
        shape.parameters(),
        codec.schema());
  }

  private static int orElse(int said, int otherwise) {
    return said == 0 ? otherwise : said;
  }

  /** A class, as a first lambda costs a starting JVM some milliseconds. */
  private final class Attaching implements Domain.Opener<SharedQueue<E>>, Consumer<Words> {
    private final Domain domain;
    private final String name;
    private final boolean mayOpen;
    private final boolean mayCreate;

    Attaching(Domain domain, String name, boolean mayOpen, boolean mayCreate) {
      this.domain = domain;
      this.name = name;
      this.mayOpen = mayOpen;
      this.mayCreate = mayCreate;
    }

    @Override
    public SharedQueue<E> open(Path file, Liveness liveness) {
      return attach(domain, name, segment(file, liveness), liveness);
    }

    private Segment segment(Path file, Liveness liveness) {
      if (!mayCreate) {
        return Segment.open(file, QueueLayout.KIND, SharedQueue.VERSION);
      }
      return mayOpen
          ? Segment.openOrCreate(file, spec(liveness), this)
          : Segment.create(file, spec(liveness), this);
    }

    /** A new queue's body is all zeros. */
    @Override
    public void accept(Words body) {}
  }

  private SharedQueue<E> attach(Domain domain, String name, Segment segment, Liveness liveness) {
    boolean done = false;
    try {
      segment.requireSchema(codec.schema());
      requireSaid(segment, QueueLayout.CAPACITY, "capacity", capacity);
      requireSaid(segment, QueueLayout.ELEMENT_BYTES, "elementBytes", elementBytes);
      requireSaid(segment, QueueLayout.LANES, "maxProducers", maxProducers);
      requireSaid(segment, QueueLayout.EXACT, "exact (1 = per producer, 2 = in all)", exact);
      if (ordering != null) {
        segment.requireParameter(QueueLayout.ORDERING, "ordering", ordering.code());
      }
      SharedQueue<E> queue =
          new SharedQueue<>(
              new QueueCore<>(domain, name, segment, liveness, shapeOf(segment), codec, waiting));
      done = true;
      return queue;
    } finally {
      if (!done) {
        segment.close();
      }
    }
  }

  private static void requireSaid(Segment segment, int index, String what, int said) {
    if (said != 0) {
      segment.requireParameter(index, what, said);
    }
  }

  /** Reads the shape from the header, which anybody may have written. */
  private static QueueShape shapeOf(Segment segment) {
    Ordering ordering = Ordering.ofCode(segment.parameter(QueueLayout.ORDERING));
    QueueShape shape =
        new QueueShape(
            narrow(segment.parameter(QueueLayout.CAPACITY)),
            narrow(segment.parameter(QueueLayout.ELEMENT_BYTES)),
            narrow(segment.parameter(QueueLayout.LANES)),
            segment.parameter(QueueLayout.CELLS),
            narrow(segment.parameter(QueueLayout.CELL_BYTES)),
            ordering == null ? Ordering.REAL_TIME : ordering,
            segment.parameter(QueueLayout.EXACT) == QueueShape.EXACT);
    if (ordering == null
        || !shape.isPossible()
        || segment.info().bodyBytes() < QueueLayout.bodyBytes(shape.lanes())
        || segment.reservedBytes() < shape.lanes() * shape.laneBytes()) {
      throw new CorruptSegmentException(
          Problem.of("the queue's parameters contradict each other")
              .file(segment.file())
              .fact("parameters", segment.info().parameters())
              .fact("file", segment.info().sizeBytes() + " bytes")
              .next("Remove the file, then create the queue anew"));
    }
    return shape;
  }

  private static int narrow(long value) {
    return value < 0 || value > Integer.MAX_VALUE ? -1 : (int) value;
  }
}
