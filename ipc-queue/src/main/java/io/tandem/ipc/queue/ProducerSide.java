package io.tandem.ipc.queue;

import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.wait.Doorbell;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The lanes of one level that one handle of a queue writes, shared by the threads of this process.
 *
 * <p>A lane has one writing process; within it, threads take turns by a lock of this JVM, which
 * dies with the JVM and so can never be left locked. Threads that get in each other's way spread
 * over further lanes, claimed when first needed. With {@link Ordering#PER_PRODUCER} a thread always
 * writes the same lane of its handle; with {@link Ordering#REAL_TIME} it need not, because stamps
 * keep the order.
 */
final class ProducerSide {
  private static final int MOST_STRIPES = 8;

  private final QueueLanes lanes;
  private final int level;
  private final Liveness liveness;
  private final Ordering ordering;
  private final LongSupplier clock;
  private final IntFunction<Doorbell> bells;
  private final ExactRoom room;
  private final Supplier<IllegalStateException> closedError;
  private final Stripe[] stripes;
  private volatile boolean closed;

  /** One lane of this handle. */
  static final class Stripe {
    private final ReentrantLock lock = new ReentrantLock();
    private LaneWriter writer;
    private int lane;
    private volatile Doorbell notFull;
    private boolean unavailable;

    /** Where to wait for room. */
    Doorbell notFull() {
      return notFull;
    }
  }

  /**
   * @param level whose lanes are written
   * @param bells makes the bell of the producer of a lane
   * @param room keeps the whole queue's capacity, or null where each lane has its own
   * @param closedError makes the exception for use after close
   */
  ProducerSide(
      QueueLanes lanes,
      int level,
      Liveness liveness,
      Ordering ordering,
      LongSupplier clock,
      IntFunction<Doorbell> bells,
      ExactRoom room,
      Supplier<IllegalStateException> closedError) {
    this.lanes = lanes;
    this.level = level;
    this.liveness = liveness;
    this.ordering = ordering;
    this.clock = clock;
    this.bells = bells;
    this.room = room;
    this.closedError = closedError;
    int most = Math.min(MOST_STRIPES, Runtime.getRuntime().availableProcessors());
    this.stripes = new Stripe[most];
    for (int i = 0; i < most; i++) {
      stripes[i] = new Stripe();
    }
  }

  /**
   * Publishes an encoded element.
   *
   * @return null when that is done, or the stripe that is full, to wait for
   * @throws IllegalStateException if the handle has been closed; nothing has been published
   */
  Stripe offer(byte[] bytes, int length) {
    Stripe stripe = lockStripe();
    try {
      return offer(stripe, bytes, length) ? null : stripe;
    } finally {
      stripe.lock.unlock();
    }
  }

  private boolean offer(Stripe stripe, byte[] bytes, int length) {
    LaneWriter writer = stripe.writer;
    if (room == null) {
      return write(writer, bytes, length);
    }
    int recordBytes = length + (ordering == Ordering.REAL_TIME ? StampedTaker.STAMP_BYTES : 0);
    if (!room.tryReserve(stripe.lane, writer, writer.ring().cellsFor(recordBytes))) {
      return false;
    }
    boolean done = false;
    try {
      done = write(writer, bytes, length);
    } finally {
      if (!done) {
        room.withdraw(writer);
      }
    }
    return done;
  }

  private boolean write(LaneWriter writer, byte[] bytes, int length) {
    return ordering == Ordering.REAL_TIME
        ? writer.offer(clock, bytes, 0, length)
        : writer.offer(bytes, 0, length);
  }

  /** The cells that this process can fill without waiting, as far as it knows; -1: no lane yet. */
  long freeCells() {
    Stripe first = stripes[0];
    first.lock.lock();
    try {
      return first.writer == null ? -1 : first.writer.freeCells();
    } finally {
      first.lock.unlock();
    }
  }

  /** Locks a stripe that has a writer. */
  private Stripe lockStripe() {
    if (ordering == Ordering.PER_PRODUCER) {
      Stripe own = stripes[(int) (Thread.currentThread().getId() % stripes.length)];
      return lockReady(own) ? own : lockFirst();
    }
    for (Stripe stripe : stripes) {
      if (stripe.lock.tryLock() && makeReady(stripe)) {
        return stripe;
      }
    }
    return lockFirst();
  }

  private Stripe lockFirst() {
    Stripe first = stripes[0];
    if (!lockReady(first)) {
      throw new AssertionError("the first stripe gets a lane or an exception");
    }
    return first;
  }

  private boolean lockReady(Stripe stripe) {
    stripe.lock.lock();
    return makeReady(stripe);
  }

  /** Sees to it that a locked stripe has a writer; if it gets none, unlocks it and says false. */
  private boolean makeReady(Stripe stripe) {
    boolean ready = false;
    try {
      if (closed) {
        throw closedError.get();
      }
      if (stripe.writer == null && !stripe.unavailable) {
        QueueLanes.Claim claim = lanes.claim(level);
        stripe.notFull = bells.apply(claim.lane());
        stripe.lane = claim.lane();
        stripe.writer = claim.writer();
      }
      ready = stripe.writer != null;
    } catch (ProducerLimitException e) {
      if (stripe == stripes[0]) {
        throw e;
      }
      stripe.unavailable = true; // share the lanes that this process has
    } finally {
      if (!ready) {
        stripe.lock.unlock();
      }
    }
    return ready;
  }

  /** Ends writing: waits for those who are just writing, then gives the lanes up. */
  void close() {
    closed = true;
    for (Stripe stripe : stripes) {
      stripe.lock.lock();
      try {
        if (stripe.writer != null) {
          stripe.writer.release(liveness);
          stripe.notFull.ringAll();
        }
      } finally {
        stripe.lock.unlock();
      }
    }
  }
}
