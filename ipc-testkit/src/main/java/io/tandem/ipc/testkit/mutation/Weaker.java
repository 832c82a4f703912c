package io.tandem.ipc.testkit.mutation;

import io.tandem.ipc.memory.Words;

/** What mutants do in place of one atomic step; imported into each of them. */
public final class Weaker {
  private Weaker() {}

  /** A compare-and-set in two steps. */
  public static boolean lookThenSet(Words words, long offset, long expected, long update) {
    if (words.getVolatile(offset) != expected) {
      return false;
    }
    words.setVolatile(offset, update);
    return true;
  }

  /** A compare-and-set that compares nothing. */
  public static boolean setBlindly(Words words, long offset, long expected, long update) {
    words.setVolatile(offset, update);
    return true;
  }

  /** An addition in two steps. */
  public static long getThenAdd(Words words, long offset, long delta) {
    long before = words.getVolatile(offset);
    words.setVolatile(offset, before + delta);
    return before;
  }
}
