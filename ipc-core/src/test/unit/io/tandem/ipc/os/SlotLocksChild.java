package io.tandem.ipc.os;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Obeys lines such as {@code lock 3}, {@code free 3}, {@code unlock 3}, and answers each with one
 * line.
 */
final class SlotLocksChild {
  private SlotLocksChild() {}

  public static void main(String[] arguments) throws IOException {
    try (SlotLocks locks = SlotLocks.open(Path.of(arguments[0]));
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(obey(locks, line.split(" ", -1)));
      }
    }
  }

  private static Object obey(SlotLocks locks, String[] words) throws IOException {
    return switch (words[0]) {
      case "mode" -> Native.isLoaded() ? "native" : "portable";
      case "lock" -> locks.tryLock(Integer.parseInt(words[1]));
      case "free" -> locks.isFree(Integer.parseInt(words[1]));
      case "unlock" -> {
        locks.unlock(Integer.parseInt(words[1]));
        yield "unlocked";
      }
      case "child" -> {
        // Outlives this process, and must not take a descriptor of it along.
        Process process = new ProcessBuilder("sleep", "100").start();
        yield process.pid();
      }
      default -> throw new IOException("unknown command " + words[0]);
    };
  }
}
