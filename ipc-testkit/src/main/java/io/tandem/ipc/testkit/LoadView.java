package io.tandem.ipc.testkit;

import java.util.Arrays;

/**
 * How far back the loads of one process may look, where loads may be performed early. Immutable.
 *
 * <p>Time is the number of stores that have become visible so far. A load may have been performed
 * at any time from {@link #low} on, and gives what the memory held then; what is chosen is always
 * the earliest time at which it held that, since that forbids later loads the least.
 */
final class LoadView {
  /** No later load is performed before this. */
  private final int floor;

  /** When the latest of the loads so far was performed. */
  private final int newest;

  /** No later volatile load is performed before this, the time of the latest volatile store. */
  private final int volatileFloor;

  /** Words whose own order forbids to look back as far as the floor, and how far it allows. */
  private final int[] words;

  private final int[] times;

  private LoadView(int floor, int newest, int volatileFloor, int[] words, int[] times) {
    this.floor = floor;
    this.newest = newest;
    this.volatileFloor = volatileFloor;
    this.words = words;
    this.times = times;
  }

  /** Everything before is in the past. */
  static LoadView at(int now) {
    return new LoadView(now, now, now, new int[0], new int[0]);
  }

  /** The earliest time at which a load of these words may be performed. */
  int low(int firstWord, int lastWord, boolean isVolatile) {
    int low = isVolatile ? Math.max(floor, volatileFloor) : floor;
    for (int i = 0; i < words.length; i++) {
      if (words[i] >= firstWord && words[i] <= lastWord) {
        low = Math.max(low, times[i]);
      }
    }
    return low;
  }

  /** After a load that was performed at that time. */
  LoadView loaded(int firstWord, int lastWord, int time, boolean acquires) {
    LoadView seen = ordered(firstWord, lastWord, time);
    int newFloor = acquires ? Math.max(floor, time) : floor;
    return new LoadView(newFloor, Math.max(newest, time), volatileFloor, seen.words, seen.times)
        .pruned();
  }

  /** After a volatile store, or the store of an atomic update, at that time. */
  LoadView storedVolatile(int time) {
    return new LoadView(floor, newest, time, words, times);
  }

  /** After these words have had to be looked at as they are at that time or later. */
  LoadView ordered(int firstWord, int lastWord, int time) {
    int added = lastWord - firstWord + 1;
    int[] newWords = new int[words.length + added];
    int[] newTimes = new int[newWords.length];
    int count = 0;
    for (int i = 0; i < words.length; i++) {
      if (words[i] < firstWord || words[i] > lastWord) {
        newWords[count] = words[i];
        newTimes[count++] = times[i];
      }
    }
    for (int word = firstWord; word <= lastWord; word++) {
      newWords[count] = word;
      newTimes[count++] = time;
    }
    return new LoadView(
            floor,
            newest,
            volatileFloor,
            Arrays.copyOf(newWords, count),
            Arrays.copyOf(newTimes, count))
        .pruned();
  }

  /** After a fence that keeps later loads behind earlier loads. */
  LoadView acquireFence() {
    return new LoadView(Math.max(floor, newest), newest, volatileFloor, words, times).pruned();
  }

  private LoadView pruned() {
    int count = 0;
    for (int time : times) {
      count += time > floor ? 1 : 0;
    }
    if (count == times.length) {
      return this;
    }
    int[] newWords = new int[count];
    int[] newTimes = new int[count];
    count = 0;
    for (int i = 0; i < words.length; i++) {
      if (times[i] > floor) {
        newWords[count] = words[i];
        newTimes[count++] = times[i];
      }
    }
    return new LoadView(floor, newest, volatileFloor, newWords, newTimes);
  }

  /**
   * A hash of what this process may still see of the past: the stores it can look behind, in their
   * order, and where among them its bounds are. What else lies between does not matter.
   */
  long hash(long seed, int p, ModelMemory memory) {
    int now = memory.now();
    long hash = 0;
    int rank = 0;
    for (int time = floor; time < now; time++) {
      if (isRelevant(time, p, memory)) {
        rank++;
        hash = Hash.mix(seed ^ hash, memory.wordStoredAt(time), memory.valueBefore(time));
      }
    }
    if (rank == 0) {
      return 0;
    }
    for (int i = 0; i < words.length; i++) {
      if (isRelevantAfter(words[i], times[i], memory)) {
        hash += Hash.mix(seed, ~words[i], rankOf(times[i], p, memory));
      }
    }
    hash += Hash.mix(seed, -1, rankOf(volatileFloor, p, memory));
    return Hash.mix(seed ^ hash, rank, rankOf(newest, p, memory));
  }

  /** Whether this process may still see what the store at that time has replaced. */
  private boolean isRelevant(int time, int p, ModelMemory memory) {
    int word = memory.wordStoredAt(time);
    return memory.isReadBy(p, word) && low(word, word, false) <= time;
  }

  private static boolean isRelevantAfter(int word, int time, ModelMemory memory) {
    for (int later = time; later < memory.now(); later++) {
      if (memory.wordStoredAt(later) == word) {
        return true;
      }
    }
    return false;
  }

  private int rankOf(int time, int p, ModelMemory memory) {
    int rank = 0;
    for (int earlier = floor; earlier < time; earlier++) {
      rank += isRelevant(earlier, p, memory) ? 1 : 0;
    }
    return rank;
  }
}
