package io.tandem.ipc.queue;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;

/**
 * The protocol of leases: a record stays in its lane until whoever works on it says that it is
 * done.
 *
 * <h2>How it works</h2>
 *
 * Beside each cell stands a lease word: the lap that it speaks of, how often the record was
 * delivered, and the owner word of who works on it. A word of another lap says nothing about the
 * record that is in the cell now: nobody has it and it was never delivered. So a producer never
 * touches the table.
 *
 * <ol>
 *   <li><b>Take:</b> find a committed record that nobody has, and name oneself in its lease word by
 *       compare-and-set. From then on its payload stays where it is, because head cannot pass a
 *       record that is not done with; it is copied at leisure.
 *   <li><b>Acknowledge:</b> set the record's own word to taken, as any taker does. Then head moves
 *       on past all records that are done with.
 *   <li><b>Give back:</b> take one's name out of the lease word; the count of deliveries stays.
 *   <li><b>Take over:</b> a lease whose owner is proven dead is taken by compare-and-set from that
 *       very word.
 * </ol>
 *
 * <h2>Who may die where</h2>
 *
 * There is one step that takes and it names the taker; there is one step that acknowledges. Before
 * the one nobody has the record, before the other it is delivered again, to somebody else. Nothing
 * is in between, so nothing needs to be undone or copied to safety.
 *
 * <h2>Tempting but wrong</h2>
 *
 * A taker may be stopped between reading a lease word and replacing it, for as long as it pleases.
 * When it goes on the cell may hold another record. Then the word differs, if only in its lap,
 * unless exactly 2^24 - 1 laps have passed; so the record's word is looked at again afterwards, and
 * a lease that has hit another record is given back. The price of leases in the lane: a record that
 * somebody works on keeps its room, and the rooms behind it.
 */
final class LeaseRing {
  /** Deliveries are counted up to this. */
  static final int MOST_DELIVERIES = 255;

  private static final int DELIVERIES_SHIFT = 32;
  private static final int LAP_SHIFT = 40;
  private static final long LAPS = (1L << 24) - 1;
  private static final long OWNER = 0xFFFF_FFFFL;

  private final LaneRing ring;
  private final Words words;
  private final Liveness liveness;
  private final long table;
  private final int lapShift;

  LeaseRing(LaneRing ring, Liveness liveness) {
    this.ring = ring;
    this.words = ring.words;
    this.liveness = liveness;
    this.table = LaneRing.sizeBytes(ring.cells(), ring.cellBytes()) + LeaseLayout.LEASES;
    this.lapShift = Long.numberOfTrailingZeros(ring.cells());
  }

  LaneRing ring() {
    return ring;
  }

  /** Whether the lane has no record, neither waiting nor leased. */
  boolean isEmpty() {
    return ring.lengthAt(ring.passTaken()) == LaneRing.NOT_COMMITTED;
  }

  private long leaseAt(long position) {
    return table + (position & (ring.cells() - 1)) * Long.BYTES;
  }

  /** Never 0, which is what a word has that was never written. */
  private long lap(long position) {
    return 1 + (position >>> lapShift) % LAPS;
  }

  /** The lease word of the cell where the record at that position begins. */
  long read(long position) {
    return words.getAcquire(leaseAt(position)); // HANDOFF lease
  }

  /** How often the record at that position was delivered, by that word. */
  int deliveries(long position, long lease) {
    return lease >>> LAP_SHIFT == lap(position) ? (int) (lease >>> DELIVERIES_SHIFT) & 0xFF : 0;
  }

  /** Who works on the record at that position, by that word; {@link Liveness#NOBODY} if nobody. */
  int owner(long position, long lease) {
    return lease >>> LAP_SHIFT == lap(position) ? (int) lease : Liveness.NOBODY;
  }

  /**
   * Takes the record at that position, which had that word and that lease.
   *
   * @return the new lease word, or 0 if somebody was faster
   */
  long tryTake(long position, long record, long lease) {
    long count = Math.min(MOST_DELIVERIES, deliveries(position, lease) + 1L);
    long mine = lap(position) << LAP_SHIFT | count << DELIVERIES_SHIFT | (liveness.self() & OWNER);
    if (!words.compareAndSet(leaseAt(position), lease, mine)) { // HANDOFF lease
      return 0;
    }
    if (words.getAcquire(ring.cellOffset(position)) != record) {
      giveBack(position, mine);
      return 0;
    }
    return mine;
  }

  /** Takes the caller's name out of its lease. */
  void giveBack(long position, long mine) {
    words.compareAndSet(leaseAt(position), mine, mine & ~OWNER); // HANDOFF lease
  }

  /** Ends the caller's work on a record that it has: nobody gets it any more. */
  void acknowledge(long position, long record) {
    words.compareAndSet(ring.cellOffset(position), record, LaneRing.taken(record));
    ring.passTaken();
  }
}
