package io.tandem.ipc.wait;

/**
 * How long it is worth spinning before sleeping, learned from how earlier waits at the same
 * doorbell went.
 *
 * <p>A success keeps the budget at twice what the success took; a failure halves it, so that waits
 * that always end asleep cost about {@value #LEAST_NANOS} ns of spinning. Two peers that both sleep
 * never learn that spinning would do, because waking one takes longer than the other spins.
 * Therefore one failure in {@value #PROBE_EVERY} is followed by a spin long enough to meet a peer
 * that first has to wake up; where both sides then find each other awake they stay so.
 *
 * <p>Threads race on the fields. Any mixture of their values is a good enough estimate.
 */
final class SpinBudget {
  static final int MOST_NANOS = 20_000;
  static final int LEAST_NANOS = 1_000;
  static final int PROBE_NANOS = 60_000;
  static final int PROBE_EVERY = 32;

  private final int processors; // 0: those of this system
  private int nanos = MOST_NANOS;
  private int failures;

  SpinBudget() {
    this(0);
  }

  SpinBudget(int processors) {
    this.processors = processors;
  }

  /** Asked once, by the first that waits: the question is a system call. */
  private static final class Processors {
    static final int AVAILABLE = Runtime.getRuntime().availableProcessors();
  }

  /**
   * How long the next wait may spin; 0 on a single processor, where the peer cannot run meanwhile.
   */
  int nextNanos() {
    if ((processors == 0 ? Processors.AVAILABLE : processors) == 1) {
      return 0;
    }
    return failures % PROBE_EVERY == PROBE_EVERY - 1 ? PROBE_NANOS : nanos;
  }

  void succeeded(long afterNanos) {
    failures = 0;
    nanos = (int) Math.min(MOST_NANOS, Math.max(nanos, 2 * afterNanos));
  }

  void failed() {
    failures++;
    nanos = Math.max(LEAST_NANOS, nanos / 2);
  }
}
