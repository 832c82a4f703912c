package io.tandem.ipc.cli.soak;

/**
 * Waits for proof that the others go on after a process was killed or stopped: a put of one of them
 * has returned since, and one of them has taken a message.
 */
final class Recovery {
  private static final long NOT_YET = Long.MAX_VALUE;

  private final long sinceNanos;
  private final int without;
  private long putNanos = NOT_YET;
  private long takenNanos = NOT_YET;

  /**
   * @param without the number of the process that is out
   */
  Recovery(long sinceNanos, int without) {
    this.sinceNanos = sinceNanos;
    this.without = without;
  }

  /**
   * A message has been taken.
   *
   * @param putter the number of the process that put it in
   * @param returnedNanos when a put of that process had returned
   */
  void taken(int putter, int taker, long returnedNanos, long nanos) {
    if (putter != without && returnedNanos > sinceNanos) {
      putNanos = Math.min(putNanos, returnedNanos);
    }
    if (taker != without && nanos > sinceNanos) {
      takenNanos = Math.min(takenNanos, nanos);
    }
  }

  boolean isOver() {
    return putNanos != NOT_YET && takenNanos != NOT_YET;
  }

  /** How long it took until both had happened. */
  long nanos() {
    return Math.max(putNanos, takenNanos) - sinceNanos;
  }
}
