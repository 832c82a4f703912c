package io.tandem.ipc.queue;

/** What order a queue promises across its producers. */
public enum Ordering {
  /**
   * First in, first out in real time, as with {@code java.util.concurrent}: if one put has returned
   * before another began, on whatever threads or processes, its element is taken first. The
   * default.
   *
   * <p>Each element carries a stamp of the system-wide monotonic clock ({@link System#nanoTime}, on
   * Linux the same for all processes since boot). A clock whose ticks are longer than a put can
   * make two puts of different producers look simultaneous; their order is then open.
   */
  REAL_TIME,

  /**
   * First in, first out for the elements of one producing thread; no promise between producers.
   * Saves the stamp and, with several producers, most of the looking around.
   */
  PER_PRODUCER
}
