package io.tandem.ipc.wait;

/**
 * The one thing below the protocol of {@link Doorbell}: putting the calling thread to sleep on the
 * sequence of one doorbell, and waking its sleepers. Futexes where the memory has an address,
 * polling where it has none, and whatever a test puts in their place.
 */
interface Kernel {
  /** Woken, or nothing is known: look again. */
  int WOKEN = 0;

  /** The sequence had moved on already, so the thread did not sleep. */
  int CHANGED = -1;

  /** The time is over. */
  int TIMED_OUT = -2;

  /**
   * Sleeps while the low half of the sequence is {@code expected}, for {@code nanos} at most. May
   * end early for no reason.
   *
   * @param interruptible whether an interrupt of the thread ends the sleep at once; the interrupt
   *     status is left as it is
   */
  int sleep(int expected, long nanos, boolean interruptible);

  /** Wakes up to {@code count} sleepers; returns how many. */
  int wake(int count);
}
