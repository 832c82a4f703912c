package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.SerializedHandle;
import io.tandem.ipc.codec.Coding;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.queue.QueueSettings.Mode;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.Objects;

/**
 * How to make or open a {@link LeaseQueue}. What is not said is taken from the queue that is
 * opened, or from the defaults when one is made; what is said must agree with a queue that exists
 * already.
 *
 * @param <E> the elements
 */
public final class LeaseQueueBuilder<E> {
  /** What is put behind a queue's name for the queue of its dead letters. */
  private static final String DEAD_LETTERS = ".dead";

  private final Coding<E> coding;
  private final QueueSettings settings = new QueueSettings(QueueLayout.LEASE_KIND);
  private final SharedQueueBuilder<E> deadLetters;
  private WaitStrategy waiting = WaitStrategy.spinThenPark();

  LeaseQueueBuilder(Coding<E> coding) {
    this.coding = coding;
    this.deadLetters = new SharedQueueBuilder<>(coding);
  }

  /** What a handle needs in the process that it has been sent to. */
  record Opener<E>(Coding<E> coding) implements SerializedHandle.Opener<LeaseQueue<E>> {
    @Override
    public LeaseQueue<E> open(Domain domain, String name) {
      return new LeaseQueueBuilder<>(coding).open(domain, name);
    }
  }

  /**
   * How many elements of up to {@link #elementBytes} each producing process can have waiting or
   * leased at least; 1024 if not said. The room is a power of two of cells, so it may be more.
   */
  public LeaseQueueBuilder<E> capacity(int elements) {
    settings.capacity(elements);
    deadLetters.capacity(elements);
    return this;
  }

  /**
   * The encoded size, in bytes, that the capacity is counted in; 48 if not said. Larger elements
   * work too, they take the room of several.
   */
  public LeaseQueueBuilder<E> elementBytes(int bytes) {
    settings.elementBytes(bytes);
    deadLetters.elementBytes(bytes);
    return this;
  }

  /** How many lanes there are for producers; 128 if not said, at most 4096. */
  public LeaseQueueBuilder<E> maxProducers(int producers) {
    settings.maxProducers(producers);
    return this;
  }

  /**
   * How often an element is delivered at most, 1 to 254; without end if not said. One that was
   * delivered so often and comes back goes to {@link LeaseQueue#deadLetters} instead, a queue with
   * the name of this one and {@code .dead} behind it.
   */
  public LeaseQueueBuilder<E> maxDeliveries(int deliveries) {
    settings.maxDeliveries(deliveries);
    return this;
  }

  /** How this handle's threads wait; {@link WaitStrategy#spinThenPark} if not said. */
  public LeaseQueueBuilder<E> waitStrategy(WaitStrategy strategy) {
    this.waiting = Objects.requireNonNull(strategy, "strategy");
    return this;
  }

  /** Makes the queue. Errors as of {@link SharedQueueBuilder#create}. */
  public LeaseQueue<E> create(Domain domain, String name) {
    return attach(Mode.CREATE, domain, name);
  }

  /** Opens the queue. Errors as of {@link SharedQueueBuilder#open}. */
  public LeaseQueue<E> open(Domain domain, String name) {
    return attach(Mode.OPEN, domain, name);
  }

  /** Opens the queue, or makes it if there is none; of several who try, one makes it. */
  public LeaseQueue<E> openOrCreate(Domain domain, String name) {
    return attach(Mode.OPEN_OR_CREATE, domain, name);
  }

  private LeaseQueue<E> attach(Mode mode, Domain domain, String name) {
    LeaseQueue<E> queue =
        domain.attach(
            name,
            (file, liveness) ->
                queue(
                    domain,
                    name,
                    settings.segment(mode, file, liveness, coding.codec()),
                    liveness));
    return queue.maxDeliveries() == Integer.MAX_VALUE
        ? queue
        : withDeadLetters(domain, name, queue);
  }

  private LeaseQueue<E> queue(Domain domain, String name, Segment segment, Liveness liveness) {
    boolean done = false;
    try {
      QueueShape shape = settings.check(segment, coding.codec());
      long most = segment.parameter(QueueLayout.DELIVERIES);
      LeaseQueue<E> queue =
          new LeaseQueue<>(
              new QueueCore<>(domain, name, segment, liveness, shape, coding, waiting),
              most < 1 || most >= LeaseRing.MOST_DELIVERIES ? Integer.MAX_VALUE : (int) most);
      done = true;
      return queue;
    } finally {
      if (!done) {
        segment.close();
      }
    }
  }

  private LeaseQueue<E> withDeadLetters(Domain domain, String name, LeaseQueue<E> queue) {
    boolean done = false;
    try {
      queue.deadLettersGoTo(
          deadLetters.waitStrategy(waiting).openOrCreate(domain, name + DEAD_LETTERS));
      done = true;
      return queue;
    } finally {
      if (!done) {
        queue.close();
      }
    }
  }
}
