package io.tandem.ipc.os;

/**
 * The Linux futex: sleeping on a 4-byte word in shared memory until another process rings it.
 *
 * <p>All calls use the shared form, so the word may lie in a file mapped by several processes at
 * different addresses. Values are compared in native byte order. Timeouts are relative and run on
 * the monotonic clock, which stands still while the machine is suspended.
 *
 * <p><b>How to use it without losing a wake-up.</b> The waiter reads the word, decides to sleep,
 * and passes what it read as {@code expected}; the kernel compares again and sleeps in one atomic
 * step. The waker changes the word first and calls {@link #wake} after. The kernel orders the
 * comparison and the wake-up; the program has to order its own accesses to other words.
 *
 * <p><b>Peers that die.</b> A wake-up is delivered to a thread, and dies with it: a process killed
 * between being woken and acting leaves the others asleep. So every sleeper has to bound its
 * timeout and look again.
 *
 * <p><b>Lifetime of the address.</b> An address does not keep its mapping alive. The caller has to
 * hold the {@link MappedRegion} across the call, with {@link
 * java.lang.ref.Reference#reachabilityFence}. When the mapping is gone nevertheless the call throws
 * {@link IllegalArgumentException}, or sleeps on whatever is mapped there now until its timeout;
 * the JVM does not crash.
 *
 * <p>The waiting calls block the platform thread in native code. Garbage collections do not wait
 * for it; {@link Thread#interrupt} does not wake it; a virtual thread would pin its carrier, so
 * hand the wait to a platform thread.
 *
 * <p>Thread-safe. Works only when {@link Native#isLoaded()}; otherwise every call throws {@link
 * IllegalStateException}.
 */
public final class Futex {
  /**
   * The waiter was woken, or had no reason to sleep that the kernel can tell: look at the word
   * again.
   */
  public static final int WOKEN = 0;

  /** The word did not hold the expected value, so the call did not sleep. */
  public static final int CHANGED = -1;

  /** The time ran out. */
  public static final int TIMED_OUT = -2;

  /**
   * A signal handler of this JVM ran on the thread (a profiler's, for example): look at the word
   * again.
   */
  public static final int SIGNALLED = -3;

  /** The most words {@link #awaitAny} can wait for. */
  public static final int AWAIT_ANY_LIMIT = Syscalls.FUTEX_WAIT_ANY_LIMIT;

  private static final int WORD_BYTES = 4;

  private Futex() {}

  /**
   * Sleeps while the word holds {@code expected}, until woken or until the time is over.
   *
   * @param address of a 4-byte word, divisible by 4
   * @param timeoutNanos longest time to sleep; zero or less does not sleep
   * @return {@link #WOKEN}, {@link #CHANGED}, {@link #TIMED_OUT} or {@link #SIGNALLED}
   * @throws IllegalArgumentException if the address is not divisible by 4 or not mapped
   * @throws IllegalStateException in portable mode
   */
  public static int await(long address, int expected, long timeoutNanos) {
    Native.require("Futex.await");
    checkAligned(address);
    int result = Syscalls.futexWait(address, expected, Math.max(0, timeoutNanos));
    return result == 0 ? WOKEN : outcome("Futex.await", result, address);
  }

  /**
   * Whether this kernel can wait for several words at once: Linux 5.16 or newer, and not forbidden
   * by a sandbox.
   */
  public static boolean canAwaitAny() {
    return AwaitAny.SUPPORT == 0;
  }

  /**
   * Sleeps while each of the first {@code count} words holds its expected value, until one of them
   * is woken or the time is over.
   *
   * @param addresses of 4-byte words, each divisible by 4
   * @param expected one value for each address
   * @param count from 1 to {@link #AWAIT_ANY_LIMIT}
   * @param timeoutNanos longest time to sleep; zero or less does not sleep
   * @return the index of a word that was woken (others may have been woken as well), or {@link
   *     #CHANGED} if any word differed, {@link #TIMED_OUT}, {@link #SIGNALLED}
   * @throws IllegalArgumentException if the count is outside its limits or an address is not
   *     divisible by 4 or not mapped
   * @throws UnsupportedOperationException if {@link #canAwaitAny()} is false
   * @throws IllegalStateException in portable mode
   */
  public static int awaitAny(long[] addresses, int[] expected, int count, long timeoutNanos) {
    Native.require("Futex.awaitAny");
    if (!canAwaitAny()) {
      throw new UnsupportedOperationException(
          "Futex.awaitAny needs Linux 5.16 or newer; futex_waitv is "
              + Errno.describe(-AwaitAny.SUPPORT));
    }
    int limit = Math.min(AWAIT_ANY_LIMIT, Math.min(addresses.length, expected.length));
    if (count < 1 || count > limit) {
      throw new IllegalArgumentException(
          "count is "
              + count
              + ", wanted is 1 to "
              + limit
              + " (the shorter array, at most "
              + AWAIT_ANY_LIMIT
              + ")");
    }
    for (int i = 0; i < count; i++) {
      checkAligned(addresses[i]);
    }
    int result = Syscalls.futexWaitAny(addresses, expected, count, Math.max(0, timeoutNanos));
    return result >= 0 ? result : outcome("Futex.awaitAny", result, addresses[0]);
  }

  /**
   * Wakes threads that sleep on the word, in any process.
   *
   * @param address of a 4-byte word, divisible by 4
   * @param count the most threads to wake; {@link Integer#MAX_VALUE} wakes all
   * @return how many were woken
   * @throws IllegalArgumentException if the address is not divisible by 4 or not mapped, or the
   *     count is negative
   * @throws IllegalStateException in portable mode
   */
  public static int wake(long address, int count) {
    Native.require("Futex.wake");
    checkAligned(address);
    if (count < 0) {
      throw new IllegalArgumentException("count is " + count + ", wanted is 0 or more");
    }
    int result = Syscalls.futexWake(address, count);
    return result >= 0 ? result : outcome("Futex.wake", result, address);
  }

  private static void checkAligned(long address) {
    if (address == 0 || (address & (WORD_BYTES - 1)) != 0) {
      throw new IllegalArgumentException(
          "address is 0x" + Long.toHexString(address) + ", wanted is a multiple of 4 above 0");
    }
  }

  private static int outcome(String call, int result, long address) {
    return switch (-result) {
      case Errno.EAGAIN -> CHANGED;
      case Errno.ETIMEDOUT -> TIMED_OUT;
      case Errno.EINTR -> SIGNALLED;
      default ->
          throw new IllegalArgumentException(
              call + " at 0x" + Long.toHexString(address) + ": " + Errno.describe(-result));
    };
  }

  /** Asked once, on first use. */
  private static final class AwaitAny {
    static final int SUPPORT = Native.isLoaded() ? Syscalls.futexWaitAnySupport() : -Errno.ENOSYS;
  }
}
