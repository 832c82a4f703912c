package io.tandem.ipc.wait;

import io.tandem.ipc.memory.Words;
import io.tandem.ipc.stress.Slices;

/** A doorbell where somebody has slept before, with an item beside it, for stress tests. */
final class StressBell {
  private static final long ITEM = 256;

  private final Words words = Slices.next(ITEM + Long.BYTES);
  final Doorbell ringer = new Doorbell(words, 0, new Asleep(), false);
  private final Doorbell sleeper = new Doorbell(words, 0, new Asleep(), false);

  /** Whether the ringer has woken anybody; asked by the ringer. */
  boolean woken;

  StressBell() {
    words.setPlain(DoorbellLayout.SLEEPERS, (1L << 32) + 1);
  }

  /** A futex that knows only whether it was asked to wake. */
  private final class Asleep implements Kernel {
    @Override
    public int sleep(int expected, long nanos, boolean interruptible) {
      return TIMED_OUT;
    }

    @Override
    public int wake(int count) {
      woken = true;
      return 0;
    }
  }

  /** Brings the item with release. */
  void bring() {
    words.setRelease(ITEM, 1);
  }

  /** Brings the item in one atomic step, as a commit is. */
  void bringAtomically() {
    words.compareAndSet(ITEM, 0, 1);
  }

  /** Registers as a sleeper; whether the item is there at the look after that. */
  boolean registerAndLook() {
    sleeper.register();
    return words.getAcquire(ITEM) == 1;
  }
}
