package io.tandem.ipc.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.Domain;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A demo in a process of its own. */
final class DemoProcess implements AutoCloseable {
  /** After this long something hangs. */
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final BufferedReader err;
  private final CompletableFuture<String> out;
  private final StringBuilder errSoFar = new StringBuilder();

  private DemoProcess(Process process) {
    this.process = process;
    this.err = process.errorReader(UTF_8);
    this.out =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new String(process.getInputStream().readAllBytes(), UTF_8);
              } catch (IOException e) {
                return "unreadable: " + e;
              }
            },
            DemoProcess::runApart);
  }

  /** On a thread of its own: the common pool may have but one, and a test may keep it busy. */
  static void runApart(Runnable work) {
    Thread thread = new Thread(work, "demo-test");
    thread.setDaemon(true);
    thread.start();
  }

  static DemoProcess start(Object... arguments) throws IOException {
    return new DemoProcess(new ProcessBuilder(command(arguments)).start());
  }

  /** The words that run the demo. */
  static List<String> command(Object... arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 24) { // as the manifest of ./ipc says
      words.add("--enable-native-access=ALL-UNNAMED");
    }
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), ShortDemo.class.getName()));
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    return words;
  }

  long pid() {
    return process.pid();
  }

  /** The worker JVMs that are alive. */
  Set<ProcessHandle> workers() {
    return process.toHandle().descendants().collect(Collectors.toSet());
  }

  /** Reads standard error up to a line like that. */
  String awaitLine(Predicate<String> wanted) throws IOException {
    String line = err.readLine();
    while (line != null) {
      errSoFar.append(line).append('\n');
      if (wanted.test(line)) {
        return line;
      }
      line = err.readLine();
    }
    throw new AssertionError("no such line on standard error:\n" + errSoFar + out.join());
  }

  /** Ends the demo with that signal. */
  void signal(String name) throws Exception {
    int code = new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
    assertThat(code).isZero();
  }

  /** Waits for the end and returns the exit code. */
  int awaitExit() throws Exception {
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(
            () -> err.lines().forEach(line -> errSoFar.append(line).append('\n')));
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the demo does not end; so far it has said:\n" + errSoFar);
    }
    reading.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return process.exitValue();
  }

  /** Standard output, once it has ended. */
  String out() {
    return out.join();
  }

  /** Standard error, once it has ended. */
  String err() {
    return errSoFar.toString();
  }

  /** The directory of the demo's domain. */
  Path domain() {
    return Domain.root().resolve("demo-" + pid());
  }

  /** Fails if a process or a file is left. */
  void assertNothingIsLeft(Set<ProcessHandle> workers) throws Exception {
    for (ProcessHandle worker : workers) {
      worker.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(workers()).isEmpty();
    assertThat(Files.exists(domain())).as("%s is left", domain()).isFalse();
  }

  @Override
  public void close() throws Exception {
    Set<ProcessHandle> workers = workers();
    process.destroyForcibly().waitFor();
    workers.forEach(ProcessHandle::destroyForcibly);
  }
}
