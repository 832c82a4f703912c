package io.tandem.ipc.os;

import io.tandem.ipc.testkit.ChildLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A process that obeys lines such as {@code lock 3}, {@code free 3} and {@code unlock 3}. */
final class SlotLocksChild {
  private SlotLocksChild() {}

  static void serve(ChildLink link) throws IOException {
    try (SlotLocks locks = SlotLocks.open(Path.of(link.argument(0)))) {
      link.serve(line -> obey(locks, line.split(" ", -1)));
    }
  }

  private static String obey(SlotLocks locks, String[] words) {
    try {
      return switch (words[0]) {
        case "mode" -> Native.isLoaded() ? "native" : "portable";
        case "lock" -> String.valueOf(locks.tryLock(Integer.parseInt(words[1])));
        case "free" -> String.valueOf(locks.isFree(Integer.parseInt(words[1])));
        case "unlock" -> {
          locks.unlock(Integer.parseInt(words[1]));
          yield "unlocked";
        }
        case "child" -> {
          // Outlives this process, and must not take a descriptor of it along.
          Process process = new ProcessBuilder("sleep", "100").start();
          yield String.valueOf(process.pid());
        }
        default -> throw new IllegalArgumentException("unknown command " + words[0]);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
