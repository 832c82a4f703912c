package io.tandem.ipc.os;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed binaries are made from the committed source, and the check that says so works. */
class BuildScriptTest {
  private static final Path SOURCES = Path.of("src", "main").toAbsolutePath();

  @TempDir Path directory;

  @BeforeEach
  void onlyWhereItCanRun() {
    assumeTrue(Native.isLoaded(), "native mode only");
    assumeTrue(Files.exists(SOURCES.resolve("native/build.sh")), "needs the sources");
  }

  @Test
  void theBinariesMatchTheSource() throws Exception {
    Result result = run(SOURCES, Map.of(), "--check");
    assertThat(result.exit).as(result.output).isZero();
    assertThat(result.output).contains("x86_64: ", "aarch64: ");
  }

  @Test
  void theBinariesPassTheirSelfTest() throws Exception {
    Result result = run(SOURCES, Map.of(), "--selftest");
    assertThat(result.exit).as(result.output).isZero();
    assertThat(result.output).containsPattern("self-test.*: passed|self-test skipped: no gcc");
  }

  @Test
  void aChangedSourceIsFoundOut() throws Exception {
    Path copy = copy();
    Files.writeString(copy.resolve("native/tandem.c"), "/* */\n", StandardOpenOption.APPEND);
    Result result = run(copy, Map.of(), "--check");
    assertThat(result.exit).isEqualTo(1);
    assertThat(result.output)
        .contains("was made from another tandem.c or with other flags; run build.sh");
  }

  @Test
  void changedFlagsAreFoundOut() throws Exception {
    Path copy = copy();
    Path script = copy.resolve("native/build.sh");
    Files.writeString(script, Files.readString(script).replace("-O2", "-O1"));
    Result result = run(copy, Map.of(), "--check");
    assertThat(result.exit).isEqualTo(1);
    assertThat(result.output).contains("was made from another tandem.c or with other flags");
  }

  @Test
  void aChangedBinaryIsFoundOut() throws Exception {
    Path copy = copy();
    assumeTrue(
        run(copy, Map.of(), "--check").output.contains("x86_64: identical to a rebuild"),
        "needs the compiler that the binary was made with");
    Path binary = binary(copy);
    byte[] bytes = Files.readAllBytes(binary);
    bytes[0x900] ^= 1; // in .text
    Files.write(binary, bytes);
    Result result = run(copy, Map.of(), "--check");
    assertThat(result.exit).isEqualTo(1);
    assertThat(result.output).contains("the rebuilt file differs although the tools are the same");
  }

  @Test
  void anotherCompilerVersionIsNoAlarm() throws Exception {
    Path copy = copy();
    Path binary = binary(copy);
    String bytes = Files.readString(binary, ISO_8859_1);
    assertThat(bytes).contains(" tools=gcc ");
    Files.writeString(binary, bytes.replace(" tools=gcc ", " tools=GCC "), ISO_8859_1);
    Result result = run(copy, Map.of(), "--check");
    assertThat(result.exit).as(result.output).isZero();
    assertThat(result.output)
        .containsPattern("x86_64: source hash (and exported functions match|matches; rebuild)");
  }

  @Test
  void withoutACompilerTheHashIsStillCompared() throws Exception {
    Path tools = Files.createDirectory(directory.resolve("tools"));
    for (String tool :
        List.of(
            "sh",
            "dirname",
            "sha256sum",
            "cut",
            "tr",
            "grep",
            "mktemp",
            "rm",
            "uname",
            "readlink",
            "head",
            "cat")) {
      Path found = find(tool);
      Files.createSymbolicLink(tools.resolve(tool), found);
    }
    Map<String, String> environment = Map.of("PATH", tools.toString());
    Result result = run(SOURCES, environment, "--check");
    assertThat(result.exit).as(result.output).isZero();
    assertThat(result.output)
        .contains("x86_64: source hash matches; rebuild skipped: no gcc")
        .contains("aarch64: source hash matches; rebuild skipped: no gcc");

    Path copy = copy();
    Files.writeString(copy.resolve("native/tandem.c"), "/* */\n", StandardOpenOption.APPEND);
    assertThat(run(copy, environment, "--check").exit).isEqualTo(1);
  }

  private record Result(int exit, String output) {}

  private static Result run(Path sources, Map<String, String> environment, String option)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            find("sh").toString(), sources.resolve("native/build.sh").toString(), option);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    return new Result(process.waitFor(), output);
  }

  private static Path find(String tool) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private static Path binary(Path sources) {
    return sources.resolve("resources").resolve(Native.resource("Linux", "amd64"));
  }

  private Path copy() throws IOException {
    Path copy = Files.createTempDirectory(directory, "copy");
    for (String part : List.of("native", "resources/META-INF/tandem/native")) {
      try (Stream<Path> files = Files.walk(SOURCES.resolve(part))) {
        for (Path file : files.toList()) {
          Path target = copy.resolve(SOURCES.relativize(file).toString());
          Files.createDirectories(target.getParent());
          if (Files.isRegularFile(file)) {
            Files.copy(file, target);
          }
        }
      }
    }
    return copy;
  }
}
