package io.tandem.ipc.benchmarks.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Waits for moments in which nobody else wants a core: on a machine that others use too, it is
 * cheaper to wait for one than to measure and reject. Gives up for good once its patience is used
 * up; whether a repetition counts is decided by what happened during it ({@link Conditions}).
 */
final class Calm {
  private static final Path LOAD = Path.of("/proc/loadavg");
  private static final int LOOKS = 8;
  private static final long BETWEEN_LOOKS_NANOS = 1_000_000;

  private long patienceNanos;

  Calm(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  /** Returns after some looks in a row that found nobody running but us, or without patience. */
  void await() throws IOException {
    if (!Files.isReadable(LOAD)) {
      return;
    }
    int calm = 0;
    while (calm < LOOKS && patienceNanos > 0) {
      calm = running() <= 1 ? calm + 1 : 0;
      long before = System.nanoTime();
      pause();
      patienceNanos -= calm > 0 ? 0 : System.nanoTime() - before;
    }
  }

  /** How many threads of the whole machine run or wait for a core, this one included. */
  private static int running() throws IOException {
    String[] fields = Files.readString(LOAD).split(" ", -1);
    return Integer.parseInt(fields[3].substring(0, fields[3].indexOf('/')));
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS_NANOS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the machine to be calm", e);
    }
  }
}
