package io.tandem.ipc.queue;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Domain;
import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.SharedObject;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.codec.Sink;
import io.tandem.ipc.codec.Source;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.wait.Doorbell;
import io.tandem.ipc.wait.WaitStrategy;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A bounded queue between JVMs: any number of processes and threads put elements in, any number
 * take them out, each element goes to one taker.
 *
 * <pre>{@code
 * try (Domain shop = Domain.open("shop")) {
 *   SharedQueue<Order> orders =
 *       SharedQueue.of(Order.class).capacity(4096).openOrCreate(shop, "orders");
 *   orders.put(new Order(42, "ACME", 9.5));
 * }
 * }</pre>
 *
 * <p><b>Methods</b> have the names, the meaning and the interrupt and timeout behaviour of {@link
 * java.util.concurrent.BlockingQueue}. A handle is safe for use by many threads, virtual ones too.
 *
 * <p><b>Memory effects</b> as with j.u.c: what a thread did before putting an element
 * happens-before what another thread, in any process, does after taking it, as far as both see the
 * same memory.
 *
 * <p><b>Order</b> is first-in-first-out in real time unless {@link SharedQueueBuilder#ordering}
 * says otherwise.
 *
 * <p><b>Capacity</b> is counted for each producing process: every one of them can have at least
 * {@code capacity} elements of the expected size waiting, whatever the others do, and blocks when
 * its own share is full.
 *
 * <p><b>When a process dies</b>, at any instruction: a producer's element is in the queue whole, or
 * not at all; if {@code put} had returned, it is in. A taker has taken its element or not; one that
 * died with an element in hand has lost it (delivery is at most once). What a dead process held is
 * taken over by whoever next needs it; a thread that waits notices within 20 ms, one that has
 * waited for seconds within 100 ms. Nothing is ever taken from a process that is alive, stopped or
 * slow.
 *
 * <p><b>Errors</b> beside those of the methods: {@link CorruptSegmentException} when the shared
 * memory has been damaged, {@link IllegalStateException} after {@link #close}.
 *
 * @param <E> the elements
 */
public final class SharedQueue<E> implements SharedObject {
  /** The layout version that this release reads and writes. */
  static final int VERSION = QueueLayout.LAYOUT.version();

  private final Domain domain;
  private final String name;
  private final Segment segment;
  private final QueueShape shape;
  private final Codec<E> codec;
  private final WaitStrategy waiting;
  private final QueueLanes lanes;
  private final ProducerSide producers;
  private final Doorbell notEmpty;
  private final Doorbell[] notFull;
  private final ThreadLocal<Scratch> scratches;
  private volatile boolean closed;

  /** What a thread needs to encode, take and decode. */
  private static final class Scratch {
    final Sink sink;
    final Source source = new Source();
    final QueueTaker taker;
    boolean inUse;

    Scratch(QueueShape shape, LaneSource lanes) {
      this.sink = new Sink();
      this.taker = QueueTaker.of(shape.ordering(), lanes);
    }
  }

  SharedQueue(
      Domain domain,
      String name,
      Segment segment,
      Liveness liveness,
      QueueShape shape,
      Codec<E> codec,
      WaitStrategy waiting) {
    this.domain = domain;
    this.name = name;
    this.segment = segment;
    this.shape = shape;
    this.codec = codec;
    this.waiting = waiting;
    this.lanes = new QueueLanes(segment, liveness, shape, toString());
    this.notEmpty = new Doorbell(segment.body(), QueueLayout.NOT_EMPTY);
    this.notFull = new Doorbell[shape.lanes()];
    for (int lane = 0; lane < notFull.length; lane++) {
      notFull[lane] = new Doorbell(segment.body(), QueueLanes.bellOffset(lane));
    }
    this.producers =
        new ProducerSide(
            lanes,
            liveness,
            shape.ordering(),
            System::nanoTime,
            lane -> notFull[lane],
            this::closedError);
    this.scratches = ThreadLocal.withInitial(() -> new Scratch(shape, lanes));
  }

  /**
   * Begins a queue of that type, with the codec that {@link Codecs#of} chooses: records, strings,
   * byte arrays, boxed primitives and more.
   */
  public static <E> SharedQueueBuilder<E> of(Class<E> type) {
    return new SharedQueueBuilder<>(Codecs.of(type));
  }

  /** Begins a queue whose elements have their own codec. */
  public static <E> SharedQueueBuilder<E> of(Codec<E> codec) {
    return new SharedQueueBuilder<>(codec);
  }

  /**
   * Puts an element in if there is room.
   *
   * @return whether there was room
   * @throws NullPointerException if the element is null
   * @throws MessageTooLargeException if it can never fit
   * @throws io.tandem.ipc.CodecException if it cannot be encoded
   * @throws io.tandem.ipc.ProducerLimitException at this process's first element, if too many
   *     processes are putting
   * @throws io.tandem.ipc.StorageFullException at this process's first element, if there is no
   *     memory for its share of the queue
   */
  public boolean offer(E element) {
    Scratch scratch = encode(element);
    try {
      return publish(scratch) == null;
    } finally {
      release(scratch);
    }
  }

  /** As {@link #offer(Object)}, waiting for room for at most that time. */
  public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
    Objects.requireNonNull(element, "element");
    requireNotInterrupted();
    Scratch scratch = encode(element);
    try {
      ProducerSide.Stripe full = publish(scratch);
      return full == null
          || waiting.await(full.notFull(), () -> publish(scratch) == null, unit.toNanos(timeout));
    } finally {
      release(scratch);
    }
  }

  /** As {@link #offer(Object)}, waiting for room for as long as it takes. */
  public void put(E element) throws InterruptedException {
    Objects.requireNonNull(element, "element");
    requireNotInterrupted();
    Scratch scratch = encode(element);
    try {
      ProducerSide.Stripe full = publish(scratch);
      if (full != null) {
        waiting.await(full.notFull(), () -> publish(scratch) == null);
      }
    } finally {
      release(scratch);
    }
  }

  /** Takes the next element, or null when the queue is empty. */
  public E poll() {
    Scratch scratch = acquire();
    try {
      return take(scratch) ? decode(scratch) : null;
    } finally {
      release(scratch);
    }
  }

  /** Takes the next element, waiting for at most that time; null when the time is over. */
  public E poll(long timeout, TimeUnit unit) throws InterruptedException {
    requireNotInterrupted();
    Scratch scratch = acquire();
    try {
      boolean taken =
          take(scratch) || waiting.await(notEmpty, () -> take(scratch), unit.toNanos(timeout));
      return taken ? decode(scratch) : null;
    } finally {
      release(scratch);
    }
  }

  /** Takes the next element, waiting for as long as it takes. */
  public E take() throws InterruptedException {
    requireNotInterrupted();
    Scratch scratch = acquire();
    try {
      if (!take(scratch)) {
        waiting.await(notEmpty, () -> take(scratch));
      }
      return decode(scratch);
    } finally {
      release(scratch);
    }
  }

  private static void requireNotInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private Scratch acquire() {
    checkOpen();
    Scratch scratch = scratches.get();
    if (scratch.inUse) { // a codec that uses the queue itself
      scratch = new Scratch(shape, lanes);
    }
    scratch.inUse = true;
    return scratch;
  }

  private static void release(Scratch scratch) {
    scratch.inUse = false;
  }

  private Scratch encode(E element) {
    Objects.requireNonNull(element, "element");
    Scratch scratch = acquire();
    boolean done = false;
    try {
      scratch.sink.reset();
      codec.encode(element, scratch.sink);
      if (scratch.sink.size() > shape.maxElementBytes()) {
        throw new MessageTooLargeException(
            Problem.of("the element is too large for the queue")
                .object(toString())
                .file(segment.file())
                .next("Make the queue with a larger elementBytes or capacity, or send it in parts"),
            scratch.sink.size(),
            shape.maxElementBytes());
      }
      done = true;
      return scratch;
    } finally {
      if (!done) {
        release(scratch);
      }
    }
  }

  /** Publishes what the scratch holds; null, or the stripe that is full. */
  private ProducerSide.Stripe publish(Scratch scratch) {
    try {
      ProducerSide.Stripe full = producers.offer(scratch.sink.array(), scratch.sink.size());
      if (full == null) {
        notEmpty.ring();
      }
      return full;
    } catch (DamagedLaneException e) {
      throw damaged(e);
    }
  }

  private boolean take(Scratch scratch) {
    try {
      int length = scratch.taker.tryTake();
      if (length < 0) {
        checkOpen();
        return false;
      }
      notFull[scratch.taker.takenFrom()].ring();
      scratch.source.reset(scratch.taker.bytes(), 0, length);
      return true;
    } catch (DamagedLaneException e) {
      checkOpen();
      throw damaged(e);
    }
  }

  private E decode(Scratch scratch) {
    E element = codec.decode(scratch.source);
    scratch.source.requireEnd();
    return element;
  }

  private CorruptSegmentException damaged(DamagedLaneException e) {
    return new CorruptSegmentException(
        Problem.of("the queue's shared memory has been damaged")
            .object(toString())
            .file(segment.file())
            .fact("found", e.getMessage())
            .next("Something else has written into the file; unlink the queue and create it anew"),
        e);
  }

  private void checkOpen() {
    if (closed) {
      throw closedError();
    }
  }

  private IllegalStateException closedError() {
    return new IllegalStateException(
        Problem.of("the queue has been closed by this process")
            .object(toString())
            .file(segment.file())
            .next("Open it again to go on")
            .toString());
  }

  /** How many elements each producing process can have waiting at least. */
  public int capacity() {
    return shape.capacity();
  }

  /** The largest element, encoded, that the queue can carry, in bytes. */
  public int maxElementBytes() {
    return shape.maxElementBytes();
  }

  /** What order the queue promises. */
  public Ordering ordering() {
    return shape.ordering();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Path file() {
    return segment.file();
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Elements that this process has put stay in the queue. An element is never half put or half
   * taken by closing: threads that are just putting or taking finish, or have done nothing.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    producers.close();
    notEmpty.ringAll();
    segment.close();
    domain.detach(this);
  }

  @Override
  public String toString() {
    return "queue '" + name + "' in domain '" + domain.name() + "'";
  }
}
