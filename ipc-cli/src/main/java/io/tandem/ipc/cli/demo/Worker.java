package io.tandem.ipc.cli.demo;

import io.tandem.ipc.cli.console.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/** One worker JVM, seen from the parent. */
final class Worker {
  private static final int MAX_LINE_CHARS = 4096;
  private static final int SIGNALLED = 128;
  private static final int SIGKILL = 9;

  private final int number;
  private final Process process;
  private final Path argumentFile;
  private final Thread forwarder;

  Worker(int number, Process process, Workers.Output output, Path argumentFile, Progress progress) {
    this.number = number;
    this.process = process;
    this.argumentFile = argumentFile;
    InputStream lines =
        output == Workers.Output.FORWARDED ? process.getInputStream() : process.getErrorStream();
    this.forwarder = daemon("output", () -> forward(lines, progress));
    forwarder.start();
  }

  private Thread daemon(String what, Runnable work) {
    Thread thread = new Thread(work, name() + "-" + what);
    thread.setDaemon(true);
    return thread;
  }

  int number() {
    return number;
  }

  String name() {
    return "worker-" + number;
  }

  long pid() {
    return process.pid();
  }

  /** Its standard input. */
  OutputStream input() {
    return process.getOutputStream();
  }

  /** Its standard output, where that carries messages. */
  InputStream output() {
    return process.getInputStream();
  }

  /** Tells that it is up: it has read its arguments. */
  void started() {
    delete(argumentFile);
  }

  /**
   * Runs {@code action} once the process has ended and all that it printed has been forwarded. The
   * end is what the kernel reports to a parent; nobody guesses.
   */
  void onExit(Runnable action) {
    daemon(
            "exit",
            () -> {
              awaitEnd();
              action.run();
            })
        .start();
  }

  /** Ends it with SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  /** Asks it to end, by the end of its standard input. */
  void release() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It is gone already, and with it whoever read the other end.
    }
  }

  /** Waits for its end. Not interruptible: the caller has seen to it that the end comes. */
  void awaitEnd() {
    boolean interrupted = false;
    while (true) {
      try {
        process.waitFor();
        forwarder.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    delete(argumentFile);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a signal ended it. Only once it has ended. */
  boolean wasKilled() {
    return process.exitValue() > SIGNALLED;
  }

  /** How it ended, in words. Only once it has. */
  String ending() {
    int status = process.exitValue();
    if (status == SIGNALLED + SIGKILL) {
      return "SIGKILL";
    }
    return wasKilled() ? "signal " + (status - SIGNALLED) : "exit code " + status;
  }

  private void forward(InputStream stream, Progress progress) {
    try (Reader reader = new InputStreamReader(stream, Charset.defaultCharset())) {
      StringBuilder line = new StringBuilder();
      char[] chunk = new char[1024];
      for (int read; (read = reader.read(chunk)) >= 0; ) {
        for (int i = 0; i < read; i++) {
          boolean end = chunk[i] == '\n';
          if (!end && chunk[i] != '\r') {
            line.append(chunk[i]);
          }
          if (end || line.length() == MAX_LINE_CHARS) {
            progress.line(name() + ": " + line);
            line.setLength(0);
          }
        }
      }
      if (line.length() > 0) {
        progress.line(name() + ": " + line);
      }
    } catch (IOException e) {
      progress.line(name() + ": its output cannot be read: " + e.getMessage());
    }
  }

  static void delete(Path file) {
    if (file == null) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
