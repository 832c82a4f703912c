package io.tandem.ipc.wait;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Waits until one of several objects is ready.
 *
 * <pre>{@code
 * WaitAny either = WaitAny.of(orders, cancellations);
 * for (; ; ) {
 *   Awaitable ready = either.await();
 *   if (ready == orders) {
 *     handle(orders.poll());   // null if another consumer was faster
 *   } else {
 *     handle(cancellations.poll());
 *   }
 * }
 * }</pre>
 *
 * <p>It takes nothing from the object it returns; the caller does, without waiting, and comes back
 * if another was faster. Objects that are ready at the same time are returned in turn, so a busy
 * one does not starve the others.
 *
 * <p>Waiting costs a sleeping thread for the first 127 objects where the system has futex_waitv
 * (Linux 5.16), and a further, shared thread for each 127 more. On older systems each object takes
 * a shared thread while waited for, and in portable mode the objects are looked at again and again,
 * after 50 µs first and each 50 ms when idle.
 *
 * <p>Interrupts, timeouts and the death of peers are as in {@link WaitStrategy}. What {@link
 * Awaitable#isReady} throws, for example because its object is closed, ends the wait and is passed
 * on.
 *
 * <p>Thread-safe; several threads may wait with one instance.
 */
public final class WaitAny {
  private final WaitStrategy strategy;
  private final List<Awaitable> sources;
  private final SpinBudget spinBudget = new SpinBudget();
  private int next; // racy: any value is right

  private WaitAny(WaitStrategy strategy, List<Awaitable> sources) {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("nothing to wait for: the list is empty");
    }
    this.strategy = Objects.requireNonNull(strategy, "strategy");
    this.sources = List.copyOf(sources);
  }

  /** For these objects, with {@link WaitStrategy#spinThenPark}. */
  public static WaitAny of(Awaitable... sources) {
    return new WaitAny(WaitStrategy.spinThenPark(), List.of(sources));
  }

  /** For these objects, waiting in a way of one's choice. */
  public static WaitAny of(WaitStrategy strategy, List<? extends Awaitable> sources) {
    return new WaitAny(strategy, List.copyOf(sources));
  }

  /** Returns an object that is ready now, or null. Never waits. */
  public Awaitable poll() {
    int count = sources.size();
    int start = next;
    for (int i = 0; i < count; i++) {
      int at = (start + i) % count;
      Awaitable source = sources.get(at);
      if (source.isReady()) {
        next = (at + 1) % count;
        return source;
      }
    }
    return null;
  }

  /**
   * Waits until an object is ready and returns it.
   *
   * @throws InterruptedException if the thread is interrupted before or while waiting
   */
  public Awaitable await() throws InterruptedException {
    return await(Long.MAX_VALUE);
  }

  /**
   * Waits until an object is ready and returns it, or null when the time is over.
   *
   * @throws InterruptedException if the thread is interrupted before or while waiting
   */
  public Awaitable await(long timeout, TimeUnit unit) throws InterruptedException {
    return await(unit.toNanos(timeout));
  }

  private Awaitable await(long timeoutNanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Awaitable ready = poll();
    if (ready != null || timeoutNanos <= 0) {
      return ready;
    }
    long deadline = WaitStrategy.deadlineIn(timeoutNanos);
    Look look = new Look();
    if (!strategy.spin(spinBudget, look, deadline, true)) {
      new SleepOnAny(sources, strategy.sleepsInKernel()).sleep(look, deadline);
    }
    return look.found;
  }

  private final class Look implements Attempt {
    Awaitable found;

    @Override
    public boolean tryOnce() {
      found = poll();
      return found != null;
    }
  }
}
