package io.tandem.ipc.cli.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
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

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

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

  /** Fails if a file is left. */
  void assertNothingIsLeft() throws IOException {
    assertThat(left()).isEmpty();
  }

  /**
   * Waits until those children have ended and no file is left, and fails if that does not come. The
   * last worker takes the files away, and that may be one that was started after the children were
   * listed.
   */
  void awaitNothingIsLeft(Set<ProcessHandle> children) throws Exception {
    for (ProcessHandle child : children) {
      child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    try (WatchService watch = SHARED_MEMORY.getFileSystem().newWatchService()) {
      SHARED_MEMORY.register(watch, StandardWatchEventKinds.ENTRY_DELETE);
      for (List<Path> left; !(left = left()).isEmpty(); ) {
        WatchKey deleted = watch.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(deleted).as("deletion of %s", left).isNotNull();
        deleted.reset();
      }
    }
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(SHARED_MEMORY)) {
      String ours = "tandem-soak-" + process.pid() + "-";
      return files.filter(file -> file.getFileName().toString().startsWith(ours)).toList();
    }
  }

  @Override
  public void close() throws Exception {
    Set<ProcessHandle> children = children();
    process.destroyForcibly().waitFor();
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
