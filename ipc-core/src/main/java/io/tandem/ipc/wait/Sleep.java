package io.tandem.ipc.wait;

/** The sleeping part of a wait: the left column of the table at {@link Doorbell}. */
final class Sleep {
  static final int SUCCEEDED = 0;
  static final int TIMED_OUT = 1;
  static final int INTERRUPTED = 2;

  /** Inside of {@link WaitingRoom} only: the thread has become the first of its queue. */
  static final int PROMOTED = 3;

  private Sleep() {}

  /**
   * @param inKernel whether the thread may sleep there; otherwise it parks
   */
  static boolean interruptibly(Doorbell bell, Attempt attempt, long deadline, boolean inKernel)
      throws InterruptedException {
    int outcome = sleep(bell, attempt, deadline, true, inKernel);
    if (outcome == INTERRUPTED) {
      throw new InterruptedException();
    }
    return outcome == SUCCEEDED;
  }

  static boolean uninterruptibly(Doorbell bell, Attempt attempt, long deadline) {
    return uninterruptibly(bell, attempt, deadline, true);
  }

  static boolean uninterruptibly(Doorbell bell, Attempt attempt, long deadline, boolean inKernel) {
    boolean interrupted = false;
    try {
      for (; ; ) {
        int outcome = sleep(bell, attempt, deadline, false, inKernel);
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

  /**
   * Ends with {@link #INTERRUPTED}, and the status cleared, when it finds the thread interrupted.
   */
  private static int sleep(
      Doorbell bell, Attempt attempt, long deadline, boolean interruptible, boolean inKernel) {
    return inKernel && bell.canSleepInKernel()
        ? sleepInKernel(bell, attempt, deadline, interruptible)
        : bell.waitingRoom().sleep(attempt, deadline);
  }

  private static int sleepInKernel(
      Doorbell bell, Attempt attempt, long deadline, boolean interruptible) {
    long since = System.nanoTime();
    Watch watch = new Watch(bell, null);
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
        long now = System.nanoTime();
        if (deadline - now <= 0) {
          wakeUpUsed = true; // by the attempt: had there been anything to get, it would have
          return TIMED_OUT;
        }
        long nanos = Math.min(deadline - now, bell.sliceNanos(now - since));
        if (bell.sleep(watch.expected(), nanos, interruptible) != Kernel.TIMED_OUT
            && watch.isRung()) {
          watch.arm();
        }
      }
    } finally {
      watch.end();
      if (!wakeUpUsed) {
        bell.ring(); // pass it on: another sleeper may have a use for it
      }
    }
  }
}
