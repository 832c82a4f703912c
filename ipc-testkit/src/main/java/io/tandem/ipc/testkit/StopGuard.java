package io.tandem.ipc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a process stopped, and lets it go on when told to or when this JVM dies: a shell that sends
 * SIGSTOP, waits for the end of its input, and sends SIGCONT.
 */
final class StopGuard implements AutoCloseable {
  private final Process shell;

  private StopGuard(Process shell) {
    this.shell = shell;
  }

  static StopGuard stop(long pid) {
    try {
      Process shell =
          new ProcessBuilder("/bin/sh", "-c", "kill -STOP $0 && read line; kill -CONT $0", "" + pid)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      StopGuard guard = new StopGuard(shell);
      long deadline = System.nanoTime() + ChildJvm.PATIENCE.toNanos();
      while (!isStopped(pid)) {
        if (System.nanoTime() - deadline > 0) {
          guard.close();
          throw new AssertionError("process " + pid + " does not stop");
        }
        Thread.onSpinWait();
      }
      return guard;
    } catch (IOException e) {
      throw new UncheckedIOException("process " + pid + " cannot be stopped", e);
    }
  }

  /** Whether every thread of the process is stopped. */
  static boolean isStopped(long pid) throws IOException {
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads) {
        if (state(thread) != 'T') {
          return false;
        }
      }
      return true;
    }
  }

  /** The state letter of a thread; that of a thread which has just ended is T. */
  private static char state(Path thread) throws IOException {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (NoSuchFileException e) {
      return 'T';
    }
  }

  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
      shell.waitFor(ChildJvm.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
