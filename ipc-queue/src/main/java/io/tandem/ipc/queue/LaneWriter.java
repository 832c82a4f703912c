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
 */
final class LaneWriter {
  /** What {@link #claim} answers when the lane has no room. */
  static final long FULL = -1;

  private final LaneRing ring;
  private final Words words;
  private final long cells;
  private final int maxClaim;
  private long tail;
  private long staged;
  private long limit;
  private long firstWord;
  private int claimed = -1;
  private long claimedOffset;

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
    tail = staged = position;
    limit = head + cells;
    for (long free = tail; free < head + cells; free++) {
      if (words.getPlain(ring.cellOffset(free)) != 0) {
        words.setPlain(ring.cellOffset(free), 0);
      }
    }
  }

  /** Whether that many further cells are free, looking at head only when they seem not to be. */
  private boolean hasRoom(int needed) {
    return staged + needed <= limit || findRoom(needed);
  }

  private boolean findRoom(int needed) {
    long head = words.getAcquire(LaneLayout.HEAD); // HANDOFF room
    long used = staged - head;
    if (used < 0 || used > cells) {
      throw new DamagedLaneException("head", head, "tail", staged);
    }
    limit = head + cells;
    return used + needed <= cells;
  }

  /** Copies a record into the lane without publishing it; false when there is no room. */
  boolean stage(byte[] source, int from, int length) {
    int needed = ring.cellsFor(length);
    if (!hasRoom(needed)) {
      return false;
    }
    if (LaneRing.hasLongHeader(length)) {
      words.writeLong(ring.cellOffset(staged) + LaneRing.WORD_BYTES, length);
    }
    ring.writePayload(staged, length, 0, source, from, length);
    append(length, needed);
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
    long position = staged;
    if (LaneRing.hasLongHeader(length)) {
      words.writeLong(ring.cellOffset(position) + LaneRing.WORD_BYTES, length);
    }
    words.writeLong(ring.payloadOffset(position, length), clock.getAsLong());
    ring.writePayload(position, length, StampedTaker.STAMP_BYTES, source, from, count);
    append(length, needed);
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
    if (claimed >= 0 || Integer.compareUnsigned(length, maxClaim) > 0) {
      throw badClaim(length);
    }
    if (staged >= limit && !findRoom(1)) {
      return FULL;
    }
    claimed = length;
    claimedOffset = ring.cellOffset(staged);
    return claimedOffset + LaneRing.WORD_BYTES;
  }

  private RuntimeException badClaim(int length) {
    if (claimed >= 0) {
      return new IllegalStateException(
          "a claim of " + claimed + " bytes is open. Commit, stage or abort it first.");
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
    int length = claimed;
    long position = staged;
    if (length < 0 || position != tail) {
      stageClaim();
      publish();
      return;
    }
    claimed = -1;
    staged = tail = position + 1;
    words.setRelease(claimedOffset, LaneRing.shortWord(position, length)); // HANDOFF commit
  }

  /** Ends the claim; the record is published with the next {@link #publish}. */
  void stageClaim() {
    if (claimed < 0) {
      throw new IllegalStateException("nothing is claimed. Call tryClaim first.");
    }
    append(claimed, 1);
    claimed = -1;
  }

  /** Gives the claim up; nothing is left of it. */
  void abortClaim() {
    if (claimed < 0) {
      throw new IllegalStateException("nothing is claimed. Call tryClaim first.");
    }
    claimed = -1;
  }

  private void append(int length, int needed) {
    long word = LaneRing.commitWord(staged, length);
    if (staged == tail) {
      firstWord = word;
    } else {
      words.setPlain(ring.cellOffset(staged), word);
    }
    staged += needed;
  }

  /** Makes all that is staged visible at once. */
  void publish() {
    if (staged != tail) {
      words.setRelease(ring.cellOffset(tail), firstWord); // HANDOFF commit
      tail = staged;
    }
  }

  /** Forgets what is staged. */
  void unstage() {
    for (long position = tail + 1; position < staged; position++) {
      words.setPlain(ring.cellOffset(position), 0);
    }
    staged = tail;
    claimed = -1;
  }

  /** Whether something is staged or claimed. */
  boolean isDirty() {
    return staged != tail || claimed >= 0;
  }

  /** Gives the lane up, for another producer to claim. Staged records are forgotten. */
  void release(Liveness liveness) {
    unstage();
    // HANDOFF producer
    words.compareAndSet(LaneLayout.PRODUCER, liveness.self() & 0xFFFF_FFFFL, Liveness.NOBODY);
  }

  /** The position after the last published record. */
  long tail() {
    return tail;
  }
}
