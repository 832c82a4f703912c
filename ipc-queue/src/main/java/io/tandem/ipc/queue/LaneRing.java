package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Words;
import java.nio.ByteBuffer;

/**
 * The protocol of a lane: a ring of cells that one producer at a time writes and takers empty.
 *
 * <h2>How it works</h2>
 *
 * A <b>position</b> counts cells since the lane was made and never goes back; position {@code p}
 * lives in cell {@code p mod cells}. A record takes one or more cells in a row. Its first cell's
 * word holds {@code p + 1} and the length; storing that word with release <b>is</b> the commit. A
 * taker at {@code head} reads the word there with acquire: either it names exactly this position,
 * and the record is whole, or nothing has been committed here.
 *
 * <p>Payload never touches a cell word, so whatever lies in the ring from earlier laps or from a
 * producer that died half-way cannot look like a record: a stale word names another position. There
 * is no zeroing, no padding at the ring's end and no shared tail; the producer keeps its tail to
 * itself, and a record costs the cache lines that it fills plus, once per lap or so, a look at
 * head.
 *
 * <h2>Who may die where</h2>
 *
 * <ol>
 *   <li>A producer that dies before the commit leaves bytes that nobody will ever read; after it, a
 *       committed record.
 *   <li>A competing taker copies first and takes by one compare-and-set of the record's word, from
 *       committed to taken: before it, it has taken nothing; after it, the record is its own. Head
 *       passes only records that are taken, and what head has not passed the producer cannot
 *       overwrite: success proves the copy. Then it moves head on; if it dies before, or the record
 *       was not the first, the next taker does, or the producer when it needs the room.
 *   <li>A single consumer publishes head after reading a batch in place. If it dies before, its
 *       successor sees the batch again.
 *   <li>A batch of records is committed by its first word, stored last: all of it or nothing. The
 *       words behind may already stand when the producer dies, so a new producer wipes every word
 *       from its tail to the end of the free room before it writes (see {@link LaneWriter}).
 * </ol>
 *
 * <h2>Tempting but wrong</h2>
 *
 * The words between head and the producer's tail are not all commit words: a record's further cells
 * keep old ones. Head is not always at a record that still fits its word: a taker may look at a
 * cell after head has moved on; whatever it finds there counts only once its compare-and-set
 * succeeds. Taking by a compare-and-set of head alone would save one, but then a record in the
 * middle cannot be removed: a taker that has seen it before and reaches it later would take it too.
 *
 * <p>Sources: the ring with a sequence per slot is D. Vyukov's bounded queue reduced to one
 * producer; taking by copy and compare-and-set is the reader side of Chase and Lev's deque and of
 * iceoryx2's overflowing index queue.
 */
final class LaneRing {
  /** What {@link #lengthAt} says when no record begins at that position. */
  static final int NOT_COMMITTED = -1;

  /** What {@link #lengthAt} says when the word is right and the length cannot be. */
  static final int DAMAGED = -2;

  static final int WORD_BYTES = Long.BYTES;

  /** A lane that says it has come further than this is damaged: it takes a thousand years. */
  static final long LAST_POSITION = 1L << 62;

  /** From the beginning of a cell to the payload of a record whose length is in front of it. */
  static final int LONG_PAYLOAD = WORD_BYTES + Long.BYTES;

  private static final int LENGTH_BITS = 16;
  private static final int TAKEN = 1 << (LENGTH_BITS - 1);
  private static final int LONG_RECORD = TAKEN - 1;
  private static final int SHORT_LIMIT = LONG_RECORD - 2;

  final Words words;
  private final long mask;
  private final int cellBytes;
  private final int payloadBytes;
  private final long cells;

  /**
   * Describes the ring in {@code words}.
   *
   * @param words the lane's memory, laid out as {@link LaneLayout} says
   * @param cells how many, a power of two
   * @param cellBytes the size of one with its word, a multiple of 8, at least 16
   */
  LaneRing(Words words, long cells, int cellBytes) {
    if (!validGeometry(cells, cellBytes)) {
      throw new IllegalArgumentException(
          "a lane of " + cells + " cells of " + cellBytes + " bytes is not possible");
    }
    if (words.sizeBytes() < sizeBytes(cells, cellBytes)) {
      throw new IllegalArgumentException(
          "a lane of "
              + cells
              + " cells of "
              + cellBytes
              + " bytes needs "
              + sizeBytes(cells, cellBytes)
              + " bytes, its memory has "
              + words.sizeBytes());
    }
    this.words = words;
    this.cells = cells;
    this.mask = cells - 1;
    this.cellBytes = cellBytes;
    this.payloadBytes = cellBytes - WORD_BYTES;
  }

  /** Whether a lane of that shape can exist. */
  static boolean validGeometry(long cells, int cellBytes) {
    return cells >= 2
        && Long.bitCount(cells) == 1
        && cellBytes >= 2 * WORD_BYTES
        && cellBytes % WORD_BYTES == 0
        && cells <= (Integer.MAX_VALUE - LaneLayout.CELLS) / cellBytes;
  }

  /** The bytes that a lane of that shape takes. */
  static long sizeBytes(long cells, int cellBytes) {
    return LaneLayout.CELLS + cells * cellBytes;
  }

  long cells() {
    return cells;
  }

  /** The bytes of one cell with its word. */
  int cellBytes() {
    return cellBytes;
  }

  /** The payload bytes of one cell. */
  int payloadBytes() {
    return payloadBytes;
  }

  /** The longest record, which fills the whole ring. */
  int maxLength() {
    return (int) Math.min(cells * payloadBytes - Long.BYTES, Integer.MAX_VALUE - 16);
  }

  long cellOffset(long position) {
    return LaneLayout.CELLS + (position & mask) * cellBytes;
  }

  /** Where the first byte of the record at that position lies. */
  long payloadOffset(long position, int length) {
    return cellOffset(position) + WORD_BYTES + (hasLongHeader(length) ? (long) Long.BYTES : 0L);
  }

  /** Makes fresh, zeroed memory a lane. Its positions begin one lap on, so that no head is 0. */
  static void initialize(Words words, long cells) {
    words.setRelease(LaneLayout.HEAD, cells);
  }

  /** How many cells a record of that many payload bytes takes. */
  int cellsFor(int length) {
    return cellsFor(length, payloadBytes);
  }

  /** The same for cells with that many payload bytes. */
  static int cellsFor(int length, int payloadBytes) {
    if (length <= payloadBytes && length <= SHORT_LIMIT) {
      return 1;
    }
    long bytes = length <= SHORT_LIMIT ? length : (long) length + Long.BYTES;
    return (int) ((bytes + payloadBytes - 1) / payloadBytes);
  }

  /** The longest record that lies in one cell in one piece. */
  int maxInPlace() {
    return Math.max(maxShort(), payloadBytes - Long.BYTES);
  }

  /** The longest record that lies in one cell, and its length in the cell's word. */
  int maxShort() {
    return Math.min(payloadBytes, SHORT_LIMIT);
  }

  /** The payload of a cell in which a record of that length lies in one piece. */
  static int payloadFor(int length) {
    int bytes = length <= SHORT_LIMIT ? length : length + Long.BYTES;
    return (bytes + Long.BYTES - 1) & -Long.BYTES;
  }

  /** The commit word of a record of at most {@link #maxShort} bytes. */
  static long shortWord(long position, int length) {
    return ((position + 1) << LENGTH_BITS) + length + 1;
  }

  /** The commit word of a record. */
  static long commitWord(long position, int length) {
    int code = length <= SHORT_LIMIT ? length + 1 : LONG_RECORD;
    return (position + 1) << LENGTH_BITS | code;
  }

  /**
   * The length of the record that begins at {@code position}, or {@link #NOT_COMMITTED}, or {@link
   * #DAMAGED}. Where a competing taker asks, any answer but the first holds only while head has not
   * moved.
   */
  int lengthAt(long position) {
    return lengthOf(words.getAcquire(cellOffset(position)), position); // HANDOFF commit
  }

  /** What {@link #lengthAt} says of a commit word just read. */
  int lengthOf(long word, long position) {
    long rest = word - ((position + 1) << LENGTH_BITS);
    if (rest <= 0 || rest >> LENGTH_BITS != 0) {
      return NOT_COMMITTED;
    }
    int code = (int) rest & ~TAKEN;
    if (rest == TAKEN) {
      return NOT_COMMITTED; // the seal
    }
    if (code < LONG_RECORD) {
      int length = code - 1;
      return length >= 0 && (length <= payloadBytes || length <= maxLength()) ? length : DAMAGED;
    }
    long length = words.readLong(cellOffset(position) + WORD_BYTES);
    return length > SHORT_LIMIT && length <= maxLength() ? (int) length : DAMAGED;
  }

  /** The commit word of a record once a competing taker has taken it. */
  static long taken(long word) {
    return word | TAKEN;
  }

  /** Whether the record of that commit word has been taken. */
  static boolean isTaken(long word) {
    return (word & TAKEN) != 0;
  }

  /**
   * Moves head past records that competing takers have taken: for one of them that died or was
   * overtaken before it could, and for those that were taken out of turn. Anybody may do it.
   *
   * @return where head was seen last
   */
  long passTaken() {
    while (true) {
      long head = words.getAcquire(LaneLayout.HEAD);
      long word = words.getAcquire(cellOffset(head));
      int length = lengthOf(word, head);
      if (length < 0 || !isTaken(word)) {
        return head;
      }
      words.compareAndSet(LaneLayout.HEAD, head, head + cellsFor(length)); // HANDOFF room
    }
  }

  /** The word of a sealed end: no record will ever begin at that position. */
  static long seal(long position) {
    return (position + 1) << LENGTH_BITS | TAKEN;
  }

  /**
   * Seals the end of the lane, so that its producer cannot commit any more. Anybody may do it, any
   * number of times; only for lanes whose producer commits by {@link LaneWriter#offer}.
   *
   * <p>The walk from head finds a true end: every word on the way names its own position, so the
   * next record begins exactly there, and the word found there is an older one. The compare-and-set
   * succeeds only while it still stands, so before that record is committed. If the cell has come
   * round again and been wiped meanwhile, the seal names a position of the past and means nothing.
   *
   * @return whether the lane is sealed now; not while it is full, when there is no cell to seal
   */
  boolean trySeal() {
    while (true) {
      long end = LaneScan.extentOf(this).end();
      long at = cellOffset(end);
      long word = words.getAcquire(at);
      if (word == seal(end)) {
        return true;
      }
      long head = words.getAcquire(LaneLayout.HEAD);
      if (end - head >= cells) {
        return false;
      }
      if (lengthOf(word, end) == DAMAGED) {
        throw new DamagedLaneException("record length at position", end, "cells", cells);
      }
      long rest = word - ((end + 1) << LENGTH_BITS);
      boolean older = rest < 0;
      if ((rest == 0 || rest >> LENGTH_BITS > 0) && head - end <= 0) {
        // A later lap's, and head has not passed the end: nobody has written that.
        throw new DamagedLaneException("word at the end", word, "position", end);
      }
      if (older
          && words.compareAndSet(at, word, seal(end))
          && words.getAcquire(LaneLayout.HEAD) - end <= 0) {
        return true;
      }
    }
  }

  /** Whether nothing is in the lane and nothing can come: head stands at the seal. */
  boolean isExhausted() {
    long head = words.getAcquire(LaneLayout.HEAD);
    return words.getAcquire(cellOffset(head)) == seal(head);
  }

  /** Whether the payload begins with its own length, which is not part of the record. */
  static boolean hasLongHeader(int length) {
    return length > SHORT_LIMIT;
  }

  /**
   * Copies {@code count} payload bytes from byte {@code from} of the record at {@code position}.
   */
  void readPayload(long position, int length, int from, byte[] target, int targetIndex, int count) {
    if (length <= payloadBytes && length <= SHORT_LIMIT) {
      words.readBytes(cellOffset(position) + WORD_BYTES + from, target, targetIndex, count);
      return;
    }
    long at = from + (hasLongHeader(length) ? (long) Long.BYTES : 0L);
    long cell = position + at / payloadBytes;
    int within = (int) (at % payloadBytes);
    for (int done = 0, piece; done < count; done += piece) {
      piece = Math.min(count - done, payloadBytes - within);
      words.readBytes(cellOffset(cell) + WORD_BYTES + within, target, targetIndex + done, piece);
      within = 0;
      cell++;
    }
  }

  /** Copies the whole payload of the record at {@code position} to the start of a buffer. */
  void readPayload(long position, int length, ByteBuffer target) {
    long cell = position;
    int within = hasLongHeader(length) ? Long.BYTES : 0;
    for (int done = 0, piece; done < length; done += piece) {
      piece = Math.min(length - done, payloadBytes - within);
      words.readBytes(cellOffset(cell) + WORD_BYTES + within, target, done, piece);
      within = 0;
      cell++;
    }
  }

  /** Copies {@code count} bytes to byte {@code from} of the uncommitted record at that position. */
  void writePayload(
      long position, int length, int from, byte[] source, int sourceIndex, int count) {
    if (length <= payloadBytes && length <= SHORT_LIMIT) {
      words.writeBytes(cellOffset(position) + WORD_BYTES + from, source, sourceIndex, count);
      return;
    }
    long at = from + (hasLongHeader(length) ? (long) Long.BYTES : 0L);
    long cell = position + at / payloadBytes;
    int within = (int) (at % payloadBytes);
    for (int done = 0, piece; done < count; done += piece) {
      piece = Math.min(count - done, payloadBytes - within);
      words.writeBytes(cellOffset(cell) + WORD_BYTES + within, source, sourceIndex + done, piece);
      within = 0;
      cell++;
    }
  }
}
