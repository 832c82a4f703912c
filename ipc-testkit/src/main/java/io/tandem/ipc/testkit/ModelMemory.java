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
  private boolean newlyShared;

  ModelMemory(int sizeBytes) {
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

  /** A place in time to come back to. */
  int mark() {
    return undos;
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
        if (!shared[word]
            && writers[word] != 0
            && Long.bitCount(writers[word] | readers[word]) > 1) {
          shared[word] = true;
          newlyShared = true;
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

  /** Whether a word has turned out to be shared since this was asked last. */
  boolean tookForPrivateWhatIsShared() {
    boolean answer = newlyShared;
    newlyShared = false;
    return answer;
  }

  /** Treats every word as shared. */
  void shareAll() {
    Arrays.fill(shared, true);
  }
}
