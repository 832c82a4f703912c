package io.tandem.ipc.queue;

/**
 * How a consumer that polls a lane behaves after it has found it empty.
 *
 * <p>The choice decides a factor of four to twenty in throughput. A consumer that looks again at
 * once takes every cache line from the producer as soon as one record is in it, so each record pays
 * its own line transfer; one that pauses lets lines fill, and pays with latency. {@link #adaptive}
 * finds out by itself: it pauses only while records stream in faster than it would find them one by
 * one, and looks again at once when they come singly, as in a request and reply.
 *
 * <p>An instance belongs to one consumer and is used by its thread only.
 */
public abstract class Polling {
  private Polling() {}

  abstract void beforeLook();

  /**
   * Told of each look.
   *
   * @param records how many it has found
   * @param emptied whether it has ended because there were no more
   */
  abstract void afterLook(int records, boolean emptied);

  /** Looks again at once: lowest latency, least throughput. */
  public static Polling eager() {
    return pausing(0);
  }

  /** Waits {@code pauses} spin-wait hints each time the lane has been found or left empty. */
  public static Polling pausing(int pauses) {
    if (pauses < 0 || pauses > 100_000) {
      throw new IllegalArgumentException("pauses " + pauses + " is not within 0 to 100000");
    }
    return new Polling() {
      private boolean empty;

      @Override
      void beforeLook() {
        if (empty) {
          pause(pauses);
        }
      }

      @Override
      void afterLook(int records, boolean emptied) {
        empty = emptied;
      }
    };
  }

  /** Pauses while records stream, looks at once when they come singly. The default. */
  public static Polling adaptive() {
    return new Adaptive();
  }

  private static void pause(int pauses) {
    for (int i = 0; i < pauses; i++) {
      Thread.onSpinWait();
    }
  }

  /**
   * Judges by two counts: how many records the last batch had, and how many empty looks came before
   * it. Few of both is a stream that is being read line by line: pause longer. Many empty looks
   * before a batch, or a pause that brought next to nothing, is traffic that does not stream: stop
   * pausing.
   */
  private static final class Adaptive extends Polling {
    private static final int MOST_PAUSES = 256;
    private static final int FEW_LOOKS = 8;
    private static final int SMALL_BATCH = 256;

    private int pauses;
    private int emptyLooks;
    private boolean empty;
    private boolean paused;

    @Override
    void beforeLook() {
      if (empty && pauses != 0) {
        paused = true;
        pause(pauses);
      }
    }

    @Override
    void afterLook(int records, boolean emptied) {
      if (records == 0) {
        emptyLooks++;
        if (emptyLooks > FEW_LOOKS || paused) {
          pauses = 0;
        }
      } else {
        if (empty) {
          adapt(records);
        }
        emptyLooks = 0;
      }
      empty = emptied;
      paused = false;
    }

    private void adapt(int records) {
      if (paused && records <= 2) {
        pauses = 0;
      } else if (emptyLooks <= FEW_LOOKS && records < SMALL_BATCH) {
        pauses = Math.min(MOST_PAUSES, pauses * 2 + 4);
      }
    }
  }
}
