package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Words;
import java.util.Arrays;

/**
 * Takes records from several lanes: looks at their heads, chooses one, copies its record and takes
 * it by compare-and-set of its word (see {@link LaneRing}). One instance is used by one thread at a
 * time; any number of them may run, in any number of processes.
 *
 * <p><b>Empty</b> is said only after two looks have found every lane empty with the same head.
 * Heads never go back, so between the end of the first look and the beginning of the second the
 * whole queue was empty; that no other lane was open is looked up in between. One look is not
 * enough: while it passes, an element may arrive behind it and another be taken before it.
 */
abstract class QueueTaker {
  /** What {@link #tryTake} answers when the queue is empty. */
  static final int EMPTY = -1;

  /** What {@link #choose} answers when it has seen no record. */
  static final int NONE = -1;

  private static final int KEPT_BYTES = 1 << 16;
  private static final int FIRST_BYTES = 256;
  private static final long UNSEEN = -1;

  private final LaneSource source;
  private final int stampBytes;
  private long[] heads = new long[4];
  private long[] commits = new long[4];
  private long[] stamps = new long[4];
  private int[] lengths = new int[4];
  private byte[] bytes = new byte[FIRST_BYTES];
  private int takenFrom;

  QueueTaker(LaneSource source, int stampBytes) {
    this.source = source;
    this.stampBytes = stampBytes;
  }

  /** A taker for queues of that ordering. */
  static QueueTaker of(Ordering ordering, LaneSource source) {
    return ordering == Ordering.REAL_TIME ? new StampedTaker(source) : new RotatingTaker(source);
  }

  /**
   * A taker for queues of that ordering and so many levels.
   *
   * @param source lane i belongs to level i modulo {@code levels}
   */
  static QueueTaker of(Ordering ordering, int levels, LaneSource source) {
    return levels == 1 ? of(ordering, source) : PriorityTaker.of(ordering, levels, source);
  }

  /** Takes a record into {@link #bytes}: its length without stamp, or {@link #EMPTY}. */
  final int tryTake() {
    int lane;
    while ((lane = first()) != NONE) {
      if (take(lane)) {
        takenFrom = lane;
        return lengths[lane] - stampBytes;
      }
    }
    return EMPTY;
  }

  /**
   * Copies the record that {@link #tryTake} would take into {@link #bytes} and leaves it: its
   * length without stamp, or {@link #EMPTY}.
   */
  final int peek() {
    int lane;
    while ((lane = first()) != NONE) {
      if (copy(lane)) {
        return lengths[lane] - stampBytes;
      }
    }
    return EMPTY;
  }

  /** The lane whose record is the first one, or {@link #NONE} if the queue is empty. */
  private int first() {
    while (true) {
      int open = source.openLanes();
      makeRoom(open);
      int lane = choose(open);
      if (source.openLanes() != open) {
        continue; // a lane has been opened meanwhile, and what it holds may come first
      }
      if (lane != NONE || isStillEmpty(open)) {
        return lane;
      }
    }
  }

  /** Looks at the lanes below {@code open}, and says which one to take from, or {@link #NONE}. */
  abstract int choose(int open);

  /** The record taken last, without stamp. */
  final byte[] bytes() {
    return bytes;
  }

  /** The lane of the record taken last. */
  final int takenFrom() {
    return takenFrom;
  }

  private void makeRoom(int open) {
    if (heads.length < open) {
      int size = Math.max(open, heads.length * 2);
      heads = Arrays.copyOf(heads, size);
      commits = Arrays.copyOf(commits, size);
      stamps = Arrays.copyOf(stamps, size);
      lengths = Arrays.copyOf(lengths, size);
    }
  }

  /** The stamp of the record seen last at the head of a lane. */
  final long stamp(int lane) {
    return stamps[lane];
  }

  /** Whether the last look at a lane has seen a record. */
  final boolean hasRecord(int lane) {
    return lengths[lane] != LaneRing.NOT_COMMITTED;
  }

  /** Looks at the head of a lane; whether it has a record. */
  final boolean look(int lane) {
    LaneRing ring = source.lane(lane);
    lengths[lane] = LaneRing.NOT_COMMITTED;
    if (ring == null) {
      heads[lane] = UNSEEN;
      return false;
    }
    Words words = ring.words;
    while (true) {
      long head = words.getAcquire(LaneLayout.HEAD);
      long word = words.getAcquire(ring.cellOffset(head)); // HANDOFF commit
      int length = ring.lengthOf(word, head);
      if (length >= 0 && LaneRing.isTaken(word)) {
        ring.passTaken();
        continue;
      }
      long stamp = 0;
      if (stampBytes != 0 && length >= stampBytes) {
        stamp = words.readLong(ring.payloadOffset(head, length));
      }
      words.acquireFence();
      if (words.getAcquire(LaneLayout.HEAD) == head) {
        if (length >= 0 ? length < stampBytes : length == LaneRing.DAMAGED) {
          throw new DamagedLaneException("record length at position", head, "lane", lane);
        }
        if (head < 0) {
          throw new DamagedLaneException("head", head, "lane", lane); // positions begin above 0
        }
        heads[lane] = head;
        commits[lane] = word;
        lengths[lane] = length;
        stamps[lane] = stamp;
        return length >= 0;
      }
    }
  }

  private boolean isStillEmpty(int open) {
    for (int lane = 0; lane < open; lane++) {
      if (!isLaneStillEmpty(lane)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a lane that the last look has found empty has been so ever since. */
  final boolean isLaneStillEmpty(int lane) {
    LaneRing ring = source.lane(lane);
    if ((ring == null) != (heads[lane] == UNSEEN)) {
      return false;
    }
    // First the cell, then head: if the lane went once around in between, the cell would hold a
    // later record, which looks like none.
    if (ring != null
        && (ring.lengthAt(heads[lane]) != LaneRing.NOT_COMMITTED
            || ring.words.getAcquire(LaneLayout.HEAD) != heads[lane])) {
      return false;
    }
    return true;
  }

  /** Copies the record seen last at a lane's head; whether it was there until the end. */
  private boolean copy(int lane) {
    LaneRing ring = source.lane(lane);
    read(ring, lane);
    ring.words.acquireFence();
    return ring.words.getAcquire(ring.cellOffset(heads[lane])) == commits[lane];
  }

  private boolean take(int lane) {
    LaneRing ring = source.lane(lane);
    long head = heads[lane];
    read(ring, lane);
    // The copy above is complete before anybody else may think the record taken.
    if (!ring.words.compareAndSet(
        ring.cellOffset(head), commits[lane], LaneRing.taken(commits[lane]))) {
      return false;
    }
    ring.words.compareAndSet(
        LaneLayout.HEAD, head, head + ring.cellsFor(lengths[lane])); // HANDOFF room
    return true;
  }

  private void read(LaneRing ring, int lane) {
    int length = lengths[lane];
    reserve(length);
    ring.readPayload(heads[lane], length, stampBytes, bytes, 0, length - stampBytes);
  }

  private void reserve(int length) {
    if (bytes.length < length || (bytes.length > KEPT_BYTES && length < KEPT_BYTES)) {
      bytes = new byte[Math.max(FIRST_BYTES, length)];
    }
  }
}
