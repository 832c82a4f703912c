package io.tandem.ipc.wait;

import io.tandem.ipc.memory.Words;
import java.util.concurrent.locks.LockSupport;

/** Looking again and again, ever more rarely, where nothing better works. */
final class PollingKernel implements Kernel {
  private static final long FIRST_NANOS = 50_000;

  private final Words words;
  private final long sequenceAt;

  PollingKernel(Words words, long sequenceAt) {
    this.words = words;
    this.sequenceAt = sequenceAt;
  }

  @Override
  public int sleep(int expected, long nanos, boolean interruptible) {
    long deadline = System.nanoTime() + nanos;
    long pause = FIRST_NANOS;
    for (; ; ) {
      if ((int) words.getAcquire(sequenceAt) != expected) {
        return CHANGED;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return TIMED_OUT;
      }
      LockSupport.parkNanos(this, Math.min(left, pause));
      if (Thread.currentThread().isInterrupted()) {
        return WOKEN;
      }
      pause += pause / 2;
    }
  }

  @Override
  public int wake(int count) {
    return 0;
  }
}
