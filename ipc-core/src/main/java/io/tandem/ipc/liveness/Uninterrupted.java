package io.tandem.ipc.liveness;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Runs file operations for a thread that may be interrupted: an interrupt closes a JDK channel in
 * use, so the operation is repeated and the interrupt kept for afterwards.
 */
final class Uninterrupted {
  interface Operation<T> {
    T run() throws IOException;
  }

  private Uninterrupted() {}

  static <T> T call(Operation<T> repeatable) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      for (; ; ) {
        try {
          return repeatable.run();
        } catch (ClosedByInterruptException e) {
          Thread.interrupted();
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
