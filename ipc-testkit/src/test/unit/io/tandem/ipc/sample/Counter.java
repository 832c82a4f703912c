package io.tandem.ipc.sample;

import io.tandem.ipc.memory.Words;

/** Something to be mutated. */
final class Counter {
  private Counter() {}

  static long next(Words words) {
    long next = words.getAndAdd(0, 1) + 1; // one step
    words.setRelease(8, next);
    return next;
  }
}
