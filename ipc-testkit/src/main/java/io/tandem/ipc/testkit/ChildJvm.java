package io.tandem.ipc.testkit;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A child JVM for a test: talks line by line over its standard input and output, can be killed and
 * stopped, and does not outlive the test.
 *
 * <pre>{@code
 * static void holder(ChildLink link) {
 *   ...
 *   link.send("holding");
 *   link.receive();
 * }
 *
 * @RegisterExtension final ChildJvms children = new ChildJvms();
 *
 * @Test
 * void aLockIsFreeAfterItsHolderWasKilled() {
 *   ChildJvm holder = children.start(MyTest::holder);
 *   holder.expect("holding");
 *   holder.kill();
 *   ...
 * }
 * }</pre>
 *
 * <p>It runs on the JDK and class path of the test, with settings for a quick start. A child whose
 * test has died, by SIGKILL too, sees its input end and exits; one that was stopped is continued
 * for that. Every wait here ends after {@link #PATIENCE} with an {@link AssertionError} that has
 * what the child has written to its standard error.
 *
 * <p>Not thread-safe: one thread of the test talks to a child.
 */
public final class ChildJvm implements AutoCloseable {
  /** How long anything may take before the test fails. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly)));
  }

  private final String name;
  private final boolean wrapped;
  private final Process process;
  private final BufferedWriter input;
  private final ChildOutput output;
  private final ChildOutput errors;
  private StopGuard stopGuard;

  ChildJvm(String name, boolean wrapped, Process process) {
    this.name = name;
    this.wrapped = wrapped;
    this.process = process;
    this.input =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.output = new ChildOutput(name + " output", process.getInputStream(), true);
    this.errors = new ChildOutput(name + " errors", process.getErrorStream(), false);
    ALIVE.add(process);
    var unused = process.onExit().thenAccept(ALIVE::remove);
  }

  /** Starts a child that runs a static method or a lambda which captures nothing. */
  public static ChildJvm start(ChildBody body, String... arguments) {
    return options().start(body, arguments);
  }

  /** Starts a child that runs a main class. */
  public static ChildJvm start(Class<?> mainClass, String... arguments) {
    return options().start(mainClass, arguments);
  }

  /** Settings for children that need other than the usual ones. */
  public static ChildOptions options() {
    return new ChildOptions();
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  /** The process itself. */
  public Process process() {
    return process;
  }

  /** Sends a line. */
  public void send(Object line) {
    try {
      input.write(String.valueOf(line));
      input.newLine();
      input.flush();
    } catch (IOException e) {
      throw failure("does not take '" + line + "'", e);
    }
  }

  /** The next line that the child sends. */
  public String receive() {
    try {
      String line = output.next(PATIENCE);
      if (line == null) {
        throw failure(output.hasEnded() ? "has ended" : "says nothing", null);
      }
      return line;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The next line that the child has sent already, or null. */
  public String tryReceive() {
    return output.nextNow();
  }

  /** Sends a line and waits for the answer. */
  public String request(Object line) {
    send(line);
    return receive();
  }

  /** Waits for a line and fails if it is another than this. */
  public void expect(Object line) {
    String received = receive();
    if (!received.equals(String.valueOf(line))) {
      throw failure("says '" + received + "' instead of '" + line + "'", null);
    }
  }

  /** Kills the child by SIGKILL and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
    endStop();
  }

  /**
   * The same where a command has been put before the JVM (see {@link ChildOptions#wrapped}) that
   * waits for it: kills the JVM, and waits until the command has collected it and ended.
   */
  public void killJvm() {
    if (wrapped) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      awaitExit();
    } else {
      kill();
    }
  }

  /** Stops all threads of the child by SIGSTOP, and waits until they stand still. */
  public void stop() {
    if (stopGuard != null) {
      throw new IllegalStateException(name + " has been stopped already");
    }
    stopGuard = StopGuard.stop(pid());
  }

  /** Lets a stopped child go on, by SIGCONT. */
  public void cont() {
    if (stopGuard == null) {
      throw new IllegalStateException(name + " has not been stopped");
    }
    endStop();
  }

  private void endStop() {
    if (stopGuard != null) {
      stopGuard.close();
      stopGuard = null;
    }
  }

  /** Ends the child's input, at which it exits. */
  public void closeInput() {
    try {
      input.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the child to end: its exit code, 128 + the signal if a signal ended it. */
  public int awaitExit() {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failure("does not end", null);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Waits for the child to end and fails if its exit code is another than this. */
  public void expectExit(int code) {
    int actual = awaitExit();
    if (actual != code) {
      throw failure("exits with " + actual + " instead of " + code, null);
    }
  }

  /** What the child has written to its standard error; all of it once the child has ended. */
  public String stderr() {
    if (!process.isAlive()) {
      errors.awaitEnd(PATIENCE);
    }
    return errors.text();
  }

  private AssertionError failure(String what, Throwable cause) {
    return new AssertionError(this + " " + what + stderrForMessage(), cause);
  }

  private IllegalStateException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while waiting for " + this, cause);
  }

  String stderrForMessage() {
    String text = stderr();
    return text.isEmpty() ? "; its standard error is empty" : "; its standard error:\n" + text;
  }

  /** Kills the child if it is still alive. */
  @Override
  public void close() {
    if (process.isAlive() || stopGuard != null) {
      kill();
    }
    output.awaitEnd(PATIENCE);
  }

  @Override
  public String toString() {
    return "child " + name + " (pid " + pid() + (process.isAlive() ? "" : ", ended") + ")";
  }

  /** Where the JDK of the test is. */
  static Path javaHome() {
    return Path.of(System.getProperty("java.home"));
  }
}
