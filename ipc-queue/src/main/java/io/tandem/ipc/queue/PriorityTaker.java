package io.tandem.ipc.queue;

/**
 * Takes from a queue with several levels: from the most urgent one that has a record, and there
 * what a queue of that level alone would give. One instance is used by one thread at a time; any
 * number of them may run, in any number of processes.
 *
 * <h2>How it works</h2>
 *
 * A lane belongs to one level for good, so within it nothing urgent ever waits behind something
 * else, and the level need not be written into records. A take looks at the lanes level by level,
 * most urgent first, and stops at the first level that has a candidate, chosen as {@link
 * StampedTaker} or {@link RotatingTaker} choose. Then
 *
 * <ul>
 *   <li><b>the last look</b> asks whether each lane of the levels before is empty with the same
 *       head as when it was first looked at. Heads never go back, so each of those lanes was empty
 *       all the time in between, and all of them were at the moment when the candidate had just
 *       been seen. At that moment nothing more urgent was in the queue: there the take has its
 *       place among all others. If one of them is not, the take begins anew; a put of something
 *       more urgent has made progress.
 * </ul>
 *
 * <p>It is not enough that each of them is found empty once after the candidate was seen. While one
 * is looked at, an urgent record may come into the other, and while that one is looked at, a second
 * one into the first and the first one be taken: there would have been an urgent record all along.
 *
 * <p>An urgent record that is put after the last look may be in the queue before the candidate is
 * taken. Its put has then overlapped the take, and counts as later.
 */
final class PriorityTaker extends QueueTaker {
  private final int levels;
  private final boolean stamped;
  private final int[] turns;

  private PriorityTaker(LaneSource source, int levels, boolean stamped) {
    super(source, stamped ? StampedTaker.STAMP_BYTES : 0);
    this.levels = levels;
    this.stamped = stamped;
    this.turns = new int[levels];
  }

  /**
   * @param source lane i belongs to level i modulo {@code levels}; level 0 is the most urgent
   */
  static QueueTaker of(Ordering ordering, int levels, LaneSource source) {
    return new PriorityTaker(source, levels, ordering == Ordering.REAL_TIME);
  }

  @Override
  int choose(int open) {
    int level;
    int candidate;
    do {
      level = 0;
      candidate = chooseAt(level, open);
      while (candidate == NONE && ++level < levels) {
        candidate = chooseAt(level, open);
      }
    } while (candidate != NONE && !areStillEmptyBefore(level, open));
    return candidate;
  }

  private boolean areStillEmptyBefore(int level, int open) {
    for (int lane = 0; lane < open; lane++) {
      if (lane % levels < level && !isLaneStillEmpty(lane)) {
        return false;
      }
    }
    return true;
  }

  private int chooseAt(int level, int open) {
    return stamped ? oldest(level, open) : nextInTurn(level, open);
  }

  /** As {@link StampedTaker}, with both looks. */
  private int oldest(int level, int open) {
    int candidate = NONE;
    for (int lane = level; lane < open; lane += levels) {
      if (look(lane) && (candidate == NONE || stamp(lane) < stamp(candidate))) {
        candidate = lane;
      }
    }
    return candidate == NONE ? NONE : secondLook(level, open, candidate);
  }

  private int secondLook(int level, int open, int first) {
    int candidate = first;
    for (int lane = level; lane < open; lane += levels) {
      if (!hasRecord(lane) && look(lane) && stamp(lane) < stamp(candidate)) {
        candidate = lane;
      }
    }
    return candidate;
  }

  /** As {@link RotatingTaker}, in a turn of the level's own. */
  private int nextInTurn(int level, int open) {
    for (int i = 0; i < open; i++) {
      int lane = (turns[level] + i) % open;
      if (lane % levels == level && look(lane)) {
        turns[level] = lane + 1;
        return lane;
      }
    }
    return NONE;
  }
}
