package io.tandem.ipc.cli.soak;

import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.queue.Ordering;
import io.tandem.ipc.queue.SharedQueue;
import io.tandem.ipc.queue.SharedQueueBuilder;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A {@link SharedQueue}: any number of processes on both sides. */
final class QueueSubject implements Subject {
  private static final String PER_PRODUCER = "queue-per-producer";
  private static final int CAPACITY = 512;
  private static final int EXACT_CAPACITY = 100;
  private static final int ELEMENT_BYTES = 48;

  /** Not many more than there are putters: if the dead kept their lanes, they would run out. */
  private static final int MAX_PRODUCERS = 64;

  private static final int LONGEST_WAIT_MICROS = 50_000;

  private final String name;
  private final UnaryOperator<SharedQueueBuilder<byte[]>> shape;

  private QueueSubject(String name, UnaryOperator<SharedQueueBuilder<byte[]>> shape) {
    this.name = name;
    this.shape = shape;
  }

  /** As it comes: first in, first out, whoever has put it in. */
  static Subject realTime() {
    return new QueueSubject("queue-real-time", builder -> builder.ordering(Ordering.REAL_TIME));
  }

  /** With the order of each producer only. */
  static Subject perProducer() {
    return new QueueSubject(PER_PRODUCER, builder -> builder.ordering(Ordering.PER_PRODUCER));
  }

  /** Never holding one element more or less than its capacity. */
  static Subject exact() {
    return new QueueSubject(
        "queue-exact", builder -> builder.capacity(EXACT_CAPACITY).exactCapacity());
  }

  @Override
  public String name() {
    return name;
  }

  /** A handle opened anew may write another lane, which only stamps put in order. */
  @Override
  public boolean orderOutlastsHandle() {
    return !name.equals(PER_PRODUCER);
  }

  @Override
  public boolean hasOne(Side side) {
    return false;
  }

  @Override
  public Delivery delivery() {
    return Delivery.AT_MOST_ONCE;
  }

  @Override
  public void create(Domain domain) {
    create(domain, name, shape);
  }

  /** Makes a queue of that name. */
  static void create(Domain domain, String name, UnaryOperator<SharedQueueBuilder<byte[]>> shape) {
    SharedQueueBuilder<byte[]> builder =
        SharedQueue.of(Codecs.bytes())
            .capacity(CAPACITY)
            .elementBytes(ELEMENT_BYTES)
            .maxProducers(MAX_PRODUCERS);
    shape.apply(builder).create(domain, name).close();
  }

  @Override
  public Handle open(Domain domain, SplittableRandom random) {
    return open(domain, name, random);
  }

  /** Opens the queue of that name. */
  static Handle open(Domain domain, String name, SplittableRandom random) {
    return new OpenQueue(
        SharedQueue.of(Codecs.bytes()).waitStrategy(Waits.any(random)).open(domain, name), random);
  }

  private record OpenQueue(SharedQueue<byte[]> queue, SplittableRandom random) implements Handle {
    @Override
    public Putter putter() {
      return new Ends(queue, random);
    }

    @Override
    public Taker taker() {
      return new Ends(queue, random);
    }

    @Override
    public void close() {
      queue.close();
    }
  }

  /** Both sides: neither has a state of its own, so there is nothing to close but the queue. */
  private record Ends(SharedQueue<byte[]> queue, SplittableRandom random) implements Putter, Taker {
    @Override
    public boolean put(Message message, long firstId, int count) throws InterruptedException {
      message.write(firstId);
      byte[] element = message.copy();
      return switch (random.nextInt(4)) {
        case 0 -> queue.offer(element);
        case 1 -> queue.offer(element, waitMicros(), TimeUnit.MICROSECONDS);
        default -> {
          queue.put(element);
          yield true;
        }
      };
    }

    @Override
    public void take(Inbox inbox) throws InterruptedException {
      byte[] element =
          switch (random.nextInt(4)) {
            case 0 -> queue.poll();
            case 1 -> queue.take();
            default -> queue.poll(waitMicros(), TimeUnit.MICROSECONDS);
          };
      if (element != null) {
        inbox.accept(element, element.length);
      }
    }

    private int waitMicros() {
      return random.nextInt(LONGEST_WAIT_MICROS);
    }

    @Override
    public boolean takeNow(Inbox inbox) {
      byte[] element = queue.poll();
      if (element == null) {
        return false;
      }
      inbox.accept(element, element.length);
      return true;
    }

    @Override
    public void close() {}
  }
}
