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
 * ({@link #tryClaim}, {@link #commit}). Either kind can be staged instead, and then published as a
 * batch: consumers see all of the batch or nothing, even if this process dies while publishing.
 */
public final class LaneProducer implements AutoCloseable {
  /** What {@link #tryClaim} answers when the lane has no room. */
  public static final long FULL = LaneWriter.FULL;

  private final Lane lane;
  private final LaneWriter writer;
  private final Doorbell notEmpty;
  private final Runnable release;
  private volatile boolean closed;

  LaneProducer(Lane lane, LaneWriter writer) {
    this.lane = lane;
    this.writer = writer;
    this.notEmpty = lane.notEmpty();
    this.release = lane.onClose(this::giveUp);
  }

  /** The memory that claims point into. */
  public Words memory() {
    return lane.memory();
  }

  /**
   * Claims room for a record, to be filled in place through {@link #memory}; never waits.
   *
   * @param length in bytes, at most {@link Lane#maxInPlaceBytes}
   * @return where its first byte is, or {@link #FULL}
   * @throws IllegalArgumentException if the length is negative or larger than one cell takes
   * @throws IllegalStateException if another claim is open, or after close
   */
  public long tryClaim(int length) {
    if (closed) {
      throw closedError();
    }
    return writer.claim(length);
  }

  /**
   * Publishes the claimed record, after all that has been staged before it.
   *
   * @throws IllegalStateException if nothing is claimed
   */
  public void commit() {
    writer.commitClaim();
    notEmpty.ring();
  }

  /** Ends the claim and keeps its record back for {@link #publish}. */
  public void stage() {
    writer.stageClaim();
  }

  /** Gives the claim up; nothing remains of it. */
  public void abort() {
    writer.abortClaim();
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

  private void giveUp() {
    if (!closed) {
      closed = true;
      writer.release(lane.liveness());
    }
  }

  /** Gives the lane up for another producer. Staged records and an open claim are forgotten. */
  @Override
  public void close() {
    giveUp();
    lane.forget(release);
  }
}
