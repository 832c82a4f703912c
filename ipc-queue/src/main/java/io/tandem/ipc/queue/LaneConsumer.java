package io.tandem.ipc.queue;

import io.tandem.ipc.wait.Doorbell;
import io.tandem.ipc.wait.WaitStrategy;

/** The single consuming end of a {@link Lane}: reads records where they lie. Used by one thread. */
public final class LaneConsumer implements AutoCloseable {
  private final Lane lane;
  private final LaneReader reader;
  private final Doorbell notFull;
  private final Runnable release;

  /** Plain: looked at for each record. Closing belongs to the thread that uses this. */
  private boolean closed;

  LaneConsumer(Lane lane, LaneReader reader) {
    this.lane = lane;
    this.reader = reader;
    this.notFull = lane.notFull();
    this.release = lane.onClose(new Release());
  }

  /**
   * Hands waiting records to the handler, at most {@code limit}; never waits for one, but may pause
   * for up to a few microseconds as its {@link Polling} says.
   *
   * <p>Progress is published after each batch of up to a quarter of the lane, and when the handler
   * throws: the record that it has thrown for counts as read.
   *
   * @return how many records have been read
   * @throws io.tandem.ipc.CorruptSegmentException if the lane has been damaged
   * @throws IllegalStateException after close
   */
  public int read(RecordHandler handler, int limit) {
    if (closed) {
      throw closedError();
    }
    try {
      int count = reader.read(handler, limit);
      if (count > 0) {
        notFull.ring();
      }
      return count;
    } catch (DamagedLaneException e) {
      throw lane.damaged(e);
    }
  }

  /**
   * As {@link #read(RecordHandler, int)}, but waits for at most that time until there is a record.
   *
   * @return how many records have been read; 0 when the time is over
   */
  public int read(RecordHandler handler, int limit, WaitStrategy waiting, long timeoutNanos)
      throws InterruptedException {
    int count = read(handler, limit);
    if (count == 0 && waiting.await(lane.notEmpty(), this::isReady, timeoutNanos)) {
      count = read(handler, limit);
    }
    return count;
  }

  /** Whether a record is waiting. */
  public boolean isReady() {
    if (closed) {
      throw closedError();
    }
    return reader.isReady();
  }

  /** The position of the next record. */
  public long position() {
    return reader.head();
  }

  private IllegalStateException closedError() {
    lane.checkOpen();
    return new IllegalStateException(
        "this consumer of " + lane + " has been closed. Open another one.");
  }

  private synchronized void giveUp() {
    if (!closed) {
      closed = true;
      reader.release(lane.liveness());
    }
  }

  /** Gives the lane up for another consumer. */
  @Override
  public void close() {
    giveUp();
    lane.forget(release);
  }

  /** What the lane does when it is closed. A class, as a first lambda costs 5 to 10 ms. */
  private final class Release implements Runnable {
    @Override
    public void run() {
      giveUp();
    }
  }
}
