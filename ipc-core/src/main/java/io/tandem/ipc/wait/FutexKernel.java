package io.tandem.ipc.wait;

import io.tandem.ipc.memory.Words;
import io.tandem.ipc.os.Futex;
import java.lang.ref.Reference;
import java.nio.ByteOrder;

/** Sleeping on the futex in one doorbell's sequence. */
final class FutexKernel implements Kernel {
  /** Where the futex is in its 8-byte word: the half that additions of small numbers change. */
  static final int LOW_HALF =
      ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : Integer.BYTES;

  private final Words words;
  private final long sequenceAt;
  private final Proxies proxies; // null: those of the system, which who never sleeps need not make

  /** For a sequence whose memory has an address. */
  FutexKernel(Words words, long sequenceAt) {
    this(words, sequenceAt, null);
  }

  /**
   * For tests.
   *
   * @param proxies for those who cannot sleep themselves
   */
  FutexKernel(Words words, long sequenceAt, Proxies proxies) {
    this.words = words;
    this.sequenceAt = sequenceAt;
    this.proxies = proxies;
  }

  @Override
  public int sleep(int expected, long nanos, boolean interruptible) {
    if (!interruptible) {
      return sleep(expected, nanos);
    }
    ThreadSleeper sleeper = ThreadSleeper.current();
    return proxies().canAwaitAny()
        ? sleeper.sleepOnBoth(this, expected, nanos)
        : sleeper.sleepOnBell(this, expected, nanos);
  }

  /** Sleeps deaf to interrupts. */
  int sleep(int expected, long nanos) {
    try {
      return meaning(Futex.await(address(), expected, nanos));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public int wake(int count) {
    try {
      return Futex.wake(address(), count);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Wakes all sleepers and keeps those who are about to sleep from it. */
  void alarm() {
    words.getAndAdd(sequenceAt, 1);
    wake(Integer.MAX_VALUE);
  }

  Proxies proxies() {
    return proxies == null ? Proxies.OF_SYSTEM : proxies;
  }

  /** Of the futex; whoever uses it keeps this object reachable meanwhile. */
  long address() {
    return words.addressOf(sequenceAt) + LOW_HALF;
  }

  static int meaning(int futexResult) {
    return switch (futexResult) {
      case Futex.CHANGED -> CHANGED;
      case Futex.TIMED_OUT -> TIMED_OUT;
      default -> WOKEN;
    };
  }
}
