package io.tandem.ipc.cli.demo;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The answers of one round, by number. Keeping them is idempotent: a second answer to the same name
 * changes nothing. Safe for use by many threads.
 */
final class Results {
  private final AtomicReferenceArray<Fingerprint> fingerprints;
  private final AtomicInteger answered = new AtomicInteger();

  Results(int size) {
    this.fingerprints = new AtomicReferenceArray<>(size);
  }

  int size() {
    return fingerprints.length();
  }

  /** Keeps an answer; false if there is one already. */
  boolean keep(int number, Fingerprint fingerprint) {
    if (fingerprints.compareAndSet(number, null, fingerprint)) {
      answered.incrementAndGet();
      return true;
    }
    return false;
  }

  int answered() {
    return answered.get();
  }

  int unanswered() {
    return size() - answered();
  }

  boolean has(int number) {
    return fingerprints.get(number) != null;
  }

  /** The answer to a name, or null. */
  Fingerprint get(int number) {
    return fingerprints.get(number);
  }
}
