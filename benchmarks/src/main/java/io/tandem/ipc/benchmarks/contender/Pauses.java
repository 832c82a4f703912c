package io.tandem.ipc.benchmarks.contender;

/** What a spinning receiver does after a look that found nothing. */
final class Pauses {
  private Pauses() {}

  static void pause(int hints) {
    for (int i = 0; i < hints; i++) {
      Thread.onSpinWait();
    }
  }
}
