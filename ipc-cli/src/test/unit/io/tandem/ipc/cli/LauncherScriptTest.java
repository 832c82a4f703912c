package io.tandem.ipc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code ipc}, run by a real shell in a tree of its own, where {@code mvnw} and {@code
 * java} are scripts that write down how they were called. Named pipes hold a build at a known
 * point, so no test depends on timing.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LauncherScriptTest {

  private static final String FIRST_USE = "ipc: first use, building Tandem (about a minute)...\n";
  private static final String CHANGED = "ipc: the sources have changed, building Tandem...\n";
  private static final String WAITING = "ipc: another ipc is building; waiting for it";

  /** Everything that the script and its two stand-ins call, beside flock. */
  private static final List<String> TOOLS =
      List.of(
          "cat",
          "chmod",
          "cp",
          "find",
          "grep",
          "head",
          "mkdir",
          "mktemp",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sh",
          "tail");

  @TempDir private Path temporary;

  private Path tree;
  private Path jdk;
  private Path tools;
  private final List<Process> started = new ArrayList<>();

  /** How a command ended. */
  private record Outcome(int code, String out, String err) {}

  @BeforeEach
  void plantATree() throws Exception {
    tree = Files.createDirectories(temporary.resolve("a tree"));
    jdk = Files.createDirectories(temporary.resolve("a jdk"));
    tools = Files.createDirectories(temporary.resolve("tools"));
    Files.copy(Path.of("..", "ipc"), tree.resolve("ipc"));
    write("pom.xml", "");
    write(".mvn/jvm.config", "");
    for (String module : List.of("ipc-core", "ipc-cli", "benchmarks")) {
      write(module + "/pom.xml", "");
      write(module + "/src/main/java/Some.java", "");
      write(module + "/src/main/java/Other.java", "");
    }
    script(
        tree.resolve("mvnw"),
        """
        echo "$*" >>builds
        # Waits by itself: a program would be started after whoever was told "entered" looks at us.
        if [ -p entered ]; then echo >entered; read -r line <gate || :; fi
        if [ -e broken ]; then cat broken; exit 1; fi
        for module in ipc-cli benchmarks; do
          mkdir -p $module/target/app
          cat builds >$module/target/app/$module.jar
        done
        """);
    script(
        jdk.resolve("bin/java"),
        """
        [ "$1" != -version ] || { echo 'openjdk version "1.8.0_392"' >&2; exit; }
        for argument; do echo "<$argument>"; done
        exit ${FAKE_EXIT:-0}
        """);
    javaIs("17.0.15");
    for (String tool : TOOLS) {
      Files.createSymbolicLink(tools.resolve(tool), installed(tool));
    }
    Path flock = installed("flock");
    if (flock != null) {
      Files.createSymbolicLink(tools.resolve("flock"), flock);
    }
  }

  @AfterEach
  void endEveryProcess() throws Exception {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void buildsOnFirstUseAndSaysSoInOneLine() throws Exception {
    Outcome outcome = ipc("ls", "a b", "", "*");
    assertThat(outcome.err()).isEqualTo(FIRST_USE);
    assertThat(outcome.code()).isZero();
    List<String> arguments = outcome.out().lines().toList();
    assertThat(arguments.get(0)).isEqualTo("<-jar>");
    assertThat(arguments.get(1)).startsWith("<" + tree.toRealPath()).endsWith("/ipc-cli.jar>");
    assertThat(arguments.subList(2, arguments.size()))
        .containsExactly("<ls>", "<a b>", "<>", "<*>");
    assertThat(builds()).containsExactly("-B -ntp -Dmaven.test.skip=true -pl ipc-cli -am package");
  }

  @Test
  void isSilentAndBuildsNothingWhenNothingHasChanged() throws Exception {
    ipc();
    assertThat(ipc().err()).isEmpty();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void buildsAgainWhenASourceIsNewerAddedOrRemoved() throws Exception {
    ipc();
    int expected = 1;
    for (String file : List.of("pom.xml", "ipc-core/pom.xml", "ipc-core/src/main/java/Some.java")) {
      changeNow(file);
      assertThat(ipc().err()).as(file).isEqualTo(CHANGED);
      assertThat(builds()).hasSize(++expected);
      settle(file);
      assertThat(ipc().err()).isEmpty();
    }
    write("ipc-core/src/main/resources/lib.so", "");
    changeNow("ipc-core/src/main/resources");
    assertThat(ipc().err()).isEqualTo(CHANGED);
    settle("ipc-core/src/main/resources");
    Files.delete(tree.resolve("ipc-core/src/main/java/Other.java"));
    changeNow("ipc-core/src/main/java");
    assertThat(ipc().err()).isEqualTo(CHANGED);
    settle("ipc-core/src/main/java");
    assertThat(ipc().err()).isEmpty();
  }

  @Test
  void aSourceThatChangesDuringABuildCausesTheNextOne() throws Exception {
    holdBuilds();
    Process building = start(tree.resolve("ipc"));
    awaitEntered();
    changeNow("ipc-core/src/main/java/Some.java");
    openGate();
    assertThat(outcomeOf(building).code()).isZero();
    releaseBuilds();
    assertThat(ipc().err()).isEqualTo(CHANGED);
  }

  @Test
  void aCommandThatRunsKeepsItsJars() throws Exception {
    Path before = jarOf(ipc());
    String content = Files.readString(before);
    changeNow("ipc-core/src/main/java/Some.java");
    Path after = jarOf(ipc());
    assertThat(after).isNotEqualTo(before);
    assertThat(before).hasContent(content);
  }

  @Test
  void aFailedBuildShowsItsErrorsAndIsTriedAgain() throws Exception {
    write(
        "broken",
        """
        [INFO] Compiling 3 files
        [ERROR] Some.java:[3,4] no such thing
        [ERROR] Failed to execute goal compile -> [Help 1]
        [ERROR] To see the full stack trace
        """);
    Outcome outcome = ipc();
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    Path log = tree.toRealPath().resolve("target/ipc/build.log");
    assertThat(outcome.err())
        .isEqualTo(
            FIRST_USE
                + "[ERROR] Some.java:[3,4] no such thing\n"
                + "ipc: the build failed; the whole log is in "
                + log
                + "\n");
    assertThat(log).content().contains("[INFO] Compiling 3 files");

    write("broken", "no network\n");
    assertThat(ipc().err()).contains("no network\nipc: the build failed;");

    Files.delete(tree.resolve("broken"));
    assertThat(ipc().code()).isZero();
  }

  @Test
  void passesTheExitCodeOn() throws Exception {
    ipc();
    ProcessBuilder builder = builder(tree.resolve("ipc"), "ls");
    builder.environment().put("FAKE_EXIT", "42");
    assertThat(outcomeOf(start(builder)).code()).isEqualTo(42);
  }

  @Test
  void worksThroughSymbolicLinksAndFromAnyDirectory() throws Exception {
    Path elsewhere = Files.createDirectories(temporary.resolve("else where"));
    Files.createSymbolicLink(elsewhere.resolve("absolute"), tree.resolve("ipc"));
    Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("../a tree/ipc"));
    Files.createSymbolicLink(elsewhere.resolve("twice"), Path.of("relative"));
    Path jar = jarOf(ipc());
    for (String name : List.of("absolute", "relative", "twice")) {
      ProcessBuilder builder = builder(elsewhere.resolve(name)).directory(elsewhere.toFile());
      assertThat(jarOf(outcomeOf(start(builder)))).as(name).isEqualTo(jar);
    }
    ProcessBuilder bare = builder(Path.of("ipc")).directory(tree.toFile());
    assertThat(jarOf(outcomeOf(start(bare)))).isEqualTo(jar);
    assertThat(builds()).hasSize(1);
  }

  @Test
  void benchRunsTheModuleBenchmarksInstead() throws Exception {
    Path cli = jarOf(ipc());
    Outcome outcome = ipc("bench", "lane");
    assertThat(jarOf(outcome)).hasFileName("benchmarks.jar").isNotEqualTo(cli);
    assertThat(outcome.out()).endsWith("<lane>\n").doesNotContain("<bench>");
    assertThat(builds()).last().asString().contains("-pl benchmarks ");
    assertThat(jarOf(ipc())).isEqualTo(cli);
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    assumeTrue(Files.exists(tools.resolve("flock")), "flock is not installed");
    twoBuildOnce();
  }

  @Test
  void twoAtOnceBuildOnceWithoutFlock() throws Exception {
    Path perl = installed("perl");
    assumeTrue(perl != null, "perl is not installed");
    Files.createSymbolicLink(tools.resolve("perl"), perl);
    Files.deleteIfExists(tools.resolve("flock"));
    twoBuildOnce();
  }

  private void twoBuildOnce() throws Exception {
    holdBuilds();
    Process first = start(tree.resolve("ipc"));
    awaitEntered();
    Process second = start(tree.resolve("ipc"));
    BufferedReader secondErr = second.errorReader(UTF_8);
    assertThat(secondErr.readLine()).isEqualTo(WAITING);
    openGate();
    assertThat(jarOf(outcomeOf(second))).isEqualTo(jarOf(outcomeOf(first)));
    assertThat(secondErr.readLine()).isNull();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void aBuildThatIsKilledLeavesNoLockBehind() throws Exception {
    holdBuilds();
    Process killed = start(tree.resolve("ipc"));
    awaitEntered();
    List<ProcessHandle> family = killed.descendants().toList();
    assertThat(family).isNotEmpty();
    killed.destroyForcibly().waitFor();
    family.forEach(ProcessHandle::destroyForcibly);
    releaseBuilds();
    // The kernel may take a moment to end them all, and then the lock is free.
    Outcome outcome = ipc();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).endsWith(FIRST_USE);
  }

  @Test
  void aBuildWhoseScriptWasKilledIsWaitedFor() throws Exception {
    holdBuilds();
    Process killed = start(tree.resolve("ipc"));
    awaitEntered();
    killed.destroyForcibly().waitFor();
    Process second = start(tree.resolve("ipc"));
    BufferedReader secondErr = second.errorReader(UTF_8);
    assertThat(secondErr.readLine()).isEqualTo(WAITING);
    openGate();
    // The second one finds a build that nobody made current, and makes its own.
    assertThat(secondErr.readLine() + "\n").isEqualTo(FIRST_USE);
    awaitEntered();
    openGate();
    assertThat(outcomeOf(second).code()).isZero();
    assertThat(builds()).hasSize(2);
  }

  @Test
  void saysWhatToDoWithoutJava() throws Exception {
    ProcessBuilder builder = builder(tree.resolve("ipc"));
    builder.environment().remove("JAVA_HOME");
    assertThat(outcomeOf(start(builder)))
        .isEqualTo(
            new Outcome(
                1,
                "",
                "ipc: there is no 'java' on the PATH and JAVA_HOME is not set."
                    + " Install a JDK 17 or newer, or point JAVA_HOME to one.\n"));
  }

  @Test
  void findsJavaOnThePathThroughALink() throws Exception {
    Files.createSymbolicLink(tools.resolve("java"), jdk.resolve("bin/java"));
    ProcessBuilder builder = builder(tree.resolve("ipc"));
    builder.environment().remove("JAVA_HOME");
    assertThat(outcomeOf(start(builder)).out()).startsWith("<-jar>");
  }

  @Test
  void saysWhatToDoWhenJavaHomeIsWrong() throws Exception {
    ProcessBuilder builder = builder(tree.resolve("ipc"));
    builder.environment().put("JAVA_HOME", "/no such");
    assertThat(outcomeOf(start(builder)))
        .isEqualTo(
            new Outcome(
                1,
                "",
                "ipc: JAVA_HOME is '/no such', but there is no executable bin/java in it."
                    + " Point JAVA_HOME to a JDK 17 or newer, or unset it.\n"));
  }

  @Test
  void refusesAnOldJava() throws Exception {
    javaIs("11.0.2");
    assertThat(ipc().err())
        .isEqualTo(
            "ipc: '"
                + jdk.resolve("bin/java")
                + "' is Java 11.0.2; Tandem needs 17 or newer. Point JAVA_HOME to a newer JDK.\n");
    Files.delete(jdk.resolve("release"));
    assertThat(ipc().err()).contains("is Java 1.8.0_392; Tandem needs 17 or newer.");
    assertThat(builds()).isEmpty();
  }

  @Test
  void acceptsEveryFormOfANewerVersion() throws Exception {
    for (String version : List.of("17", "21.0.1", "25", "26-ea", "25+36")) {
      javaIs(version);
      assertThat(ipc().code()).as(version).isZero();
    }
  }

  private Outcome ipc(String... arguments) throws Exception {
    return outcomeOf(start(tree.resolve("ipc"), arguments));
  }

  private Process start(Path script, String... arguments) throws IOException {
    return start(builder(script, arguments));
  }

  private Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private ProcessBuilder builder(Path script, String... arguments) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("JAVA_HOME", jdk.toString());
    return builder;
  }

  /** Both streams are a few lines, far below the size of a pipe, so they may be read in turn. */
  private static Outcome outcomeOf(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err =
        process.errorReader(UTF_8).lines().map(line -> line + "\n").reduce("", String::concat);
    return new Outcome(process.waitFor(), out, err);
  }

  private static Path jarOf(Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    String argument = outcome.out().lines().skip(1).findFirst().orElseThrow();
    return Path.of(argument.substring(1, argument.length() - 1));
  }

  private List<String> builds() throws IOException {
    Path log = tree.resolve("builds");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  /** From here on a build stops after it has begun, until {@link #openGate()}. */
  private void holdBuilds() throws Exception {
    for (String pipe : List.of("entered", "gate")) {
      int code = new ProcessBuilder("mkfifo", tree.resolve(pipe).toString()).start().waitFor();
      assertThat(code).isZero();
    }
  }

  private void releaseBuilds() throws IOException {
    Files.delete(tree.resolve("entered"));
    Files.delete(tree.resolve("gate"));
  }

  private void awaitEntered() throws IOException {
    assertThat(Files.readString(tree.resolve("entered"))).isEqualTo("\n");
  }

  private void openGate() throws IOException {
    Files.writeString(tree.resolve("gate"), "");
  }

  private void changeNow(String file) throws IOException {
    setTime(file, Instant.now().plusSeconds(60));
  }

  private void settle(String file) throws IOException {
    setTime(file, Instant.now().minusSeconds(60));
  }

  private void setTime(String file, Instant time) throws IOException {
    Files.setLastModifiedTime(tree.resolve(file), FileTime.from(time));
  }

  private void javaIs(String version) throws IOException {
    Files.writeString(
        jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nOS=\"y\"\n");
  }

  private void write(String file, String content) throws IOException {
    Path path = tree.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  private static void script(Path path, String body) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, "#!/bin/sh\nset -e\n" + body);
    assertThat(path.toFile().setExecutable(true)).isTrue();
  }

  /** Where a program is installed, or null. */
  private static Path installed(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}
