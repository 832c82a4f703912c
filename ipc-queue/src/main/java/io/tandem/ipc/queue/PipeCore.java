package io.tandem.ipc.queue;

import io.tandem.ipc.Attachment;
import io.tandem.ipc.Domain;
import io.tandem.ipc.EndTakenException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.wait.Doorbell;

/**
 * One end of a pipe: who has it, who has the other one, and the lanes between them. Safe for use by
 * many threads. What is said of ends in shared memory, and when, is in {@link PipeEnds}.
 */
final class PipeCore {
  /** Asking whether a process is dead costs system calls, so spinning threads do not ask always. */
  private static final long NANOS_BETWEEN_VERDICTS = 5_000_000;

  private final Attachment attachment;
  private final Words body;
  private final PipeEnds ends;
  private final Liveness liveness;
  private final boolean first;
  private final LaneRing[] rings;
  private volatile boolean peerGone;
  private volatile long nextVerdictNanos = System.nanoTime();

  PipeCore(
      Domain domain,
      String name,
      Segment segment,
      Liveness liveness,
      boolean first,
      LaneRing[] rings) {
    this.attachment =
        new Attachment(
            domain, "pipe", name, segment, "An end cannot be opened again; make another pipe");
    this.body = segment.body();
    this.ends = new PipeEnds(body);
    this.liveness = liveness;
    this.first = first;
    this.rings = rings;
  }

  /**
   * Becomes the owner of this end.
   *
   * @throws EndTakenException if somebody is or was
   */
  void takeEnd() {
    if (!ends.tryTake(first, liveness)) {
      long owner = ends.owner(first);
      Problem problem =
          Problem.of("the " + (first ? "first" : "second") + " end has been opened before")
              .object(attachment.describe())
              .file(attachment.file())
              .next("An end is opened once; make a pipe of its own for each pair");
      throw new EndTakenException(
          owner == PipeLayout.CLOSED
              ? problem.fact("now", "closed")
              : problem.holder(liveness.describe((int) owner)));
    }
  }

  /** The lane that this end writes, or reads. */
  int lane(boolean writes) {
    return first == writes ? 0 : 1;
  }

  LaneRing ring(boolean writes) {
    return rings[lane(writes)];
  }

  Doorbell notEmpty(boolean writes) {
    return new Doorbell(body, PipeLayout.notEmpty(lane(writes)));
  }

  Doorbell notFull(boolean writes) {
    return new Doorbell(body, PipeLayout.notFull(lane(writes)));
  }

  /**
   * Whether the other end has been closed, or its owner is proven dead. Once true, true for ever. A
   * death may be noticed some milliseconds late.
   */
  boolean isPeerGone() {
    if (peerGone) {
      return true;
    }
    long owner = ends.owner(!first);
    boolean gone = owner == PipeLayout.CLOSED;
    if (!gone && owner != PipeLayout.NEVER_OPENED) {
      long now = System.nanoTime();
      if (now - nextVerdictNanos >= 0) {
        gone = liveness.isDead((int) owner);
        nextVerdictNanos = now + NANOS_BETWEEN_VERDICTS;
      }
    }
    if (gone) {
      checkOpen(); // of a closed segment's memory nothing is true
      peerGone = true;
    }
    return gone;
  }

  Liveness liveness() {
    return liveness;
  }

  Attachment attachment() {
    return attachment;
  }

  /** How the other end ended, for a message. */
  String peer() {
    long owner = ends.owner(!first);
    return owner == PipeLayout.CLOSED
        ? "the other end has been closed"
        : "the other end's process is dead, " + liveness.describe((int) owner);
  }

  void checkOpen() {
    attachment.checkOpen();
  }

  /** Closes this end, which this process has as that handle. */
  void close(PipeHandle handle) {
    if (!attachment.tryClose()) {
      return;
    }
    handle.release();
    ends.close(first);
    for (int lane = 0; lane < rings.length; lane++) {
      new Doorbell(body, PipeLayout.notEmpty(lane)).ringAll();
      new Doorbell(body, PipeLayout.notFull(lane)).ringAll();
    }
    attachment.detach(handle);
  }
}
