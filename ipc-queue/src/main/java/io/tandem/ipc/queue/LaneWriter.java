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
 * that is claimed and committed alone writes one: {@code next}. A claim writes none: it is only the
 * place where the next record goes, and commit demands to be shown that place. So a claim that is
 * not committed has never been.
 */
final class LaneWriter {
  /** What {@link #claim} answers when the lane has no room. */
  static final long FULL = -1;

  private static final long NO_BATCH = -1;

  private final LaneRing ring;
  private final Words words;
  private final long cells;
  private final long mask;
  private final int cellBytes;
  private final long endOfCells;
  private final int maxShort;

  /** Where the next record goes; all before it is published, unless a batch is open. */
  private long next;

  /** Positions below this are known to be free. */
  private long limit;

  /** Where the first staged record lies, and its commit word; {@link #NO_BATCH} if none is. */
  private long batch = NO_BATCH;

  private long batchWord;

  private LaneWriter(LaneRing ring) {
    this.ring = ring;
    this.words = ring.words;
    this.cells = ring.cells();
    this.mask = cells - 1;
    this.cellBytes = ring.cellBytes();
    this.endOfCells = LaneRing.sizeBytes(cells, cellBytes);
    this.maxShort = ring.maxShort();
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
    writer.recover(owner != Liveness.NOBODY);
    return writer;
  }

  /**
   * Finds the tail by walking the committed records from head, and wipes what a batch that a dead
   * producer never published may have left behind it. One that gave the lane up has wiped that
   * itself ({@link #release}), and a new lane is all zeros. Nobody else writes cells now, and
   * takers only move head forward, so the walk cannot be disturbed.
   */
  private void recover(boolean fromDead) {
    long head = words.getAcquire(LaneLayout.HEAD);
    if (head < 0 || head > LaneRing.LAST_POSITION) {
      throw new DamagedLaneException("head", head, "last position", LaneRing.LAST_POSITION);
    }
    long position = head;
    for (int length; (length = ring.lengthAt(position)) != LaneRing.NOT_COMMITTED; ) {
      if (length == LaneRing.DAMAGED || position + ring.cellsFor(length) - head > cells) {
        throw new DamagedLaneException("record length at position", position, "head", head);
      }
      position += ring.cellsFor(length);
    }
    next = position;
    limit = head + cells;
    words.setRelease(LaneLayout.INTENT, next); // the dead one's is void
    for (long free = next + 1; fromDead && free < head + cells; free++) {
      if (words.getPlain(ring.cellOffset(free)) != 0) {
        words.setPlain(ring.cellOffset(free), 0);
      }
    }
    long end = words.getPlain(ring.cellOffset(next));
    if (next < head + cells && end != LaneRing.seal(next)) {
      words.compareAndSet(ring.cellOffset(next), end, 0); // fails if it is sealed just now
    }
  }

  /** Whether that many further cells are free, looking at head only when they seem not to be. */
  private boolean hasRoom(int needed) {
    return next + needed <= limit || findRoom(needed);
  }

  private boolean findRoom(int needed) {
    long head = words.getAcquire(LaneLayout.HEAD); // HANDOFF room
    if (next - head + needed > cells) {
      head = ring.passTaken();
    }
    long used = next - head;
    if (used < 0 || used > cells) {
      throw new DamagedLaneException("head", head, "tail", next);
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
      words.writeLong(ring.cellOffset(next) + LaneRing.WORD_BYTES, length);
    }
    ring.writePayload(next, length, 0, source, from, length);
    append(LaneRing.commitWord(next, length), needed);
    return true;
  }

  /**
   * Copies a record with a stamp before it into the lane and publishes it; false: no room, or the
   * lane is sealed. The clock is read only when there is room. Publishing is a full fence.
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
    return commitUnlessSealed(position, LaneRing.commitWord(position, length), needed);
  }

  /**
   * Copies a record into the lane and publishes it; false: no room, or the lane is sealed.
   * Publishing is a full fence.
   */
  boolean offer(byte[] source, int from, int length) {
    int needed = ring.cellsFor(length);
    if (!hasRoom(needed)) {
      return false;
    }
    long position = next;
    if (LaneRing.hasLongHeader(length)) {
      words.writeLong(ring.cellOffset(position) + LaneRing.WORD_BYTES, length);
    }
    ring.writePayload(position, length, 0, source, from, length);
    return commitUnlessSealed(position, LaneRing.commitWord(position, length), needed);
  }

  /**
   * The commit of lanes that can be sealed. What stands in the cell is known: only a seal, of this
   * position or by a late sealer of an earlier one, changes it from outside.
   */
  private boolean commitUnlessSealed(long position, long word, int needed) {
    long at = ring.cellOffset(position);
    while (true) {
      long before = words.getPlain(at);
      if (before == LaneRing.seal(position)) {
        return false;
      }
      if (words.compareAndSet(at, before, word)) { // HANDOFF commit
        next = position + needed;
        return true;
      }
    }
  }

  /**
   * Finds room for a record of up to that length in one cell, to be filled in place. Claims nothing
   * that would have to be given back.
   *
   * @return the offset of its payload in the lane's memory, or {@link #FULL}
   */
  long claim(int length) {
    if (Integer.compareUnsigned(length, maxShort) > 0) {
      return claimLong(length);
    }
    long position = next;
    if (position >= limit && !findRoom(1)) {
      return FULL;
    }
    return cellAt(position) + LaneRing.WORD_BYTES;
  }

  /** The same for a record whose length does not fit into the cell's word: it is in front. */
  private long claimLong(int length) {
    if (Integer.compareUnsigned(length, ring.maxInPlace()) > 0) {
      throw badLength(length, ring.maxInPlace());
    }
    return hasRoom(1) ? cellAt(next) + LaneRing.LONG_PAYLOAD : FULL;
  }

  /** As the ring says it, from fields of this object: they are read again for each record. */
  private long cellAt(long position) {
    return LaneLayout.CELLS + (position & mask) * cellBytes;
  }

  /** Publishes the record that was filled in at the place claimed, with all that is staged. */
  void commit(long claim, int length) {
    long position = next;
    long cell = cellAt(position);
    if (batch != NO_BATCH || !isCommittable(position, cell, claim, length)) {
      stage(claim, length);
      publish();
      return;
    }
    next = position + 1;
    words.setRelease(cell, LaneRing.shortWord(position, length)); // HANDOFF commit
  }

  /** Keeps the record that was filled in at the place claimed for the next {@link #publish}. */
  void stage(long claim, int length) {
    if (isCommittable(next, cellAt(next), claim, length)) {
      append(LaneRing.shortWord(next, length), 1);
    } else {
      stageLong(claim, length);
    }
  }

  /**
   * The same at a place claimed for a long record. If it has turned out short, it moves to where
   * short records begin: some kilobytes at most.
   */
  private void stageLong(long claim, int length) {
    long cell = cellAt(next);
    boolean claimed = next < limit && claim == cell + LaneRing.LONG_PAYLOAD;
    if (!claimed || Integer.compareUnsigned(length, ring.maxInPlace()) > 0) {
      throw badCommit(claim, length);
    }
    if (LaneRing.hasLongHeader(length)) {
      words.writeLong(cell + LaneRing.WORD_BYTES, length);
    } else {
      byte[] moved = new byte[length];
      words.readBytes(claim, moved, 0, length);
      words.writeBytes(cell + LaneRing.WORD_BYTES, moved, 0, length);
    }
    append(LaneRing.commitWord(next, length), 1);
  }

  /**
   * Publishes what is staged, then records that the filler writes in place, one after the other,
   * until there are {@code most} of them, the filler has no more or the lane no room. All that the
   * loop needs is in locals: a record costs no store but its own.
   */
  int fill(RecordFiller filler, int most) {
    publish();
    Words memory = words;
    int capacity = maxShort;
    long position = next;
    long cell = cellAt(position);
    long free = limit;
    int count = 0;
    try {
      for (; count < most; count++) {
        if (position >= free) {
          next = position;
          if (!findRoom(1)) {
            break;
          }
          free = limit;
        }
        int length = filler.fill(memory, cell + LaneRing.WORD_BYTES, capacity);
        if (Integer.compareUnsigned(length, capacity) > 0) {
          if (length < 0) {
            break;
          }
          throw badLength(length, capacity);
        }
        memory.setRelease(cell, LaneRing.shortWord(position, length)); // HANDOFF commit
        position++;
        cell += cellBytes;
        if (cell == endOfCells) {
          cell = LaneLayout.CELLS;
        }
      }
    } finally {
      next = position;
    }
    return count;
  }

  private boolean isCommittable(long position, long cell, long claim, int length) {
    return claim == cell + LaneRing.WORD_BYTES
        && position < limit
        && Integer.compareUnsigned(length, maxShort) <= 0;
  }

  private static IllegalArgumentException badLength(int length, int most) {
    return new IllegalArgumentException(
        "a claim of "
            + length
            + " bytes is not possible; a cell takes 0 to "
            + most
            + ". Make the lane with a larger payload, or offer a copy.");
  }

  private RuntimeException badCommit(long claim, int length) {
    if (Integer.compareUnsigned(length, ring.maxInPlace()) > 0) {
      return badLength(length, ring.maxInPlace());
    }
    if (next < limit && claim == cellAt(next) + LaneRing.WORD_BYTES) {
      return new IllegalArgumentException(
          "a record of "
              + length
              + " bytes does not go where one of up to "
              + maxShort
              + " was claimed. Claim the most that it may have.");
    }
    return new IllegalStateException(
        "the place "
            + claim
            + " is not claimed: it never was, or another record has been committed or offered"
            + " since. Commit what the last tryClaim has returned, once.");
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

  /** Forgets what is staged. */
  void unstage() {
    if (batch != NO_BATCH) {
      for (long position = batch + 1; position < next; position++) {
        words.setPlain(ring.cellOffset(position), 0);
      }
      next = batch;
      batch = NO_BATCH;
    }
  }

  /** Gives the lane up, for another producer to claim. Staged records are forgotten. */
  void release(Liveness liveness) {
    unstage();
    // HANDOFF producer
    words.compareAndSet(LaneLayout.PRODUCER, liveness.self() & 0xFFFF_FFFFL, Liveness.NOBODY);
  }

  /** The cells that are free, as far as this producer knows without looking again. */
  long freeCells() {
    return Math.max(0, limit - next);
  }

  /** The ring that this writes. */
  LaneRing ring() {
    return ring;
  }

  /** The position after the last published record. */
  long tail() {
    return batch == NO_BATCH ? next : batch;
  }
}
