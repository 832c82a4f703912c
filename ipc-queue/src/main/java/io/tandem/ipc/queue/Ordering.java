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
  REAL_TIME(0),

  /**
   * First in, first out for the elements that one thread puts through one handle; no promise
   * between producers, nor between handles: one that is opened anew may write another lane than the
   * one that was closed, and be ahead of what still waits there. Saves the stamp and, with several
   * producers, most of the looking around.
   */
  PER_PRODUCER(1);

  private final int code;

  Ordering(int code) {
    this.code = code;
  }

  /** What stands for it in a segment; never another number, whatever becomes of this enum. */
  int code() {
    return code;
  }

  /** The one with that code, or null. */
  static Ordering ofCode(long code) {
    for (Ordering candidate : values()) {
      if (candidate.code == code) {
        return candidate;
      }
    }
    return null;
  }
}
