package io.tandem.ipc.cli.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A soak in a process of its own. */
final class SoakProcess implements AutoCloseable {
  /** After this long something hangs. */
  private static final long PATIENCE_SECONDS = 100;

  private final Process process;
  private final Path out;

  private SoakProcess(Process process, Path out) {
    this.process = process;
    this.out = out;
  }

  /** Runs that class with those arguments, on the class path of this JVM. */
  static SoakProcess start(Class<?> main, Path directory, String... arguments) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 24) { // as the manifest of ./ipc says
      words.add("--enable-native-access=ALL-UNNAMED");
    }
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    words.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Process process = new ProcessBuilder(words).redirectOutput(out.toFile()).start();
    return new SoakProcess(process, out);
  }

  /** Its child processes that are alive. */
  Set<ProcessHandle> children() {
    return process.toHandle().descendants().collect(Collectors.toSet());
  }

  /** Reads standard error up to a line that begins so. */
  void awaitLine(String beginning) throws IOException {
    BufferedReader err = process.errorReader(UTF_8);
    String line = err.readLine();
    while (line != null && !line.startsWith(beginning)) {
      line = err.readLine();
    }
    assertThat(line).as("a line beginning with '%s'", beginning).isNotNull();
  }

  /** Waits for the end and returns the exit code. */
  int awaitExit() throws Exception {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("the soak ends").isTrue();
    return process.exitValue();
  }

  /** Asks it to end, as Ctrl-C and the end of a login do. */
  void terminate() {
    process.destroy();
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  /** The number that stands behind that word at the beginning of a line. */
  long number(String word) throws IOException {
    Matcher matcher =
        Pattern.compile("^" + Pattern.quote(word) + ": ([0-9,]+)$", Pattern.MULTILINE)
            .matcher(out());
    assertThat(matcher.find()).as("'%s: N' in%n%s", word, out()).isTrue();
    return Long.parseLong(matcher.group(1).replace(",", ""));
  }

  /** Fails if a process or a file is left. */
  void assertNothingIsLeft(Set<ProcessHandle> children) throws Exception {
    for (ProcessHandle child : children) {
      child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
      assertThat(files)
          .noneMatch(
              file -> file.getFileName().toString().startsWith("tandem-soak-" + process.pid()));
    }
  }

  @Override
  public void close() throws Exception {
    Set<ProcessHandle> children = children();
    process.destroyForcibly().waitFor();
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
