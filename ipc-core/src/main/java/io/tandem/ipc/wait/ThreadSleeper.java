package io.tandem.ipc.wait;

import io.tandem.ipc.os.Futex;
import java.lang.ref.Reference;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;

/**
 * Futex sleep of one platform thread that {@link Thread#interrupt} ends at once.
 *
 * <p>The JDK lets code outside of it take part in interrupts in one place: a selector's {@code
 * wakeup} is called by {@code interrupt} between {@code begin} and {@code end}. So this is a
 * selector without channels. Its {@code wakeup} changes a word and wakes its sleeper: a word of the
 * thread's own, which it sleeps on together with the doorbells, or where the system cannot sleep on
 * several words, the doorbell's.
 *
 * <p>No interrupt is lost: the words are read before {@code begin}. An interrupt before {@code
 * begin} makes {@code begin} itself call {@code wakeup}; a later one calls it from the interrupting
 * thread; both leave the word changed, so the kernel refuses to sleep or ends the sleep. But in JDK
 * 17 {@code interrupt} looks for a selector before it sets the status: one that looks just before
 * {@code begin} and sets it just after is noticed when the slice is over, 20 ms later. From JDK 25
 * on {@code wakeup} may run after {@code end}, even during the thread's next sleep: that one ends
 * early, and its caller looks again.
 */
final class ThreadSleeper extends AbstractSelector {
  /** How many doorbells one thread can sleep on: the own word takes one place. */
  static final int MOST_BELLS = Futex.AWAIT_ANY_LIMIT - 1;

  private static final ThreadLocal<ThreadSleeper> CURRENT = new Current();

  /** A class, as the first lambda costs a starting JVM 5 to 10 ms. */
  private static final class Current extends ThreadLocal<ThreadSleeper> {
    @Override
    protected ThreadSleeper initialValue() {
      return new ThreadSleeper();
    }
  }

  private final OwnWord ownWord = new OwnWord();
  private final long[] twoAddresses = new long[2];
  private final int[] twoExpected = new int[2];
  private volatile FutexKernel bell; // slept on, where there is no sleeping on several words

  private ThreadSleeper() {
    super(null);
  }

  static ThreadSleeper current() {
    return CURRENT.get();
  }

  /** As {@link Kernel#sleep}, for systems with futex_waitv. */
  int sleepOnBoth(FutexKernel slept, int seen, long nanos) {
    twoAddresses[0] = slept.address();
    twoExpected[0] = seen;
    try {
      return sleepOnAll(twoAddresses, twoExpected, 1, nanos);
    } finally {
      Reference.reachabilityFence(slept);
    }
  }

  /**
   * Sleeps on several doorbells, for systems with futex_waitv. The caller keeps them reachable.
   *
   * @param addresses of futexes, with room for one more
   * @param expected their values, with room for one more
   * @param count at most {@link #MOST_BELLS}
   */
  int sleepOnAll(long[] addresses, int[] expected, int count, long nanos) {
    addresses[count] = ownWord.address();
    expected[count] = ownWord.value();
    begin();
    try {
      return FutexKernel.meaning(Futex.awaitAny(addresses, expected, count + 1, nanos));
    } finally {
      end();
      Reference.reachabilityFence(this);
    }
  }

  /**
   * As {@link Kernel#sleep}, for systems without. An interrupt rings the doorbell for everybody,
   * since one wake-up might reach another sleeper; those look, find nothing and sleep on.
   */
  int sleepOnBell(FutexKernel slept, int seen, long nanos) {
    bell = slept;
    begin();
    try {
      return slept.sleep(seen, nanos);
    } finally {
      end();
      bell = null;
    }
  }

  @Override
  public Selector wakeup() {
    FutexKernel slept = bell;
    if (slept != null) {
      slept.alarm();
    } else {
      ownWord.call();
    }
    return this;
  }

  @Override
  protected void implCloseSelector() {}

  @Override
  protected SelectionKey register(AbstractSelectableChannel channel, int operations, Object att) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<SelectionKey> keys() {
    return Set.of();
  }

  @Override
  public Set<SelectionKey> selectedKeys() {
    return Set.of();
  }

  @Override
  public int selectNow() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int select(long timeout) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int select() {
    throw new UnsupportedOperationException();
  }
}
