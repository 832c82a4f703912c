package io.tandem.ipc.benchmarks.rig;

import io.tandem.ipc.benchmarks.peer.Lines;
import io.tandem.ipc.benchmarks.result.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A process that answers each line on its stdin with one line of JSON on its stdout. */
final class Child implements AutoCloseable {
  private static final long LIMIT_SECONDS = 300;

  /**
   * Ends processes that never answer, so that a contender that hangs costs minutes, not a night.
   */
  private static final ScheduledExecutorService WATCHMEN = watchmen();

  private final List<String> command;
  private final Process process;
  private final InputStream out;

  private Child(List<String> command, Process process) {
    this.command = command;
    this.process = process;
    this.out = new BufferedInputStream(process.getInputStream());
  }

  private static ScheduledExecutorService watchmen() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "benchmark-watch");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  static Child start(List<String> command) throws IOException {
    return new Child(
        command,
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Starts a process that only prints one line, and reads it. */
  static Map<String, String> run(List<String> command) throws IOException {
    try (Child child = start(command)) {
      return child.read();
    }
  }

  long pid() {
    return process.pid();
  }

  Map<String, String> ask(String line) throws IOException {
    tell(line);
    return read();
  }

  private void tell(String line) throws IOException {
    Lines.write(process.getOutputStream(), line);
  }

  /**
   * The next line of JSON.
   *
   * @throws IOException if the process ends, or does not answer in five minutes
   */
  Map<String, String> read() throws IOException {
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> watch =
        WATCHMEN.schedule(
            () -> {
              late.set(true);
              destroy();
            },
            LIMIT_SECONDS,
            TimeUnit.SECONDS);
    try {
      return Json.readFlat("{" + Lines.read(out, '{'));
    } catch (IOException e) {
      String what =
          late.get() ? "did not answer within " + LIMIT_SECONDS + " s" : "ended without an answer";
      throw new IOException(what + ": " + shown(), e);
    } finally {
      watch.cancel(false);
    }
  }

  /** The command without the class path, which is long and the same for all. */
  private String shown() {
    return String.join(" ", command).replace(System.getProperty("java.class.path"), "...");
  }

  private void destroy() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Closes the process's stdin, which asks it to end, and waits until it has. */
  @Override
  public void close() throws IOException {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("did not end: " + shown());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      destroy();
    }
  }
}
