package io.tandem.ipc.queue;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.MappedWords;
import io.tandem.ipc.memory.Words;
import java.nio.ByteBuffer;

/**
 * The single consumer of a lane: reads in place and publishes head once per batch, without any
 * compare-and-set. Used by one thread at a time; the caller sees to that.
 */
final class LaneReader {
  private final LaneRing ring;
  private final Words words;
  private final int maxShort;
  private final int cellBytes;
  private final long endOfCells;
  private final int batch;
  private final Polling polling;
  private long head;
  private ByteBuffer gatherBytes;
  private Words gatherWords;

  private LaneReader(LaneRing ring, Polling polling) {
    this.ring = ring;
    this.words = ring.words;
    this.maxShort = ring.maxShort();
    this.cellBytes = ring.cellBytes();
    this.endOfCells = LaneRing.sizeBytes(ring.cells(), cellBytes);
    this.batch = (int) Math.max(1, ring.cells() >> 2);
    this.polling = polling;
  }

  /**
   * Becomes the lane's consumer if it has none or a dead one.
   *
   * @return the reader, or null when a living process is the consumer
   */
  static LaneReader tryClaim(LaneRing ring, Liveness liveness, Polling polling) {
    Words words = ring.words;
    long owner = words.getAcquire(LaneLayout.CONSUMER);
    if (owner != Liveness.NOBODY && !liveness.isDead((int) owner)) {
      return null;
    }
    // HANDOFF consumer: sees the head that the consumer before has published.
    if (!words.compareAndSet(LaneLayout.CONSUMER, owner, liveness.self() & 0xFFFF_FFFFL)) {
      return null;
    }
    LaneReader reader = new LaneReader(ring, polling);
    reader.head = words.getAcquire(LaneLayout.HEAD);
    return reader;
  }

  /**
   * Hands up to {@code limit} records to the handler.
   *
   * @return how many; 0 when the lane was empty
   */
  int read(RecordHandler handler, int limit) {
    polling.beforeLook();
    int count = 0;
    boolean emptied = false;
    while (count < limit && !emptied) {
      int most = Math.min(limit - count, batch);
      int done = readBatch(handler, most);
      count += done;
      emptied = done < most;
    }
    polling.afterLook(count, emptied);
    return count;
  }

  /**
   * Reads at most as many records as a quarter of the ring has cells, then publishes head. While
   * records have one cell each, all that the loop needs is in locals: where the next cell is, and
   * the word that an empty record there would have.
   */
  private int readBatch(RecordHandler handler, int limit) {
    Words memory = words;
    int inPlace = maxShort;
    int step = cellBytes;
    long end = endOfCells;
    long position = head;
    long cell = ring.cellOffset(position);
    int count = 0;
    try {
      while (count < limit) {
        long word = memory.getAcquire(cell); // HANDOFF commit
        long length = word - LaneRing.shortWord(position, 0);
        if (Long.compareUnsigned(length, inPlace) <= 0) {
          long at = cell + LaneRing.WORD_BYTES;
          position++;
          cell += step;
          if (cell == end) {
            cell = LaneLayout.CELLS;
          }
          count++;
          handler.onRecord(memory, at, (int) length);
        } else {
          int longer = ring.lengthOf(word, position);
          if (longer == LaneRing.NOT_COMMITTED) {
            break;
          }
          boolean whole = LaneRing.hasLongHeader(longer) && longer <= ring.maxInPlace();
          long at = whole ? cell + LaneRing.LONG_PAYLOAD : gather(position, longer);
          position += ring.cellsFor(longer);
          cell = ring.cellOffset(position);
          count++;
          handler.onRecord(whole ? memory : gatherWords, at, longer);
        }
      }
    } finally {
      if (count != 0) {
        memory.setRelease(LaneLayout.HEAD, position); // HANDOFF room
        head = position;
      }
    }
    return count;
  }

  /** Copies a record of several cells into one piece; says where it begins. */
  private long gather(long position, int length) {
    if (length == LaneRing.DAMAGED) {
      throw new DamagedLaneException("record length at position", position, "cells", ring.cells());
    }
    if (gatherBytes == null || gatherBytes.capacity() < length) {
      gatherBytes = ByteBuffer.allocateDirect(roomFor(length));
      gatherWords = new MappedWords(gatherBytes, 0);
    }
    ring.readPayload(position, length, gatherBytes);
    return 0;
  }

  /** For a record of that length, and somewhat longer ones after it. */
  static int roomFor(int length) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(4096, length * 3L / 2));
  }

  /** Whether a record is waiting. */
  boolean isReady() {
    return ring.lengthAt(head) != LaneRing.NOT_COMMITTED;
  }

  /** Gives the lane up, for another consumer to claim. */
  void release(Liveness liveness) {
    // HANDOFF consumer
    words.compareAndSet(LaneLayout.CONSUMER, liveness.self() & 0xFFFF_FFFFL, Liveness.NOBODY);
  }

  /** The position of the next record. */
  long head() {
    return head;
  }
}
