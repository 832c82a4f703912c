package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Words;

/**
 * A competing consumer of a lane: copies the record at head, then takes it by one compare-and-set.
 * Holds nothing but the last copy, so any number may run; one instance is used by one thread at a
 * time.
 */
final class LaneTaker {
  /** What {@link #tryTake} answers when the lane is empty. */
  static final int EMPTY = -1;

  private static final int KEPT_BYTES = 1 << 16;

  private final LaneRing ring;
  private final Words words;
  private byte[] bytes = new byte[256];

  LaneTaker(LaneRing ring) {
    this.ring = ring;
    this.words = ring.words;
  }

  /** Takes the next record into {@link #bytes}: its length, or {@link #EMPTY}. */
  int tryTake() {
    while (true) {
      long head = words.getAcquire(LaneLayout.HEAD);
      int length = ring.lengthAt(head); // HANDOFF commit
      if (length >= 0) {
        if (LaneRing.hasLongHeader(length) && !stillAt(head)) {
          continue; // the length came from payload that may have been overwritten
        }
        reserve(length);
        ring.readPayload(head, length, 0, bytes, 0, length);
        // HANDOFF room: the copy above is complete before the producer may reuse the cells.
        if (words.compareAndSet(LaneLayout.HEAD, head, head + ring.cellsFor(length))) {
          return length;
        }
      } else if (words.getAcquire(LaneLayout.HEAD) == head) {
        if (length == LaneRing.DAMAGED) {
          throw new DamagedLaneException("record length at position", head, "cells", ring.cells());
        }
        return EMPTY;
      }
    }
  }

  private boolean stillAt(long head) {
    words.acquireFence();
    return words.getAcquire(LaneLayout.HEAD) == head;
  }

  private void reserve(int length) {
    if (bytes.length < length || (bytes.length > KEPT_BYTES && length < KEPT_BYTES)) {
      bytes = new byte[Math.max(256, length)];
    }
  }

  /** Holds the record taken last. */
  byte[] bytes() {
    return bytes;
  }
}
