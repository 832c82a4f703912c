package io.tandem.ipc.queue;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Domain;
import io.tandem.ipc.SerializedHandle;
import io.tandem.ipc.codec.Coding;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.queue.QueueSettings.Mode;
import io.tandem.ipc.wait.WaitStrategy;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How to make or open a {@link SharedQueue}. What is not said is taken from the queue that is
 * opened, or from the defaults when one is made; what is said must agree with a queue that exists
 * already.
 *
 * @param <E> the elements
 */
public final class SharedQueueBuilder<E> {
  private final Coding<E> coding;
  private final QueueSettings settings = new QueueSettings(QueueLayout.KIND);
  private WaitStrategy waiting = WaitStrategy.spinThenPark();

  SharedQueueBuilder(Coding<E> coding) {
    this.coding = coding;
  }

  /** What a handle needs in the process that it has been sent to. */
  record Opener<E>(Coding<E> coding) implements SerializedHandle.Opener<SharedQueue<E>> {
    @Override
    public SharedQueue<E> open(Domain domain, String name) {
      return new SharedQueueBuilder<>(coding).open(domain, name);
    }
  }

  /**
   * How many elements of up to {@link #elementBytes} each producing process can have waiting at
   * least; 1024 if not said. The room is a power of two of cells, so it may be more.
   */
  public SharedQueueBuilder<E> capacity(int elements) {
    settings.capacity(elements);
    return this;
  }

  /**
   * The encoded size, in bytes, that the capacity is counted in; 48 if not said. Larger elements
   * work too, they take the room of several; the largest is {@link SharedQueue#maxElementBytes}.
   */
  public SharedQueueBuilder<E> elementBytes(int bytes) {
    settings.elementBytes(bytes);
    return this;
  }

  /**
   * How many lanes there are for producers; 128 if not said, at most 4096. A lane takes memory from
   * its first use on. A process uses one, and more when its threads get in each other's way.
   */
  public SharedQueueBuilder<E> maxProducers(int producers) {
    settings.maxProducers(producers);
    return this;
  }

  /**
   * Makes the capacity the one of {@code java.util.concurrent}: all producers together have room
   * for {@link #capacity} elements, no more and no less. A put then looks at every producer's lane,
   * which takes up to a few hundred nanoseconds for each that is busy. Without this, each producing
   * process has room of its own.
   */
  public SharedQueueBuilder<E> exactCapacity() {
    settings.exactCapacity();
    return this;
  }

  /**
   * How many levels of urgency there are, 1 to 8; 1 if not said. {@link SharedQueue#at} puts at a
   * level; level 0 is the most urgent, and what is put without saying a level goes to the last one.
   * Takers get what is most urgent, and within a level what the {@link #ordering} promises. A level
   * may wait for ever while there is always something more urgent.
   *
   * <p>Each level has {@link #maxProducers} lanes of its own, at most 4096 in all. So {@link
   * #capacity} is that of each producing process at each level: a level that is full does not keep
   * anybody from putting at another. Only {@link #exactCapacity} is shared by all of them.
   */
  public SharedQueueBuilder<E> levels(int levels) {
    settings.levels(levels);
    return this;
  }

  /** What order takers are promised; {@link Ordering#REAL_TIME} if not said. */
  public SharedQueueBuilder<E> ordering(Ordering ordering) {
    settings.ordering(Objects.requireNonNull(ordering, "ordering"));
    return this;
  }

  /** How this handle's threads wait; {@link WaitStrategy#spinThenPark} if not said. */
  public SharedQueueBuilder<E> waitStrategy(WaitStrategy strategy) {
    this.waiting = Objects.requireNonNull(strategy, "strategy");
    return this;
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
    return domain.attach(name, new Attaching(domain, name, Mode.CREATE));
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
    return domain.attach(name, new Attaching(domain, name, Mode.OPEN));
  }

  /** Opens the queue, or makes it if there is none; of several who try, one makes it. */
  public SharedQueue<E> openOrCreate(Domain domain, String name) {
    return domain.attach(name, new Attaching(domain, name, Mode.OPEN_OR_CREATE));
  }

  /** A class, as a first lambda costs a starting JVM some milliseconds. */
  private final class Attaching implements Domain.Opener<SharedQueue<E>> {
    private final Domain domain;
    private final String name;
    private final Mode mode;

    Attaching(Domain domain, String name, Mode mode) {
      this.domain = domain;
      this.name = name;
      this.mode = mode;
    }

    @Override
    public SharedQueue<E> open(Path file, Liveness liveness) {
      return attach(domain, name, settings.segment(mode, file, liveness, coding.codec()), liveness);
    }
  }

  private SharedQueue<E> attach(Domain domain, String name, Segment segment, Liveness liveness) {
    boolean done = false;
    try {
      QueueShape shape = settings.check(segment, coding.codec());
      SharedQueue<E> queue =
          new SharedQueue<>(
              shape.levels() == 1
                  ? new QueueCore<>(domain, name, segment, liveness, shape, coding, waiting)
                  : LevelCore.of(domain, name, segment, liveness, shape, coding, waiting));
      done = true;
      return queue;
    } finally {
      if (!done) {
        segment.close();
      }
    }
  }
}
