package io.tandem.ipc.testkit;

import java.util.Arrays;

/**
 * The words that all processes see, with what it takes to go back to an earlier state, to know a
 * state again, and to tell which words are shared at all.
 */
final class ModelMemory {
  /** Stands for the checks that look at the memory between the steps. */
  static final int OBSERVER = 62;

  final long[] words;
  private long hash1;
  private long hash2;

  private int[] undoWord = new int[1024];
  private long[] undoValue = new long[1024];
  private int undos;

  private final long[] readers;
  private final long[] writers;
  private final boolean[] shared;
  private final boolean readersMatter;
  private boolean unexpected;

  /**
   * @param readersMatter whether who reads a word is a part of what is found out, besides whether
   *     it is shared
   */
  ModelMemory(int sizeBytes, boolean readersMatter) {
    this.readersMatter = readersMatter;
    int count = (sizeBytes + 7) >>> 3;
    words = new long[count];
    readers = new long[count];
    writers = new long[count];
    shared = new boolean[count];
  }

  long hash1() {
    return hash1;
  }

  long hash2() {
    return hash2;
  }

  void put(int word, long value) {
    long before = words[word];
    if (before == value) {
      return;
    }
    if (undos == undoWord.length) {
      undoWord = Arrays.copyOf(undoWord, undos * 2);
      undoValue = Arrays.copyOf(undoValue, undos * 2);
    }
    undoWord[undos] = word;
    undoValue[undos++] = before;
    set(word, before, value);
  }

  private void set(int word, long before, long value) {
    hash1 += Hash.mix(Hash.SEED_1, word, value) - Hash.mix(Hash.SEED_1, word, before);
    hash2 += Hash.mix(Hash.SEED_2, word, value) - Hash.mix(Hash.SEED_2, word, before);
    words[word] = value;
  }

  /** The time: how many stores have changed something. Also a place to come back to. */
  int now() {
    return undos;
  }

  /** The word that the store at that time changed. */
  int wordStoredAt(int time) {
    return undoWord[time];
  }

  /** What that word held until then. */
  long valueBefore(int time) {
    return undoValue[time];
  }

  /** How often any of these words has been changed since that time. */
  int changesSince(int time, int firstWord, int lastWord) {
    int count = 0;
    for (int i = time; i < undos; i++) {
      count += undoWord[i] >= firstWord && undoWord[i] <= lastWord ? 1 : 0;
    }
    return count;
  }

  /** The time just before the last change but {@code later} of any of these words. */
  int timeBeforeChange(int later, int firstWord, int lastWord) {
    int left = later;
    for (int i = undos - 1; ; i--) {
      if (undoWord[i] >= firstWord && undoWord[i] <= lastWord && left-- == 0) {
        return i;
      }
    }
  }

  /** Since when these words have held what they hold at that time, but not before {@code low}. */
  int heldSince(int time, int low, int firstWord, int lastWord) {
    int since = time;
    while (since > low && (undoWord[since - 1] < firstWord || undoWord[since - 1] > lastWord)) {
      since--;
    }
    return since;
  }

  /** What a word held at that time. */
  long valueAt(int time, int word) {
    for (int i = time; i < undos; i++) {
      if (undoWord[i] == word) {
        return undoValue[i];
      }
    }
    return words[word];
  }

  void undoTo(int mark) {
    while (undos > mark) {
      undos--;
      int word = undoWord[undos];
      set(word, words[word], undoValue[undos]);
    }
  }

  void put(StoreBuffer.Entry entry) {
    for (int i = 0; i < entry.values.length; i++) {
      int word = entry.first + i;
      long mask = entry.masks[i];
      put(word, (words[word] & ~mask) | (entry.values[i] & mask));
    }
  }

  /** Takes note of who touches what. */
  void touch(int actor, int firstWord, int lastWord, boolean write) {
    long bit = 1L << actor;
    long[] who = write ? writers : readers;
    for (int word = firstWord; word <= lastWord; word++) {
      if ((who[word] & bit) == 0) {
        who[word] |= bit;
        unexpected |= readersMatter && !write;
        if (!shared[word]
            && writers[word] != 0
            && Long.bitCount(writers[word] | readers[word]) > 1) {
          shared[word] = true;
          unexpected = true;
        }
      }
    }
  }

  /** Whether no word there is written by one process and touched by another. */
  boolean isPrivate(int firstWord, int lastWord) {
    for (int word = firstWord; word <= lastWord; word++) {
      if (shared[word]) {
        return false;
      }
    }
    return true;
  }

  /** Whether that process ever reads a word that is shared, as far as is known. */
  boolean isReadBy(int actor, int word) {
    return shared[word] && (readers[word] >>> actor & 1) != 0;
  }

  /** Whether something has been found out about a word since this was asked last. */
  boolean wasSurprised() {
    boolean answer = unexpected;
    unexpected = false;
    return answer;
  }

  /** Treats every word as shared and read by all. */
  void shareAll() {
    Arrays.fill(shared, true);
    Arrays.fill(readers, -1L);
  }
}
