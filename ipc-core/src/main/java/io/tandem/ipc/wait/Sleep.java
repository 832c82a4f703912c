package io.tandem.ipc.wait;

/** The sleeping part of a wait: the left column of the table at {@link Doorbell}. */
final class Sleep {
  private static final int SUCCEEDED = 0;
  private static final int TIMED_OUT = 1;
  private static final int INTERRUPTED = 2;

  private Sleep() {}

  static boolean interruptibly(Doorbell bell, Attempt attempt, long deadline)
      throws InterruptedException {
    int outcome = sleep(bell, attempt, deadline, true);
    if (outcome == INTERRUPTED) {
      throw new InterruptedException();
    }
    return outcome == SUCCEEDED;
  }

  static boolean uninterruptibly(Doorbell bell, Attempt attempt, long deadline) {
    boolean interrupted = false;
    try {
      for (; ; ) {
        int outcome = sleep(bell, attempt, deadline, false);
        if (outcome != INTERRUPTED) {
          return outcome == SUCCEEDED;
        }
        interrupted = true; // the status is clear now: parking threads could not sleep with it set
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends with {@link #INTERRUPTED}, and the status cleared, whenever the thread is interrupted. */
  private static int sleep(Doorbell bell, Attempt attempt, long deadline, boolean interruptible) {
    long seen = bell.sequence();
    bell.register();
    boolean wakeUpUsed = false;
    try {
      for (; ; ) {
        if (Thread.interrupted()) {
          return INTERRUPTED;
        }
        if (attempt.tryOnce()) {
          wakeUpUsed = true;
          return SUCCEEDED;
        }
        long leftNanos = deadline - System.nanoTime();
        if (leftNanos <= 0) {
          wakeUpUsed = true; // by the attempt: had there been anything to get, it would have
          return TIMED_OUT;
        }
        int why = bell.sleep(seen, Math.min(leftNanos, Doorbell.SLICE_NANOS), interruptible);
        if (why != Kernel.TIMED_OUT) {
          long sequence = bell.sequence();
          if ((int) sequence != (int) seen) {
            seen = sequence;
            bell.register();
          }
        }
      }
    } finally {
      bell.retire(seen);
      if (!wakeUpUsed) {
        bell.ring(); // pass it on: another sleeper may have a use for it
      }
    }
  }
}
