package io.tandem.ipc.wait;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waiting in tests for what has no event: looks until it is so, and fails after a generous time.
 */
final class Until {
  static final long HANG_NANOS = 30_000_000_000L;

  private Until() {}

  static void so(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > HANG_NANOS) {
        throw new AssertionError("still not: " + what);
      }
      LockSupport.parkNanos(50_000);
    }
  }
}
