package io.tandem.ipc.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.mutation.ChangedFile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every handoff has its stress test, and those pass under jcstress. */
class HandoffsTest {
  private static final Pattern LABEL = Pattern.compile("HANDOFF ([a-z ]+?)(?:[:.\\n]| \\*/)");
  private static final List<Path> SOURCES =
      List.of(Path.of("../ipc-core/src/main/java"), Path.of("../ipc-queue/src/main/java"));

  @TempDir Path directory;

  @Test
  void everyHandoffHasAStressTest() throws Exception {
    Set<String> labels = new TreeSet<>();
    for (Path sources : SOURCES) {
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Matcher label = LABEL.matcher(Files.readString(file));
          while (label.find()) {
            labels.add(label.group(1).trim());
          }
        }
      }
    }
    Set<String> tested = new TreeSet<>();
    for (Class<?> test : stressTests()) {
      Handoff handoff = test.getAnnotation(Handoff.class);
      assertThat(handoff).as("handoff of %s", test).isNotNull();
      assertThat(handoff.refutes()).isNotBlank();
      tested.add(handoff.value());
    }
    assertThat(tested).isEqualTo(labels).isNotEmpty();
  }

  private static List<Class<?>> stressTests() throws Exception {
    Path classes = Path.of("target/classes");
    List<Class<?>> tests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(path -> path.toString().endsWith("Stress.class")).toList()) {
        String name = classes.relativize(file).toString().replace('/', '.');
        tests.add(Class.forName(name.substring(0, name.length() - ".class".length())));
      }
    }
    return tests;
  }

  /** All of them, one after the other, in one JVM that compiles what it runs in unusual orders. */
  @Test
  void theyPassForAMoment() throws Exception {
    Run run = briefly("200", "", "");
    assertThat(run.exit).as(run.text).isZero();
    assertThat(run.text).contains("\n0 failed").doesNotContain("FAILED");
    assertThat(run.text.lines().filter(line -> line.startsWith("ok ")))
        .hasSize(stressTests().size());
  }

  /** With all ways of jcstress to compile and to place them; half an hour. */
  @Test
  @Tag("long")
  @Timeout(value = 90, unit = TimeUnit.MINUTES)
  void theyPass() throws Exception {
    Run run =
        jcstress(
            List.of(
                "org.openjdk.jcstress.Main", "-m", "quick", "-t", "io.tandem.ipc", "-r", "report"));
    assertThat(run.exit).as(run.text).isZero();
    assertThat(run.text).contains("Failed tests: No matches").contains("Error tests: No matches");
  }

  @Test
  void whatTheyShouldFailWithIsStillInTheSources() throws Exception {
    for (Class<?> test : stressTests()) {
      for (String change : test.getAnnotation(Handoff.class).failsWith()) {
        assertThat(ChangedFile.changed(source(change), code(change))).isNotBlank();
      }
    }
  }

  @TestFactory
  @Tag("long")
  Stream<DynamicTest> theyFailWhereOrderIsLost() throws Exception {
    return stressTests().stream()
        .flatMap(
            test ->
                Stream.of(test.getAnnotation(Handoff.class).failsWith())
                    .map(
                        change ->
                            DynamicTest.dynamicTest(
                                test.getSimpleName() + " with " + change,
                                () -> requireFailure(test, change))));
  }

  private void requireFailure(Class<?> test, String change) throws Exception {
    Path changed = Files.createTempDirectory(directory, "changed");
    ChangedFile.compile(source(change), code(change), changed);
    Run run = briefly("3000", test.getName(), changed + File.pathSeparator);
    for (int more = 9; more > 0 && run.exit == 0; more--) { // on a busy machine actors seldom meet
      run = briefly("3000", test.getName(), changed + File.pathSeparator);
    }
    assertThat(run.text).contains("FAILED " + test.getName()).contains(" Forbidden");
    assertThat(run.exit).isEqualTo(1);
  }

  private static String code(String change) {
    return change.substring(change.indexOf(": ") + 2);
  }

  private static Path source(String change) throws IOException {
    String name = change.substring(0, change.indexOf(": "));
    List<Path> roots = new ArrayList<>(SOURCES);
    roots.add(Path.of("src/main/java"));
    for (Path root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        Optional<Path> found = files.filter(file -> file.endsWith(name + ".java")).findFirst();
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new IllegalArgumentException("there is no " + name + ".java in " + roots);
  }

  private Run briefly(String millis, String test, String classesBefore) throws Exception {
    // Where Tandem runs nobody sets these: they let the compiler choose among the orders it may.
    List<String> randomOrders =
        List.of(
            "-XX:-TieredCompilation",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+StressLCM",
            "-XX:+StressGCM");
    return java(randomOrders, classesBefore, List.of(BriefRun.class.getName(), millis, test));
  }

  private record Run(int exit, String text) {}

  private Run jcstress(List<String> arguments) throws Exception {
    return java(List.of(), "", arguments);
  }

  private Run java(List<String> flags, String classesBefore, List<String> arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", classesBefore + System.getProperty("java.class.path")));
    command.addAll(arguments);
    Path log = Files.createTempFile(directory, "jcstress", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      int exit = process.waitFor();
      String text = Files.readString(log, StandardCharsets.UTF_8);
      System.out.println(text);
      return new Run(exit, text);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
