package io.tandem.ipc.queue;

import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.wait.Doorbell;
import io.tandem.ipc.wait.WaitStrategy;

/**
 * The producing end of a {@link Lane}. Used by one thread.
 *
 * <p>A record is either copied in ({@link #offer}), or claimed, filled in place and committed
 * ({@link #tryClaim}, {@link #commit}; many at once: {@link #fill}). A claim that is not committed
 * needs no giving up: the next one returns the same place. Either kind can be staged instead, and
 * then published as a batch: consumers see all of the batch or nothing, even if this process dies
 * while publishing.
 */
public final class LaneProducer implements AutoCloseable {
  /** What {@link #tryClaim} answers when the lane has no room. */
  public static final long FULL = LaneWriter.FULL;

  private final Lane lane;
  private final LaneWriter writer;
  private final Doorbell notEmpty;
  private final Runnable release;

  /** Plain: looked at for each record. Closing belongs to the thread that uses this. */
  private boolean closed;

  LaneProducer(Lane lane, LaneWriter writer) {
    this.lane = lane;
    this.writer = writer;
    this.notEmpty = lane.notEmpty();
    this.release = lane.onClose(new Release());
  }

  /** The memory that claims point into. */
  public Words memory() {
    return lane.memory();
  }

  /**
   * Claims room for a record, to be filled in place through {@link #memory}; never waits.
   *
   * @param length the most that it may have, in bytes; at most {@link Lane#maxInPlaceBytes}
   * @return where its first byte is, or {@link #FULL}
   * @throws IllegalArgumentException if the length is negative or larger than one cell takes
   * @throws io.tandem.ipc.CorruptSegmentException if the lane has been damaged
   * @throws IllegalStateException after close
   */
  public long tryClaim(int length) {
    if (closed) {
      throw closedError();
    }
    try {
      return writer.claim(length);
    } catch (DamagedLaneException e) {
      throw lane.damaged(e);
    }
  }

  /**
   * Publishes the record in a claimed place, after all that has been staged before it.
   *
   * @param claim what the last {@link #tryClaim} has returned
   * @param length of the record, in bytes; what is behind it in the place claimed is not read
   * @throws IllegalArgumentException if the length is negative or larger than one cell takes
   * @throws IllegalStateException if that is not the place claimed last, or it was committed
   *     already, or after close
   */
  public void commit(long claim, int length) {
    if (closed) {
      throw closedError();
    }
    writer.commit(claim, length);
    notEmpty.ring();
  }

  /** As {@link #commit}, but keeps the record back for {@link #publish}. */
  public void stage(long claim, int length) {
    if (closed) {
      throw closedError();
    }
    writer.stage(claim, length);
  }

  /**
   * Has records of up to 32,765 bytes written in place, each published as soon as it is written,
   * after all that has been staged; never waits. The fastest way to send many: the counterpart of
   * {@link LaneConsumer#read}. Consumers that sleep are woken at the end.
   *
   * <p>If the filler throws, the records before are published and the one it has thrown for is not.
   *
   * @param filler writes the records; it must not use this producer
   * @param limit the most records to write
   * @return how many have been written: fewer than the limit when the filler has stopped or the
   *     lane is full
   * @throws IllegalArgumentException if the filler says that it has written more than fits
   * @throws io.tandem.ipc.CorruptSegmentException if the lane has been damaged
   * @throws IllegalStateException after close
   */
  public int fill(RecordFiller filler, int limit) {
    if (closed) {
      throw closedError();
    }
    try {
      return writer.fill(filler, limit);
    } catch (DamagedLaneException e) {
      throw lane.damaged(e);
    } finally {
      notEmpty.ring();
    }
  }

  /**
   * Copies a record in and publishes it, after all that has been staged; never waits.
   *
   * @return whether there was room
   * @throws MessageTooLargeException if it is larger than {@link Lane#maxRecordBytes}
   */
  public boolean offer(byte[] source, int index, int length) {
    if (!stage(source, index, length)) {
      return false;
    }
    publish();
    return true;
  }

  /** As {@link #offer(byte[], int, int)}, but waits for room for at most that time. */
  public boolean offer(
      byte[] source, int index, int length, WaitStrategy waiting, long timeoutNanos)
      throws InterruptedException {
    return waiting.await(lane.notFull(), () -> offer(source, index, length), timeoutNanos);
  }

  /** Copies a record in and keeps it back for {@link #publish}; whether there was room. */
  public boolean stage(byte[] source, int index, int length) {
    if (closed) {
      throw closedError();
    }
    if (length > lane.maxRecordBytes()) {
      throw new MessageTooLargeException(
          Problem.of("the record is too large for the lane")
              .object(lane.toString())
              .file(lane.file())
              .next("Make the lane with more cells or a larger payload, or send it in parts"),
          length,
          lane.maxRecordBytes());
    }
    try {
      return writer.stage(source, index, length);
    } catch (DamagedLaneException e) {
      throw lane.damaged(e);
    }
  }

  /** Makes all staged records visible at once. */
  public void publish() {
    if (closed) {
      throw closedError();
    }
    writer.publish();
    notEmpty.ring();
  }

  /** Forgets all staged records. */
  public void unstage() {
    if (closed) {
      throw closedError();
    }
    writer.unstage();
  }

  /** The position after the last published record; grows by the cells of each. */
  public long position() {
    return writer.tail();
  }

  private IllegalStateException closedError() {
    lane.checkOpen();
    return new IllegalStateException(
        "this producer of " + lane + " has been closed. Open another one.");
  }

  private synchronized void giveUp() {
    if (!closed) {
      closed = true;
      writer.release(lane.liveness());
    }
  }

  /** Gives the lane up for another producer. Staged records are forgotten. */
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
