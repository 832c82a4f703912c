package io.tandem.ipc.wait;

import io.tandem.ipc.os.DirectMemory;
import io.tandem.ipc.os.Futex;
import io.tandem.ipc.os.RawMemory;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
 * thread's own, which it sleeps on together with the doorbell, or where the system cannot sleep on
 * two words, the doorbell's.
 *
 * <p>No interrupt is lost: the words are read before {@code begin}. An interrupt before {@code
 * begin} makes {@code begin} itself call {@code wakeup}; a later one calls it from the interrupting
 * thread; both leave the word changed, so the kernel refuses to sleep or ends the sleep. From JDK
 * 25 on {@code wakeup} may run after {@code end}, even during the thread's next sleep: that one
 * ends early, and its caller looks again.
 */
final class ThreadSleeper extends AbstractSelector {
  private static final ThreadLocal<ThreadSleeper> CURRENT =
      ThreadLocal.withInitial(ThreadSleeper::new);
  private static final int BELL = 0;
  private static final int OWN = 1;

  private final ByteBuffer ownWord =
      ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
  private final long[] addresses = new long[2];
  private final int[] expected = new int[2];
  private volatile FutexKernel bell; // slept on, where there is no sleeping on two words

  private ThreadSleeper() {
    super(null);
    addresses[OWN] = DirectMemory.addressOf(ownWord) + FutexKernel.LOW_HALF;
  }

  static ThreadSleeper current() {
    return CURRENT.get();
  }

  /** As {@link Kernel#sleep}, for systems with futex_waitv. */
  int sleepOnBoth(FutexKernel slept, int seen, long nanos) {
    addresses[BELL] = slept.address();
    expected[BELL] = seen;
    expected[OWN] = (int) RawMemory.getVolatile(ownWord, 0);
    begin();
    try {
      return FutexKernel.meaning(Futex.awaitAny(addresses, expected, 2, nanos));
    } finally {
      end();
      Reference.reachabilityFence(slept);
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
      RawMemory.getAndAdd(ownWord, 0, 1);
      Futex.wake(addresses[OWN], 1);
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
