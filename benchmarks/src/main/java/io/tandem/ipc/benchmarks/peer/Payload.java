package io.tandem.ipc.benchmarks.peer;

/**
 * Makes the messages of one sender. Word j of a message is its base + j, and each message has a new
 * base, so that the sender knows the sum of all words it wrote without reading them back, and the
 * receiver's sum is equal only if it loaded every word of every message once. The C programs do the
 * same with the same constants.
 *
 * <p>With {@code steps} above 0, the base comes out of that many multiply-adds of which each needs
 * the one before: work of a known length that neither compiler can shorten, and that the message
 * depends on, so it can't be overlapped with writing it.
 */
public final class Payload {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final int words;
  private final int steps;
  private long last;

  /** Messages of that many words, with that much work each, starting from a seed. */
  public Payload(int words, int steps, long seed) {
    this.words = words;
    this.steps = steps;
    this.last = seed;
  }

  /** How many 8-byte words a message has. */
  public int words() {
    return words;
  }

  /** The base of the message before the next one: where a loop over messages starts. */
  public long last() {
    return last;
  }

  /** Where the loop has ended. */
  public void last(long base) {
    last = base;
  }

  /**
   * The base of the message after the one with this base. A function, so that a loop can keep the
   * base in a register: a sender's speed depends on how few stores it makes beside its messages,
   * because all of them wait in line behind the ones to lines that another core has.
   */
  public long after(long base) {
    return work(base + GOLDEN, steps);
  }

  /** The sum of the words of the message with this base. */
  public long sum(long base) {
    return words * base + (long) words * (words - 1) / 2;
  }

  private static long work(long x, int steps) {
    for (int i = 0; i < steps; i++) {
      x = x * 6364136223846793005L + 1442695040888963407L;
    }
    return x;
  }

  /** How many steps take that many nanoseconds on this processor; 0 for 0. */
  public static int stepsFor(int nanos) {
    if (nanos == 0) {
      return 0;
    }
    int probe = 100_000;
    long best = Long.MAX_VALUE;
    long sink = 1;
    for (int i = 0; i < 200; i++) {
      long before = System.nanoTime();
      sink = work(sink, probe);
      best = Math.min(best, System.nanoTime() - before);
    }
    // An impossible value, tested so that the work above can't be left out.
    return sink == 0 ? 0 : (int) Math.max(1, Math.round((double) nanos * probe / best));
  }
}
