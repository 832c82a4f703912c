package io.tandem.ipc.queue;

import io.tandem.ipc.SharedObject;
import io.tandem.ipc.ShutdownException;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.codec.Coding;
import io.tandem.ipc.codec.SerializableHandle;
import io.tandem.ipc.wait.Attempt;
import io.tandem.ipc.wait.Awaitable;
import io.tandem.ipc.wait.Doorbell;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A bounded queue between JVMs that delivers each element at least once: whoever takes an element
 * gets a {@link Lease} of it, and an element whose taker dies before it has said that it is done is
 * delivered again.
 *
 * <pre>{@code
 * LeaseQueue<Order> orders = LeaseQueue.of(Order.class).maxDeliveries(3).openOrCreate(shop, "orders");
 * try (Lease<Order> lease = orders.take()) {
 *   handle(lease.value());
 *   lease.ack();
 * }
 * }</pre>
 *
 * <p>Any number of processes and threads put and take; a handle is safe for use by many threads.
 * {@code put}, {@code offer}, {@code take} and {@code poll} wait, time out and are interrupted as
 * those of a {@link java.util.concurrent.BlockingQueue}.
 *
 * <p><b>Order.</b> Oldest first, by a clock that all processes share; what has come back is
 * delivered before what has not been delivered yet, but for takers that were just looking when it
 * came.
 *
 * <p><b>Delivery.</b> An element is delivered again only after its lease was given back, or its
 * taker is proven dead or has left the domain; never from a process that is alive, stopped or slow.
 * {@link Lease#deliveries} says so to the next one. With {@link LeaseQueueBuilder#maxDeliveries} an
 * element that keeps coming back ends in {@link #deadLetters}, at least once.
 *
 * <p><b>When a process dies</b>, at any instruction: a producer's element is in the queue whole, or
 * not at all; if {@code put} had returned, it is in. What a taker had and not acknowledged is
 * delivered again: at once to a taker that finds nothing else, within 20 to 100 ms to one that
 * sleeps, and within 64 takes where there is always something else.
 *
 * <p><b>Room.</b> An element keeps its room until it is acknowledged, and so do those that its
 * producer has put after it: a lease that is held for long can fill the queue. {@link #size} counts
 * waiting and leased elements alike.
 *
 * @param <E> the elements
 */
public final class LeaseQueue<E> implements SharedObject, Awaitable, SerializableHandle {
  private static final long serialVersionUID = 1L;

  private final transient QueueCore<E> core;
  private final transient int maxDeliveries;
  private final transient ThreadLocal<LeaseTaker> takers;
  private final transient OpenLeases open = new OpenLeases();
  private transient SharedQueue<E> deadLetters;

  LeaseQueue(QueueCore<E> core, int maxDeliveries) {
    this.core = core;
    this.maxDeliveries = maxDeliveries;
    this.takers = ThreadLocal.withInitial(() -> new LeaseTaker(core.lanes(), core.liveness()));
    core.attachedAs(this);
  }

  void deadLettersGoTo(SharedQueue<E> queue) {
    deadLetters = queue;
  }

  /** Begins a queue of that type, with the codec that {@link Codecs#of} chooses. */
  public static <E> LeaseQueueBuilder<E> of(Class<E> type) {
    return new LeaseQueueBuilder<>(Coding.of(type));
  }

  /** Begins a queue whose elements have their own codec. */
  public static <E> LeaseQueueBuilder<E> of(Codec<E> codec) {
    return new LeaseQueueBuilder<>(Coding.of(codec));
  }

  /** Puts an element in if there is room. Errors as of {@link SharedQueue#offer(Object)}. */
  public boolean offer(E element) {
    Scratch scratch = core.encode(element);
    try {
      return core.publish(scratch) == null;
    } finally {
      core.release(scratch);
    }
  }

  /** As {@link #offer(Object)}, waiting for room for at most that time. */
  public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
    return core.offer(element, unit.toNanos(timeout));
  }

  /** As {@link #offer(Object)}, waiting for room for as long as it takes. */
  public void put(E element) throws InterruptedException {
    core.offer(element, Long.MAX_VALUE);
  }

  /** Takes a lease of the next element, or null when there is none that nobody has. */
  public Lease<E> poll() {
    core.checkOpen();
    return tryTake();
  }

  /**
   * Takes a lease of the next element, waiting for at most that time; null when the time is over.
   *
   * @throws ShutdownException if the queue has been shut down and everything is acknowledged
   */
  public Lease<E> poll(long timeout, TimeUnit unit) throws InterruptedException {
    Taking taking = new Taking();
    return core.waiting().await(core.notEmpty(), taking, unit.toNanos(timeout))
        ? taking.lease
        : null;
  }

  /**
   * Takes a lease of the next element, waiting for as long as it takes.
   *
   * @throws ShutdownException if the queue has been shut down and everything is acknowledged
   */
  public Lease<E> take() throws InterruptedException {
    Taking taking = new Taking();
    core.waiting().await(core.notEmpty(), taking);
    return taking.lease;
  }

  /** An attempt to take that keeps what it gets. */
  private final class Taking implements Attempt {
    private Lease<E> lease;

    @Override
    public boolean tryOnce() {
      core.checkOpen();
      lease = tryTake();
      if (lease == null && core.isShutdown() && core.isTerminated()) {
        throw core.lanes().shutdownError();
      }
      return lease != null;
    }
  }

  private Lease<E> tryTake() {
    LeaseTaker taker = takers.get();
    try {
      while (true) {
        LeaseTaker.Taken taken = open.tryTake(taker);
        if (taken == null) {
          core.checkOpen();
          return null;
        }
        if (taken.deliveries() <= maxDeliveries || !moveToDeadLetters(taker, taken)) {
          return lease(taker, taken);
        }
      }
    } catch (DamagedLaneException e) {
      throw core.attachment().damaged(e);
    }
  }

  /** Decodes; what cannot be decoded is given back, for a process that can. */
  private Lease<E> lease(LeaseTaker taker, LeaseTaker.Taken taken) {
    boolean done = false;
    try {
      Lease<E> lease = new Lease<>(this, taken, core.decode(taker.bytes(), taker.length()));
      done = true;
      return lease;
    } finally {
      if (!done) {
        giveBack(taken);
      }
    }
  }

  /**
   * Puts it there first, then acknowledges it here: who dies in between leaves it in both, and it
   * is put there once more. If there is no room it is delivered once more instead.
   */
  private boolean moveToDeadLetters(LeaseTaker taker, LeaseTaker.Taken taken) {
    return deadLetters.offerEncoded(taker.bytes(), taker.length()) && acknowledge(taken);
  }

  /** Ends a lease; whether it was open. */
  boolean acknowledge(LeaseTaker.Taken taken) {
    if (!open.acknowledge(taken)) {
      return false;
    }
    core.ringNotFull(taken.lane());
    if (taken.ring().isEmpty()) {
      core.emptied().ringAll();
      if (core.lanes().isShutdown()) {
        core.notEmpty().ringAll(); // takers have nothing to wait for any more
      }
    }
    return true;
  }

  /** Ends a lease; whether it was open. */
  boolean giveBack(LeaseTaker.Taken taken) {
    if (!open.giveBack(taken)) {
      return false;
    }
    core.notEmpty().ring();
    return true;
  }

  boolean isOpen(LeaseTaker.Taken taken) {
    return open.isOpen(taken);
  }

  void checkOpen() {
    core.checkOpen();
  }

  /**
   * Waits until everything that has been put is acknowledged: for the queue to be empty, with no
   * lease open. For as long as it takes.
   *
   * @throws IllegalStateException if this handle is closed meanwhile
   */
  public void join() throws InterruptedException {
    core.waiting().await(core.emptied(), this::isEmpty);
  }

  /** As {@link #join()}, for at most that time; whether it came to that. */
  public boolean join(long timeout, TimeUnit unit) throws InterruptedException {
    return core.waiting().await(core.emptied(), this::isEmpty, unit.toNanos(timeout));
  }

  /** Whether there is no element, neither waiting nor leased. */
  public boolean isEmpty() {
    Scratch scratch = core.acquire();
    try {
      return !core.peek(scratch);
    } finally {
      core.release(scratch);
    }
  }

  /** How many elements there are, waiting and leased; counts them one by one. */
  public int size() {
    return core.count();
  }

  /**
   * Where elements go that came back too often.
   *
   * @return null if the queue was made without {@link LeaseQueueBuilder#maxDeliveries}
   */
  public SharedQueue<E> deadLetters() {
    return deadLetters;
  }

  /** How often an element is delivered at most; {@link Integer#MAX_VALUE} without a limit. */
  public int maxDeliveries() {
    return maxDeliveries;
  }

  /**
   * Ends putting, for all processes and for good, as {@link SharedQueue#shutdown} does. What is in
   * the queue is delivered, also again; takers are told when everything is acknowledged.
   */
  public void shutdown() {
    core.shutdown();
  }

  /** Whether the queue has been shut down, by any process. */
  public boolean isShutdown() {
    return core.isShutdown();
  }

  /** Whether the queue has been shut down and everything is acknowledged. */
  public boolean isTerminated() {
    return core.isTerminated();
  }

  @Override
  public Doorbell bell() {
    return core.notEmpty();
  }

  @Override
  public boolean isReady() {
    LeaseTaker taker = takers.get();
    try {
      return taker.isReady() || (core.isShutdown() && core.isTerminated());
    } catch (DamagedLaneException e) {
      throw core.attachment().damaged(e);
    }
  }

  @Override
  public String name() {
    return core.attachment().name();
  }

  @Override
  public Path file() {
    return core.attachment().file();
  }

  @Override
  public boolean isClosed() {
    return core.attachment().isClosed();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Gives back what this handle has leased and not acknowledged, and closes its {@link
   * #deadLetters}.
   */
  @Override
  public void close() {
    open.close();
    core.close();
    if (deadLetters != null) {
      deadLetters.close();
    }
  }

  @Override
  public String toString() {
    return core.attachment().describe();
  }

  /** What travels when the handle is serialized. It is read with the usual wait strategy. */
  private Object writeReplace() {
    return core.attachment().serialized(new LeaseQueueBuilder.Opener<>(core.coding()));
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a handle is read as its serialized form");
  }
}
