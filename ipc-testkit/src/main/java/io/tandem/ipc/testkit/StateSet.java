package io.tandem.ipc.testkit;

import java.util.Arrays;
import java.util.BitSet;

/** The states seen so far, by their 128-bit hashes, numbered in the order in which they came. */
final class StateSet {
  private long[] keys;
  private int[] numbers;
  private int size;
  private final BitSet closed = new BitSet();

  StateSet() {
    clear();
  }

  void clear() {
    keys = new long[2 << 12];
    numbers = new int[1 << 12];
    Arrays.fill(numbers, -1);
    size = 0;
    closed.clear();
  }

  int size() {
    return size;
  }

  /** The number of the state; equal to the size before the call if it is new. */
  int add(long hash1, long hash2) {
    if (size * 2 >= numbers.length) {
      grow();
    }
    int slot = find(keys, numbers, hash1, hash2);
    if (numbers[slot] < 0) {
      keys[slot * 2] = hash1;
      keys[slot * 2 + 1] = hash2;
      numbers[slot] = size++;
    }
    return numbers[slot];
  }

  private static int find(long[] keys, int[] numbers, long hash1, long hash2) {
    int mask = numbers.length - 1;
    int slot = (int) hash1 & mask;
    while (numbers[slot] >= 0 && (keys[slot * 2] != hash1 || keys[slot * 2 + 1] != hash2)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int capacity = numbers.length * 2;
    long[] newKeys = new long[capacity * 2];
    int[] newNumbers = new int[capacity];
    Arrays.fill(newNumbers, -1);
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] >= 0) {
        int slot = find(newKeys, newNumbers, keys[i * 2], keys[i * 2 + 1]);
        newKeys[slot * 2] = keys[i * 2];
        newKeys[slot * 2 + 1] = keys[i * 2 + 1];
        newNumbers[slot] = numbers[i];
      }
    }
    keys = newKeys;
    numbers = newNumbers;
  }

  /** Notes that everything which can follow that state has been explored. */
  void close(int number) {
    closed.set(number);
  }

  boolean isClosed(int number) {
    return closed.get(number);
  }
}
