package io.tandem.ipc.queue;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;
import java.util.Arrays;

/**
 * Finds records that nobody works on, in several lanes, and takes leases of them. One instance is
 * used by one thread at a time; any number of them may run, in any number of processes.
 *
 * <p>Of the first free record of each lane it takes the one with the smallest stamp. Records that
 * were given back stand before those that were never delivered, so they come first.
 *
 * <p>Whether the owner of a lease is dead is asked when nothing else is left, and every {@value
 * #TAKES_BETWEEN_VERDICTS} takes: a verdict may cost system calls.
 */
final class LeaseTaker {
  private static final int TAKES_BETWEEN_VERDICTS = 64;
  private static final int FIRST_BYTES = 256;
  private static final int KEPT_BYTES = 1 << 16;

  private final LaneSource source;
  private final Liveness liveness;
  private LeaseRing[] rings = new LeaseRing[4];
  private int takesUntilVerdicts = TAKES_BETWEEN_VERDICTS;
  private byte[] bytes = new byte[FIRST_BYTES];

  // The record that the last look has found, and then the one taken.
  private long stamp;
  private long position;
  private long record;
  private long lease;
  private int length;

  LeaseTaker(LaneSource source, Liveness liveness) {
    this.source = source;
    this.liveness = liveness;
  }

  /** What is known of a record taken. */
  record Taken(LeaseRing ring, int lane, long position, long record, long lease) {
    int deliveries() {
      return ring.deliveries(position, lease);
    }
  }

  /**
   * Takes a lease and copies the record into {@link #bytes}; null when there is nothing to take.
   */
  Taken tryTake() {
    boolean verdicts = --takesUntilVerdicts <= 0;
    while (true) {
      int open = source.openLanes();
      int lane = oldest(open, verdicts);
      if (lane < 0) {
        if (!verdicts) {
          verdicts = true;
          continue;
        }
        if (source.openLanes() == open) {
          takesUntilVerdicts = TAKES_BETWEEN_VERDICTS;
          return null;
        }
        continue;
      }
      LeaseRing ring = rings[lane];
      long mine = ring.tryTake(position, record, lease);
      if (mine != 0) {
        takesUntilVerdicts = verdicts ? TAKES_BETWEEN_VERDICTS : takesUntilVerdicts;
        copy(ring.ring());
        return new Taken(ring, lane, position, record, mine);
      }
    }
  }

  /** Whether there seems to be something to take. */
  boolean isReady() {
    return oldest(source.openLanes(), true) >= 0;
  }

  /** The lane whose first free record is the oldest, or −1. Leaves what it found in the fields. */
  private int oldest(int open, boolean verdicts) {
    int best = -1;
    long bestPosition = 0;
    long bestRecord = 0;
    long bestLease = 0;
    int bestLength = 0;
    long bestStamp = 0;
    for (int lane = 0; lane < open; lane++) {
      LeaseRing ring = ring(lane);
      if (ring != null && findFree(ring, verdicts) && (best < 0 || stamp < bestStamp)) {
        best = lane;
        bestPosition = position;
        bestRecord = record;
        bestLease = lease;
        bestLength = length;
        bestStamp = stamp;
      }
    }
    position = bestPosition;
    record = bestRecord;
    lease = bestLease;
    length = bestLength;
    return best;
  }

  private LeaseRing ring(int lane) {
    if (lane >= rings.length) {
      rings = Arrays.copyOf(rings, Math.max(lane + 1, rings.length * 2));
    }
    if (rings[lane] == null) {
      LaneRing ring = source.lane(lane);
      rings[lane] = ring == null ? null : new LeaseRing(ring, liveness);
    }
    return rings[lane];
  }

  /**
   * Looks for the first record in a lane that nobody has.
   *
   * @param verdicts whether records of the dead count
   */
  private boolean findFree(LeaseRing leases, boolean verdicts) {
    LaneRing ring = leases.ring();
    Words words = ring.words;
    long head = words.getAcquire(LaneLayout.HEAD);
    position = head;
    while (position - head < ring.cells()) {
      long at = ring.cellOffset(position);
      record = words.getAcquire(at); // HANDOFF commit
      length = ring.lengthOf(record, position);
      if (length < StampedTaker.STAMP_BYTES) {
        long now = words.getAcquire(LaneLayout.HEAD);
        if (now - position <= 0) {
          requireEnd(); // and not cells that have been reused meanwhile
          return false;
        }
        head = now;
        position = now;
        continue;
      }
      if (!LaneRing.isTaken(record) && isFree(leases, verdicts)) {
        stamp = words.readLong(ring.payloadOffset(position, length));
        words.acquireFence();
        if (words.getAcquire(at) == record) {
          return true;
        }
        continue; // look at the same place again: it has been done with
      }
      position += ring.cellsFor(length);
    }
    return false;
  }

  private void requireEnd() {
    if (length != LaneRing.NOT_COMMITTED) {
      throw new DamagedLaneException("record length at position", position, "length", length);
    }
  }

  private boolean isFree(LeaseRing leases, boolean verdicts) {
    lease = leases.read(position);
    int owner = leases.owner(position, lease);
    return owner == Liveness.NOBODY || (verdicts && liveness.isDead(owner));
  }

  private void copy(LaneRing ring) {
    int count = length - StampedTaker.STAMP_BYTES;
    if (bytes.length < count || (bytes.length > KEPT_BYTES && count < KEPT_BYTES)) {
      bytes = new byte[Math.max(FIRST_BYTES, count)];
    }
    ring.readPayload(position, length, StampedTaker.STAMP_BYTES, bytes, 0, count);
  }

  /** The element taken last, encoded. */
  byte[] bytes() {
    return bytes;
  }

  /** How many of the {@link #bytes} it has. */
  int length() {
    return length - StampedTaker.STAMP_BYTES;
  }
}
