package io.tandem.ipc.liveness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM that runs {@link ChildMain} and does what it is told, line by line. What it prints to its
 * standard error goes to that of the test.
 */
final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader replies;
  private final PrintWriter commands;
  private final long pid;

  private ChildJvm(List<String> commandLine) {
    try {
      process =
          new ProcessBuilder(commandLine).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    replies = process.inputReader(StandardCharsets.UTF_8);
    commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    pid = Long.parseLong(afterWord("pid", readReply()));
  }

  /** Starts a child with the class path of the test. */
  static ChildJvm start() {
    return startUnder(List.of(), System.getProperty("java.class.path"));
  }

  /**
   * Starts a child by way of another program, which has to run or fork the rest of its arguments.
   */
  static ChildJvm startUnder(List<String> launcher, String classPath) {
    return new ChildJvm(commandLine(launcher, classPath));
  }

  static List<String> commandLine(List<String> launcher, String classPath) {
    List<String> line = new ArrayList<>(launcher);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
    line.addAll(List.of("-cp", classPath, ChildMain.class.getName()));
    return line;
  }

  /** Where the classes under test and those of the tests are, without the libraries. */
  static List<Path> ownClassPath() {
    return List.of(location(Membership.class), location(ChildMain.class));
  }

  private static Path location(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  /** The child's own idea of its process id. */
  long pid() {
    return pid;
  }

  /** Gives a command without waiting for the reply. */
  void tell(String command) {
    commands.println(command);
  }

  /** Waits for the reply and returns it. */
  String reply() {
    return readReply();
  }

  /** Gives a command and waits for the reply. */
  String ask(String command) {
    tell(command);
    return readReply();
  }

  /** Joins a domain; returns the owner word. */
  int join(Path directory) {
    return owner(ask("join " + directory));
  }

  static int owner(String reply) {
    return Integer.parseInt(afterWord("joined", reply));
  }

  private String readReply() {
    try {
      String line = replies.readLine();
      if (line == null) {
        throw new AssertionError("the child JVM ended without a reply");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String afterWord(String word, String reply) {
    if (!reply.startsWith(word + " ")) {
      throw new AssertionError("expected '" + word + " ...', got '" + reply + "'");
    }
    return reply.substring(word.length() + 1);
  }

  /** Kills it with SIGKILL and returns when it has gone. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Kills the process that has that id in our namespace, and returns when this child has gone. */
  void kill(ProcessHandle descendant) {
    descendant.destroyForcibly();
    awaitEnd();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  void signal(String name) {
    run("kill", "-" + name, Long.toString(pid));
  }

  static void run(String... command) {
    try {
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new AssertionError(String.join(" ", command) + " failed with " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns its exit code when it has ended. */
  int awaitEnd() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    kill();
  }
}
