package io.tandem.ipc.wait;

import java.util.Objects;

/**
 * How a thread waits until a peer, in this process or another, lets it succeed.
 *
 * <table>
 * <caption>Which to choose</caption>
 * <tr><th>strategy</th><th>while waiting</th><th>latency</th><th>processor time</th></tr>
 * <tr><td>{@link #spinThenPark}</td><td>spins for some microseconds where that has paid off, then sleeps</td>
 *     <td>as spinning when busy, as sleeping when not</td><td>almost none when idle</td></tr>
 * <tr><td>{@link #park}</td><td>sleeps</td><td>a wake-up: 5 to 50 µs</td><td>least</td></tr>
 * <tr><td>{@link #parkInJava}</td><td>sleeps so that {@link Thread#getState} shows it</td>
 *     <td>two wake-ups</td><td>little</td></tr>
 * <tr><td>{@link #yielding}</td><td>spins, giving way to other threads</td><td>in between</td>
 *     <td>a whole core, unless others want it</td></tr>
 * <tr><td>{@link #busySpin}</td><td>spins</td><td>least</td><td>a whole core</td></tr>
 * </table>
 *
 * <p><b>Contract</b>, as in java.util.concurrent: a thread that is interrupted when it calls {@code
 * await}, or while it waits, gets {@link InterruptedException} and its interrupt status is cleared.
 * A timeout of zero or less means one attempt. A wait never ends early: after the timeout one more
 * attempt is made. An exception of the attempt ends the wait and is passed on.
 *
 * <p><b>Death of peers.</b> A peer killed between making a change and ringing for it delays those
 * who wait by 20 ms at most, or by a fiftieth of the time they have waited already, up to 100 ms:
 * every sleeping thread makes an attempt that often, whatever happens.
 *
 * <p><b>Virtual threads</b> never block their carrier while asleep: a platform thread shared by up
 * to 127 doorbells sleeps for them. Spinning strategies do occupy it.
 *
 * <p><b>{@link Thread#getState}.</b> Where the native library is in use, a platform thread sleeps
 * in a native call, which the JVM shows as {@code RUNNABLE}, although it takes no processor time.
 * With {@link #parkInJava}, without the library and for virtual threads it is parked, and shown as
 * {@code WAITING} or {@code TIMED_WAITING}.
 *
 * <p>Strategies are stateless, immutable and thread-safe.
 */
public abstract sealed class WaitStrategy {
  private static final long FOREVER_NANOS = Long.MAX_VALUE >> 1;
  private static final int SPINS_PER_CLOCK_READ = 16;

  private static final WaitStrategy BUSY_SPIN = new BusySpin();
  private static final WaitStrategy YIELDING = new Yielding();
  private static final WaitStrategy PARK = new Park();
  private static final WaitStrategy PARK_IN_JAVA = new ParkInJava();
  private static final WaitStrategy SPIN_THEN_PARK = new SpinThenPark();

  private final String name;

  private WaitStrategy(String name) {
    this.name = name;
  }

  /** Spins for a few microseconds where that has paid off lately, then sleeps. The default. */
  public static WaitStrategy spinThenPark() {
    return SPIN_THEN_PARK;
  }

  /** Sleeps at once. For waits that are known to be long, and for machines short of processors. */
  public static WaitStrategy park() {
    return PARK;
  }

  /**
   * Sleeps at once, parked as with {@link java.util.concurrent.locks.LockSupport}: {@link
   * Thread#getState}, thread dumps and profilers show the thread as waiting, as with a queue of the
   * JDK. A platform thread that is shared by all of them sleeps in the kernel for it and wakes it.
   */
  public static WaitStrategy parkInJava() {
    return PARK_IN_JAVA;
  }

  /** Spins and offers the processor to other threads in between; never sleeps. */
  public static WaitStrategy yielding() {
    return YIELDING;
  }

  /** Spins without end: the lowest latency, for a processor of one's own. */
  public static WaitStrategy busySpin() {
    return BUSY_SPIN;
  }

  /**
   * Waits until the attempt succeeds.
   *
   * @throws InterruptedException if the thread is interrupted before or while waiting
   */
  public final void await(Doorbell bell, Attempt attempt) throws InterruptedException {
    await(bell, attempt, Long.MAX_VALUE);
  }

  /**
   * Waits until the attempt succeeds or the time is over.
   *
   * @param bell rung by whoever may have made the attempt possible
   * @param timeoutNanos zero or less makes one attempt
   * @return whether the attempt succeeded
   * @throws InterruptedException if the thread is interrupted before or while waiting
   */
  public final boolean await(Doorbell bell, Attempt attempt, long timeoutNanos)
      throws InterruptedException {
    Objects.requireNonNull(bell, "bell");
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (attempt.tryOnce()) {
      return true;
    }
    if (timeoutNanos <= 0) {
      return false;
    }
    return spinThenSleep(bell, attempt, deadlineIn(timeoutNanos));
  }

  private boolean spinThenSleep(Doorbell bell, Attempt attempt, long deadline)
      throws InterruptedException {
    return spin(bell.spinBudget(), attempt, deadline, true)
        || Sleep.interruptibly(bell, attempt, deadline, sleepsInKernel());
  }

  /** Waits until the attempt succeeds; an interrupt is kept in the interrupt status. */
  public final void awaitUninterruptibly(Doorbell bell, Attempt attempt) {
    awaitUninterruptibly(bell, attempt, Long.MAX_VALUE);
  }

  /**
   * Waits until the attempt succeeds or the time is over; an interrupt is kept in the interrupt
   * status.
   *
   * @param bell rung by whoever may have made the attempt possible
   * @param timeoutNanos zero or less makes one attempt
   * @return whether the attempt succeeded
   */
  public final boolean awaitUninterruptibly(Doorbell bell, Attempt attempt, long timeoutNanos) {
    Objects.requireNonNull(bell, "bell");
    if (attempt.tryOnce()) {
      return true;
    }
    if (timeoutNanos <= 0) {
      return false;
    }
    long deadline = deadlineIn(timeoutNanos);
    return spin(bell.spinBudget(), attempt, deadline, false)
        || Sleep.uninterruptibly(bell, attempt, deadline, sleepsInKernel());
  }

  static long deadlineIn(long timeoutNanos) {
    return System.nanoTime() + Math.min(timeoutNanos, FOREVER_NANOS);
  }

  /**
   * The part of the wait that does not sleep. Returns whether the attempt succeeded; false ends
   * this part, be it because sleeping is better now, the time is over, or the thread is interrupted
   * (if that matters). The sleep finds out which.
   */
  abstract boolean spin(SpinBudget budget, Attempt attempt, long deadline, boolean interruptible);

  /** Whether threads sleep in the kernel themselves, where they can. */
  boolean sleepsInKernel() {
    return true;
  }

  private static boolean isInterrupted(boolean interruptible) {
    return interruptible && Thread.currentThread().isInterrupted();
  }

  @Override
  public final String toString() {
    return name;
  }

  private static final class BusySpin extends WaitStrategy {
    BusySpin() {
      super("busySpin");
    }

    @Override
    boolean spin(SpinBudget budget, Attempt attempt, long deadline, boolean interruptible) {
      do {
        for (int i = 0; i < SPINS_PER_CLOCK_READ; i++) {
          Thread.onSpinWait();
          if (attempt.tryOnce()) {
            return true;
          }
        }
      } while (!isInterrupted(interruptible) && System.nanoTime() - deadline < 0);
      return false;
    }
  }

  private static final class Yielding extends WaitStrategy {
    private static final int SPINS_BEFORE_YIELD = 100;

    Yielding() {
      super("yielding");
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // giving way is what this strategy is for
    boolean spin(SpinBudget budget, Attempt attempt, long deadline, boolean interruptible) {
      int spins = SPINS_BEFORE_YIELD;
      do {
        if (spins > 0) {
          spins--;
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
        if (attempt.tryOnce()) {
          return true;
        }
      } while (!isInterrupted(interruptible) && System.nanoTime() - deadline < 0);
      return false;
    }
  }

  private static final class Park extends WaitStrategy {
    Park() {
      super("park");
    }

    @Override
    boolean spin(SpinBudget budget, Attempt attempt, long deadline, boolean interruptible) {
      return false;
    }
  }

  private static final class ParkInJava extends WaitStrategy {
    ParkInJava() {
      super("parkInJava");
    }

    @Override
    boolean spin(SpinBudget budget, Attempt attempt, long deadline, boolean interruptible) {
      return false;
    }

    @Override
    boolean sleepsInKernel() {
      return false;
    }
  }

  private static final class SpinThenPark extends WaitStrategy {
    SpinThenPark() {
      super("spinThenPark");
    }

    @Override
    boolean spin(SpinBudget budget, Attempt attempt, long deadline, boolean interruptible) {
      int limitNanos = budget.nextNanos();
      if (limitNanos == 0) {
        return false;
      }
      long start = System.nanoTime();
      long spentNanos;
      do {
        for (int i = 0; i < SPINS_PER_CLOCK_READ; i++) {
          Thread.onSpinWait();
          if (attempt.tryOnce()) {
            budget.succeeded(System.nanoTime() - start);
            return true;
          }
        }
        if (isInterrupted(interruptible)) {
          return false;
        }
        spentNanos = System.nanoTime() - start;
      } while (spentNanos < limitNanos && start + spentNanos - deadline < 0);
      budget.failed();
      return false;
    }
  }
}
