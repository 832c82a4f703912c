package io.tandem.ipc.queue;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;

/**
 * Keeps a queue of many lanes from ever holding more elements than its capacity, and from refusing
 * one while it holds fewer. Used by the producer of a lane, which is one thread at a time.
 *
 * <h2>How it works</h2>
 *
 * There is no counter: one that a process raises before its element is in, or lowers after one is
 * out, is wrong for ever when that process dies in between. The lanes themselves say how much is in
 * them. A producer
 *
 * <ol>
 *   <li>announces its put: stores in its lane's {@code intent} where the lane will end,
 *   <li>full fence,
 *   <li>counts what is in all lanes, and the puts that others have announced;
 *   <li>within the capacity with its own: commits, which fulfils the announcement;
 *   <li>more without those announced: withdraws, the queue is full;
 *   <li>else some of the announced will fit and some not: the one in the lowest lane stays and
 *       counts again, the others withdraw and begin anew.
 * </ol>
 *
 * <p><b>Never more:</b> of several producers that have all decided to commit, take the one whose
 * fence was last: it has counted the announcements of all the others, or their records.
 *
 * <p><b>Cheap while there is room:</b> a record takes at least a cell, so the cells between head
 * and intent bound the elements from above. Records are counted one by one only when that bound is
 * above the capacity.
 *
 * <p><b>Who may die or stop:</b> an announcement of the dead does not count, and the next producer
 * of that lane takes it back. One who is stopped between announcing and committing holds a place
 * until it goes on, as if it were in already.
 *
 * <p>Source: the announcing and looking of Lamport's bakery, with lane numbers for tickets.
 */
final class ExactRoom {
  private static final int TRIES = 400;

  /** What one count has found. */
  private enum Verdict {
    FREE,
    FULL,
    MINE_IS_NEXT,
    OTHERS_ARE_NEXT
  }

  private final LaneSource lanes;
  private final Liveness liveness;
  private final int capacity;
  private final int tries;
  private final Runnable pause;

  ExactRoom(LaneSource lanes, Liveness liveness, int capacity) {
    this(lanes, liveness, capacity, TRIES, new LetOthersGoOn());
  }

  /** For tests: with another way to pass the time until others have gone on. */
  ExactRoom(LaneSource lanes, Liveness liveness, int capacity, int tries, Runnable pause) {
    this.lanes = lanes;
    this.liveness = liveness;
    this.capacity = capacity;
    this.tries = tries;
    this.pause = pause;
  }

  private static final class LetOthersGoOn implements Runnable {
    @Override
    @SuppressWarnings("ThreadPriorityCheck") // the one waited for may need this very core
    public void run() {
      Thread.yield();
    }
  }

  /**
   * Announces a put into a lane; the caller commits the record right after, or withdraws.
   *
   * @param own the lane's number
   * @param cells how many the record takes
   * @return whether there is room for it; false also when somebody who announced a put earlier does
   *     not go on with it
   */
  boolean tryReserve(int own, LaneWriter writer, int cells) {
    announce(writer, cells);
    for (int i = 0; i < tries; i++) {
      Verdict verdict = verdict(own);
      if (verdict == Verdict.FREE) {
        return true;
      }
      if (verdict == Verdict.FULL) {
        break;
      }
      if (verdict == Verdict.OTHERS_ARE_NEXT) {
        withdraw(writer);
        pause.run();
        announce(writer, cells);
      } else {
        pause.run();
      }
    }
    withdraw(writer);
    return false;
  }

  private static void announce(LaneWriter writer, int cells) {
    Words words = writer.ring().words;
    words.setRelease(LaneLayout.INTENT, writer.tail() + cells); // HANDOFF intent
    words.fullFence();
  }

  /** Takes an announcement back. */
  void withdraw(LaneWriter writer) {
    writer.ring().words.setRelease(LaneLayout.INTENT, writer.tail()); // HANDOFF intent
  }

  private Verdict verdict(int own) {
    int open = lanes.openLanes();
    return cellsAtMost(open) <= capacity ? Verdict.FREE : count(own, open);
  }

  /** A bound from above, without looking at records: heads first, since they only go up. */
  private long cellsAtMost(int open) {
    long cells = 0;
    for (int lane = 0; lane < open; lane++) {
      LaneRing ring = lanes.lane(lane);
      if (ring != null) {
        long head = ring.words.getAcquire(LaneLayout.HEAD);
        cells += Math.max(0, ring.words.getAcquire(LaneLayout.INTENT) - head); // HANDOFF intent
      }
    }
    return cells;
  }

  private Verdict count(int own, int open) {
    while (true) {
      long heads = heads(open);
      long committed = 0;
      int announced = 0;
      int lowest = own;
      for (int lane = 0; lane < open; lane++) {
        LaneRing ring = lanes.lane(lane);
        if (ring == null) {
          continue;
        }
        LaneScan.Extent extent = LaneScan.extentOf(ring);
        committed += extent.records();
        if (lane != own && isAnnounced(ring, extent.end())) {
          announced++;
          lowest = Math.min(lowest, lane);
        }
      }
      if (committed + announced + 1 <= capacity) {
        return Verdict.FREE;
      }
      if (committed < capacity) {
        return lowest == own ? Verdict.MINE_IS_NEXT : Verdict.OTHERS_ARE_NEXT;
      }
      if (heads(open) == heads) {
        return Verdict.FULL; // nothing was taken meanwhile, so all that was counted was in
      }
    }
  }

  /** Heads only go up, so their sum is the same only if all are. */
  private long heads(int open) {
    long sum = 0;
    for (int lane = 0; lane < open; lane++) {
      LaneRing ring = lanes.lane(lane);
      sum += ring == null ? 0 : ring.words.getAcquire(LaneLayout.HEAD);
    }
    return sum;
  }

  private boolean isAnnounced(LaneRing ring, long end) {
    if (ring.words.getAcquire(LaneLayout.INTENT) - end <= 0) { // HANDOFF intent
      return false;
    }
    long owner = ring.words.getAcquire(LaneLayout.PRODUCER);
    return owner != Liveness.NOBODY && !liveness.isDead((int) owner);
  }
}
