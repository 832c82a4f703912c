package io.tandem.ipc.os;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition that nobody announces; a test's time limit bounds it. */
final class Poll {
  private static final long PAUSE_NANOS = 20_000;

  private Poll() {}

  static void until(Callable<Boolean> condition) {
    try {
      while (!condition.call()) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
