package io.tandem.ipc.queue;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;
import java.util.function.LongSupplier;

/**
 * The producer of a lane. Used by one thread at a time; the caller sees to that.
 *
 * <p>A record is first staged (payload in place, nobody can see it), then published together with
 * all that is staged. Of a batch the first word is stored last, with release: takers cannot pass
 * it, so they see all of the batch or nothing, and one ordered store serves them all.
 *
 * <p><b>Few stores.</b> A processor's stores leave in order, and while one waits for its cache line
 * to come from the consumer's core, those behind it wait too, in a buffer of a few dozen places. So
 * each store to a field of this class costs throughput as if it went to shared memory. A record
 * that is claimed and committed alone writes two: {@code claim} and {@code next}. A claim is open
 * while its word names the position {@code next}; committing moves {@code next} on and so closes
 * it.
 */
final class LaneWriter {
  /** What {@link #claim} answers when the lane has no room. */
  static final long FULL = -1;

  private static final long NO_BATCH = -1;

  private final LaneRing ring;
  private final Words words;
  private final long cells;
  private final int maxClaim;

  /** Where the next record goes; all before it is published, unless a batch is open. */
  private long next;

  /** Positions below this are known to be free. */
  private long limit;

  /** The commit word of the record claimed last. */
  private long claim;

  /** Where the first staged record lies, and its commit word; {@link #NO_BATCH} if none is. */
  private long batch = NO_BATCH;

  private long batchWord;

  private LaneWriter(LaneRing ring) {
    this.ring = ring;
    this.words = ring.words;
    this.cells = ring.cells();
    this.maxClaim = ring.maxInPlace();
  }

  /**
   * Becomes the lane's producer if it has none or a dead one.
   *
   * @return the writer, or null when a living process is the producer
   * @throws DamagedLaneException if the lane's content cannot be true
   */
  static LaneWriter tryClaim(LaneRing ring, Liveness liveness) {
    Words words = ring.words;
    long owner = words.getAcquire(LaneLayout.PRODUCER);
    if (owner != Liveness.NOBODY && !liveness.isDead((int) owner)) {
      return null;
    }
    // HANDOFF producer: sees all that the producer before has stored.
    if (!words.compareAndSet(LaneLayout.PRODUCER, owner, liveness.self() & 0xFFFF_FFFFL)) {
      return null;
    }
    LaneWriter writer = new LaneWriter(ring);
    writer.recover();
    return writer;
  }

  /**
   * Finds the tail by walking the committed records from head, and wipes what a batch that was
   * never published may have left behind it. Nobody else writes cells now, and takers only move
   * head forward, so the walk cannot be disturbed.
   */
  private void recover() {
    long head = words.getAcquire(LaneLayout.HEAD);
    long position = head;
    for (int length; (length = ring.lengthAt(position)) != LaneRing.NOT_COMMITTED; ) {
      if (length == LaneRing.DAMAGED || position + ring.cellsFor(length) - head > cells) {
        throw new DamagedLaneException("record length at position", position, "head", head);
      }
      position += ring.cellsFor(length);
    }
    next = position;
    limit = head + cells;
    for (long free = next; free < head + cells; free++) {
      if (words.getPlain(ring.cellOffset(free)) != 0) {
        words.setPlain(ring.cellOffset(free), 0);
      }
    }
  }

  /** Whether that many further cells are free, looking at head only when they seem not to be. */
  private boolean hasRoom(int needed) {
    return next + needed <= limit || findRoom(needed);
  }

  private boolean findRoom(int needed) {
    long head = words.getAcquire(LaneLayout.HEAD); // HANDOFF room
    long used = next - head;
    if (used < 0 || used > cells) {
      throw new DamagedLaneException("head", head, "tail", next);
    }
    limit = head + cells;
    return used + needed <= cells;
  }

  /** Copies a record into the lane without publishing it; false when there is no room. */
  boolean stage(byte[] source, int from, int length) {
    if (isClaimed()) {
      throw badClaim(length);
    }
    int needed = ring.cellsFor(length);
    if (!hasRoom(needed)) {
      return false;
    }
    if (LaneRing.hasLongHeader(length)) {
      words.writeLong(ring.cellOffset(next) + LaneRing.WORD_BYTES, length);
    }
    ring.writePayload(next, length, 0, source, from, length);
    append(LaneRing.commitWord(next, length), needed);
    return true;
  }

  /**
   * Copies a record with a stamp before it into the lane and publishes it; false: no room. The
   * clock is read only when there is room.
   */
  boolean offer(LongSupplier clock, byte[] source, int from, int count) {
    int length = count + StampedTaker.STAMP_BYTES;
    int needed = ring.cellsFor(length);
    if (!hasRoom(needed)) {
      return false;
    }
    long position = next;
    if (LaneRing.hasLongHeader(length)) {
      words.writeLong(ring.cellOffset(position) + LaneRing.WORD_BYTES, length);
    }
    words.writeLong(ring.payloadOffset(position, length), clock.getAsLong());
    ring.writePayload(position, length, StampedTaker.STAMP_BYTES, source, from, count);
    append(LaneRing.commitWord(position, length), needed);
    publish();
    return true;
  }

  /** Copies a record into the lane and publishes it with all that is staged; false: no room. */
  boolean offer(byte[] source, int from, int length) {
    if (!stage(source, from, length)) {
      return false;
    }
    publish();
    return true;
  }

  /**
   * Claims room for a record of up to one cell, to be filled in place.
   *
   * @return the offset of its payload in the lane's memory, or {@link #FULL}
   */
  long claim(int length) {
    if (isClaimed() || Integer.compareUnsigned(length, maxClaim) > 0) {
      throw badClaim(length);
    }
    long position = next;
    if (position >= limit && !findRoom(1)) {
      return FULL;
    }
    claim = LaneRing.shortWord(position, length);
    return ring.cellOffset(position) + LaneRing.WORD_BYTES;
  }

  private boolean isClaimed() {
    return LaneRing.isWordOf(claim, next);
  }

  private RuntimeException badClaim(int length) {
    if (isClaimed()) {
      return new IllegalStateException(
          "a claim of "
              + ring.lengthOf(claim, next)
              + " bytes is open. Commit, stage or abort it first.");
    }
    return new IllegalArgumentException(
        "a claim of "
            + length
            + " bytes is not possible; a cell takes 0 to "
            + maxClaim
            + ". Make the lane with a larger payload, or offer a copy.");
  }

  /** Ends the claim and publishes the record with all that is staged. */
  void commitClaim() {
    long position = next;
    long word = claim;
    if (batch != NO_BATCH || !LaneRing.isWordOf(word, position)) {
      stageClaim();
      publish();
      return;
    }
    next = position + 1;
    words.setRelease(ring.cellOffset(position), word); // HANDOFF commit
  }

  /** Ends the claim; the record is published with the next {@link #publish}. */
  void stageClaim() {
    requireClaim();
    append(claim, 1);
  }

  /** Gives the claim up; nothing is left of it. */
  void abortClaim() {
    requireClaim();
    claim = 0;
  }

  private void requireClaim() {
    if (!isClaimed()) {
      throw new IllegalStateException("nothing is claimed. Call tryClaim first.");
    }
  }

  private void append(long word, int needed) {
    if (batch == NO_BATCH) {
      batch = next;
      batchWord = word;
    } else {
      words.setPlain(ring.cellOffset(next), word);
    }
    next += needed;
  }

  /** Makes all that is staged visible at once. */
  void publish() {
    if (batch != NO_BATCH) {
      words.setRelease(ring.cellOffset(batch), batchWord); // HANDOFF commit
      batch = NO_BATCH;
    }
  }

  /** Forgets what is staged, and an open claim. */
  void unstage() {
    if (batch != NO_BATCH) {
      for (long position = batch + 1; position < next; position++) {
        words.setPlain(ring.cellOffset(position), 0);
      }
      next = batch;
      batch = NO_BATCH;
    }
    claim = 0;
  }

  /** Gives the lane up, for another producer to claim. Staged records are forgotten. */
  void release(Liveness liveness) {
    unstage();
    // HANDOFF producer
    words.compareAndSet(LaneLayout.PRODUCER, liveness.self() & 0xFFFF_FFFFL, Liveness.NOBODY);
  }

  /** The position after the last published record. */
  long tail() {
    return batch == NO_BATCH ? next : batch;
  }
}
