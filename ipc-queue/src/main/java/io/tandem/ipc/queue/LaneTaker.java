package io.tandem.ipc.queue;

import io.tandem.ipc.wait.WaitStrategy;

/**
 * One of any number of competing takers of a {@link Lane}: each record goes to one of them. Holds
 * nothing in shared memory, so it need not be closed. Used by one thread.
 */
public final class LaneTaker {
  /** What {@link #tryTake} answers when the lane is empty. */
  public static final int EMPTY = QueueTaker.EMPTY;

  private final Lane lane;
  private final QueueTaker taker;
  private int length;

  LaneTaker(Lane lane, LaneRing ring) {
    this.lane = lane;
    this.taker =
        QueueTaker.of(
            Ordering.PER_PRODUCER,
            new LaneSource() {
              @Override
              public int openLanes() {
                return 1;
              }

              @Override
              public LaneRing lane(int index) {
                return ring;
              }
            });
  }

  /**
   * Takes the next record, a copy of which is then in {@link #bytes}; never waits.
   *
   * @return its length in bytes, or {@link #EMPTY}
   * @throws io.tandem.ipc.CorruptSegmentException if the lane has been damaged
   * @throws IllegalStateException after the lane has been closed
   */
  public int tryTake() {
    lane.checkOpen();
    try {
      length = taker.tryTake();
    } catch (DamagedLaneException e) {
      throw lane.damaged(e);
    }
    if (length >= 0) {
      lane.notFull().ring();
    } else {
      lane.checkOpen();
    }
    return length;
  }

  /** As {@link #tryTake()}, but waits for at most that time; {@link #EMPTY} when it is over. */
  public int tryTake(WaitStrategy waiting, long timeoutNanos) throws InterruptedException {
    return waiting.await(lane.notEmpty(), () -> tryTake() >= 0, timeoutNanos) ? length : EMPTY;
  }

  /** Holds the record taken last, from index 0; valid until the next take. */
  public byte[] bytes() {
    return taker.bytes();
  }
}
