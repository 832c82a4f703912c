package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Looks at all records of a queue without taking them, and takes single ones out of turn. For
 * {@code size}, iteration and removal from the middle: nothing that has to be fast.
 *
 * <p>What it finds was in the queue at some moment of the look. A record counts if its word was the
 * same before and after it was copied: then it was committed and not taken all the while, so head
 * had not passed it and its cells were not reused.
 */
final class LaneScan {
  private final LaneSource source;
  private final int stampBytes;
  private final int levels;

  /** One record found. */
  static final class Found {
    private final LaneRing ring;
    private final int lane;
    private final long position;
    private final long word;
    private final long stamp;
    private final byte[] bytes;

    Found(LaneRing ring, int lane, long position, long word, long stamp, byte[] bytes) {
      this.ring = ring;
      this.lane = lane;
      this.position = position;
      this.word = word;
      this.stamp = stamp;
      this.bytes = bytes;
    }

    /** The lane it lies in. */
    int lane() {
      return lane;
    }

    /** A copy of the element, encoded. */
    byte[] bytes() {
      return bytes;
    }

    /**
     * Takes the record, wherever it stands.
     *
     * @return whether it was still there
     */
    boolean take() {
      boolean taken =
          ring.words.compareAndSet(ring.cellOffset(position), word, LaneRing.taken(word));
      if (taken) {
        ring.passTaken();
      }
      return taken;
    }
  }

  /**
   * @param stampBytes how many bytes of stamp are before each element
   */
  LaneScan(LaneSource source, int stampBytes) {
    this(source, stampBytes, 1);
  }

  /**
   * @param stampBytes how many bytes of stamp are before each element
   * @param levels of which lane i is in level i modulo this; the first ones come first
   */
  LaneScan(LaneSource source, int stampBytes, int levels) {
    this.source = source;
    this.stampBytes = stampBytes;
    this.levels = levels;
  }

  /** All records, in the order in which takers would get them. */
  List<Found> findAll() {
    List<Found> all = new ArrayList<>();
    int open = source.openLanes();
    for (int lane = 0; lane < open; lane++) {
      LaneRing ring = source.lane(lane);
      if (ring != null) {
        findIn(ring, lane, all);
      }
    }
    if (stampBytes != 0) {
      all.sort(
          Comparator.comparingLong(
              (Found found) -> found.stamp)); // stable: equal ones stay in lane order
    }
    if (levels > 1) {
      all.sort(Comparator.comparingInt((Found found) -> found.lane % levels)); // stable, too
    }
    return all;
  }

  private void findIn(LaneRing ring, int lane, List<Found> all) {
    Words words = ring.words;
    long head = words.getAcquire(LaneLayout.HEAD);
    long position = head;
    while (position - head < ring.cells()) {
      long at = ring.cellOffset(position);
      long word = words.getAcquire(at); // HANDOFF commit
      int length = ring.lengthOf(word, position);
      if (length < 0) {
        long now = words.getAcquire(LaneLayout.HEAD);
        if (now - position <= 0) {
          return; // the end, and not cells that have been reused meanwhile
        }
        head = now;
        position = now;
        continue;
      }
      if (!LaneRing.isTaken(word) && length >= stampBytes) {
        byte[] bytes = new byte[length - stampBytes];
        long stamp = stampBytes == 0 ? 0 : words.readLong(ring.payloadOffset(position, length));
        ring.readPayload(position, length, stampBytes, bytes, 0, bytes.length);
        words.acquireFence();
        if (words.getAcquire(at) == word) {
          all.add(new Found(ring, lane, position, word, stamp, bytes));
        }
      }
      position += ring.cellsFor(length);
    }
  }

  /** How many elements there are; what is put or taken meanwhile may be counted or not. */
  int count() {
    long count = 0;
    int open = source.openLanes();
    for (int lane = 0; lane < open; lane++) {
      LaneRing ring = source.lane(lane);
      if (ring != null) {
        count += extentOf(ring).records;
      }
    }
    return (int) Math.min(count, Integer.MAX_VALUE);
  }

  /**
   * What a walk over a lane has found.
   *
   * @param records how many were committed and not taken
   * @param end the position after the last of them, taken ones included
   */
  record Extent(long records, long end) {}

  /** Walks over a lane. */
  static Extent extentOf(LaneRing ring) {
    Words words = ring.words;
    while (true) {
      long head = words.getAcquire(LaneLayout.HEAD);
      long position = head;
      long count = 0;
      while (position - head < ring.cells()) {
        long word = words.getAcquire(ring.cellOffset(position)); // HANDOFF commit
        int length = ring.lengthOf(word, position);
        if (length < 0) {
          break;
        }
        count += LaneRing.isTaken(word) ? 0 : 1;
        position += ring.cellsFor(length);
      }
      if (words.getAcquire(LaneLayout.HEAD) - position <= 0) {
        return new Extent(count, position); // not cells that have been reused meanwhile
      }
    }
  }
}
