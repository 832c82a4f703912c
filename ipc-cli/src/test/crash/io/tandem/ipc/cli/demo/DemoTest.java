package io.tandem.ipc.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.Domain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo in a process of its own, with worker processes that are killed. */
class DemoTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"1, 2", "300, 1", "300, 5"})
  void aKilledWorkerLosesNothing(int files, int workers) throws Exception {
    makeFiles(files);
    try (DemoProcess demo = DemoProcess.start("--workers", workers, directory)) {
      int code = demo.awaitExit();
      String out = demo.out();
      assertThat(code).as(out + demo.err()).isZero();
      assertThat(out)
          .endsWith("\nidentical: yes\n")
          .containsPattern("\nfiles +" + files + " +" + files + " +" + files + "\n")
          .containsPattern("\nworkers +" + workers + " +" + workers + " +-\n")
          .containsPattern(
              "\nworker killed +worker-[1-5] \\(pid [0-9]+\\), by SIGKILL, after [0-9]+ of "
                  + files
                  + " answers\n")
          .containsPattern(
              "\nrecovered +worker-" + (workers + 1) + " took its place after [0-9.]+ s; ")
          .containsPattern("\nsha256 of all +" + digest() + "\n");
      assertThat(out.lines()).allMatch(line -> line.length() <= 80);
      demo.assertNothingIsLeft(Set.of());
    }
  }

  @Test
  void withoutATerminalNoControlCharacterIsPrinted() throws Exception {
    makeFiles(3);
    Files.writeString(directory.resolve("\033[31m-red\nfile"), "x");
    try (DemoProcess demo = DemoProcess.start(directory)) {
      assertThat(demo.awaitExit()).isZero();
      assertThat(demo.out() + demo.err())
          .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]");
      assertThat(demo.err().lines())
          .hasSize(7)
          .first()
          .asString()
          .startsWith("looking for files: 4 files");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onATerminalThereIsABarWithColoursUnlessTheyAreNotWanted(boolean noColor) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script(1) is not installed");
    makeFiles(100);
    String command = String.join("' '", DemoProcess.command(directory));
    ProcessBuilder builder =
        new ProcessBuilder("script", "-qec", "exec '" + command + "'", "/dev/null");
    builder.environment().put("TERM", "xterm");
    builder.environment().remove("NO_COLOR");
    if (noColor) {
      builder.environment().put("NO_COLOR", "1");
    }
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String shown = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(shown).isZero();
    assertThat(shown).contains("\rone process").contains(" %  ").contains("identical: yes");
    if (noColor) {
      assertThat(shown).doesNotContain("\033");
    } else {
      assertThat(shown).contains("\033[32m");
    }
  }

  @Test
  void aFileThatChangesMeanwhileIsNamedAndTheExitCodeIsOne() throws Exception {
    makeFiles(20);
    Path busy = directory.resolve("busy");
    Files.write(busy, new byte[Long.BYTES]);
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> keepChanging(busy, done), DemoProcess::runApart);
    try (DemoProcess demo = DemoProcess.start(directory)) {
      int code = demo.awaitExit();
      assertThat(code).as(demo.out() + demo.err()).isEqualTo(1);
      assertThat(demo.out())
          .endsWith("\nidentical: no\n")
          .contains("shared memory: 1 file not as one process found")
          .contains("\n  busy: has changed\n    one process: ");
      demo.assertNothingIsLeft(Set.of());
    } finally {
      done.set(true);
      writer.get(1, TimeUnit.MINUTES);
    }
  }

  private static void keepChanging(Path file, AtomicBoolean done) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (long i = 1; !done.get(); i++) {
        channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, i), 0);
        TimeUnit.MILLISECONDS.sleep(1); // not to wait for anything: so as not to take a processor
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void filesThatVanishAreCountedAndNothingHangs() throws Exception {
    makeFiles(300);
    try (DemoProcess demo = DemoProcess.start(directory)) {
      demo.awaitLine(line -> line.startsWith("one process: 300 files"));
      for (int i = 0; i < 300; i += 2) {
        Files.deleteIfExists(file(i));
      }
      demo.awaitExit();
      assertThat(demo.out()).containsPattern("\nfiles not readable +[0-9]+ +150 +0\n");
      assertThat(demo.out()).contains(": has changed\n").endsWith("\nidentical: no\n");
      demo.assertNothingIsLeft(Set.of());
    }
  }

  @Test
  void workersThatAreKilledFromOutsideAreReplaced() throws Exception {
    makeFiles(50);
    try (DemoProcess demo = DemoProcess.start("--workers", 2, directory)) {
      demo.awaitLine(line -> line.startsWith("shared memory: 50 files"));
      demo.workers().forEach(ProcessHandle::destroyForcibly);
      demo.awaitLine(line -> line.matches("worker-\\d+ .pid \\d+. ended with SIGKILL; .*"));
      assertThat(demo.awaitExit()).as(demo.err()).isZero();
      assertThat(demo.out()).endsWith("\nidentical: yes\n");
      demo.assertNothingIsLeft(Set.of());
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void aSignalLeavesNoWorkerAndNoFile(String signal, int exitCode) throws Exception {
    assumeTrue(!isIgnored(exitCode - 128), "started by nohup or in a shell's background");
    makeFiles(50);
    Set<Path> before = argumentFiles();
    try (DemoProcess demo = DemoProcess.start("--workers", 3, directory)) {
      demo.awaitLine(line -> line.startsWith("shared memory: 50 files"));
      Set<ProcessHandle> workers = demo.workers();
      assertThat(workers).isNotEmpty();
      demo.signal(signal);
      assertThat(demo.awaitExit()).isEqualTo(exitCode);
      demo.assertNothingIsLeft(workers);
      assertThat(demo.err()).doesNotContain("Exception").doesNotContain("ended with");
      assertThat(demo.out()).isEmpty();
    }
    assertThat(argumentFiles()).isEqualTo(before);
  }

  /** Whether this JVM was started with a signal ignored, as its children then are. */
  private static boolean isIgnored(int signal) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("SigIgn:")) {
        long ignored = Long.parseUnsignedLong(line.substring(7).strip(), 16);
        return (ignored >>> (signal - 1) & 1) != 0;
      }
    }
    return false;
  }

  @Test
  void whenTheDemoIsKilledItsWorkersEndAndTheLastTakesTheFilesAway() throws Exception {
    makeFiles(50);
    try (DemoProcess demo = DemoProcess.start("--workers", 3, directory)) {
      demo.awaitLine(line -> line.startsWith("shared memory: 50 files"));
      demo.signal("STOP"); // or it could start another worker once these have been listed
      awaitStopped(demo.pid());
      Set<ProcessHandle> workers = demo.workers();
      assertThat(workers).isNotEmpty();
      demo.signal("KILL");
      assertThat(demo.awaitExit()).isEqualTo(137);
      demo.assertNothingIsLeft(workers);
    }
  }

  @Test
  void whenAllAreKilledTheNextDemoTakesTheFilesAway() throws Exception {
    makeFiles(5);
    Path left;
    try (DemoProcess demo = DemoProcess.start("--workers", 2, directory)) {
      demo.awaitLine(line -> line.startsWith("shared memory: 5 files"));
      demo.signal("STOP");
      awaitStopped(demo.pid());
      Set<ProcessHandle> workers = demo.workers();
      workers.forEach(ProcessHandle::destroyForcibly);
      for (ProcessHandle worker : workers) {
        // Of a stopped parent a dead child stays a zombie: gone for the kernel, not reaped.
        awaitZombie(worker.pid());
      }
      demo.signal("KILL");
      assertThat(demo.awaitExit()).isEqualTo(137);
      left = demo.domain();
      assertThat(left).exists();
    }
    try (DemoProcess demo = DemoProcess.start(directory)) {
      assertThat(demo.awaitExit()).isZero();
    }
    assertThat(left).doesNotExist();
    assertThat(Domain.root()).isDirectory();
  }

  private static void awaitStopped(long pid) throws Exception {
    boolean stopped = false;
    while (!stopped) {
      try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
        stopped = true;
        for (Path thread : threads) {
          stopped &= Files.readString(thread.resolve("stat")).contains(") T ");
        }
      }
    }
  }

  private static void awaitZombie(long pid) throws Exception {
    Path stat = Path.of("/proc/" + pid + "/stat");
    try {
      while (!Files.readString(stat).contains(") Z ")) {
        Thread.onSpinWait();
      }
    } catch (NoSuchFileException reapedBeforeTheStop) {
      assertThat(stat).doesNotExist();
    }
  }

  @Test
  void whatCannotBeUsedIsSaidAndNothingIsStarted() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");
    Path empty = Files.createDirectory(directory.resolve("empty"));
    Path missing = directory.resolve("missing");
    refuses("there is no directory '" + missing + "'", missing);
    refuses("'" + file + "' is not a directory", file);
    refuses("there is no regular file in the files under " + empty + "; left out: {}", empty);
    refuses("give --jdk or a directory, not both", "--jdk", directory);
    refuses("unexpected argument 'two'", directory, "two");
    refuses("option --workers is '0'; it must be a whole number from 1 to 64", "--workers", 0);
  }

  private static void refuses(String message, Object... arguments) throws Exception {
    try (DemoProcess demo = DemoProcess.start(arguments)) {
      assertThat(demo.awaitExit()).isEqualTo(2);
      assertThat(demo.err()).endsWith(message + "\n");
      assertThat(demo.out()).isEmpty();
    }
  }

  private void makeFiles(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Path file = file(i);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "content ".repeat(i * 7 % 1000) + i);
    }
  }

  private Path file(int i) {
    return directory.resolve("package-" + i % 7).resolve("file-" + i);
  }

  private String digest() throws IOException {
    Directory input = new Directory(directory.toRealPath());
    List<String> names = input.scan().names();
    Results results = new Results(names.size());
    for (int i = 0; i < names.size(); i++) {
      results.keep(i, new Fingerprinter(input).of(names.get(i)));
    }
    return Listing.digest(names, results);
  }

  private static Set<Path> argumentFiles() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return Set.copyOf(
          files.filter(file -> file.getFileName().toString().startsWith("tandem-worker")).toList());
    }
  }
}
