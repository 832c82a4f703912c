package io.tandem.ipc.os;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Another JVM with this package on its class path, in native or in portable mode, that is told
 * lines and answers lines. In portable mode its class path is a copy without the binaries.
 */
final class ChildJvm implements AutoCloseable {
  /** Which class path the child gets. */
  enum Mode {
    /** The one of this JVM. */
    SAME,
    /** Without the native library. */
    PORTABLE;

    static Path portableClasses;
  }

  private final Process process;
  private final Path errors;
  private final PrintWriter in;
  private final BufferedReader out;

  private ChildJvm(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.in = new PrintWriter(process.outputWriter(UTF_8), true);
    this.out = process.inputReader(UTF_8);
  }

  static ChildJvm start(Mode mode, Class<?> main, String... arguments) throws IOException {
    return start(List.of(), mode, List.of(), main, arguments);
  }

  /** With a command before {@code java}, such as unshare, and JVM options. */
  static ChildJvm start(
      List<String> prefix, Mode mode, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(mode), main.getName()));
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile("tandem-child", ".err");
    errors.toFile().deleteOnExit();
    return new ChildJvm(new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
  }

  /** The directories or jars of this package and its tests. */
  static String classPath(Mode mode) throws IOException {
    Path main = codeOf(Native.class);
    if (mode == Mode.PORTABLE) {
      main = portableCopy(main);
    }
    return main + ":" + codeOf(ChildJvm.class);
  }

  static Path codeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static synchronized Path portableCopy(Path classes) throws IOException {
    if (Mode.portableClasses == null) {
      Path copy = Files.createTempDirectory("tandem-portable");
      copy.toFile().deleteOnExit();
      Path packageInCopy = copy.resolve("io/tandem/ipc/os");
      Files.createDirectories(packageInCopy);
      Path parent = packageInCopy;
      while (!parent.equals(copy)) {
        parent.toFile().deleteOnExit();
        parent = parent.getParent();
      }
      try (Stream<Path> files = Files.list(classes.resolve("io/tandem/ipc/os"))) {
        for (Path file : files.toList()) {
          Path copied = packageInCopy.resolve(file.getFileName().toString());
          Files.copy(file, copied);
          copied.toFile().deleteOnExit();
        }
      }
      Mode.portableClasses = copy;
    }
    return Mode.portableClasses;
  }

  long pid() {
    return process.pid();
  }

  /** Sends one line and reads the answer. */
  String ask(String line) throws IOException {
    in.println(line);
    return readLine();
  }

  void send(String line) {
    in.println(line);
  }

  /** The next line the child prints; a test's time limit bounds the wait. */
  String readLine() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException(
          "the child has ended, exit code " + exitCode() + ": " + Files.readString(errors));
    }
    return line;
  }

  /** SIGKILL, and wait until it is gone. */
  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(pid());
    new ProcessBuilder("kill", "-" + name.toUpperCase(Locale.ROOT), pid).start().waitFor();
  }

  int exitCode() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("child " + pid() + " does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
