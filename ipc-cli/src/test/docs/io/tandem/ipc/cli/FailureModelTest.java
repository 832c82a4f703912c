package io.tandem.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whether docs/failure-model.md names a test for what it promises, and tests that exist. */
class FailureModelTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs").resolve("failure-model.md");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");
  private static final String NOT_PROMISED = "## 5. What is not promised";

  private static final Map<String, String> SOURCES = new HashMap<>();

  @BeforeAll
  static void readAllTests() throws IOException {
    try (Stream<Path> files = Files.find(ROOT, 20, (file, facts) -> isTest(file))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        SOURCES.merge(name, Files.readString(file), String::concat);
      }
    }
  }

  private static boolean isTest(Path file) {
    String path = ROOT.relativize(file).toString();
    return path.matches("ipc-\\w+/src/test/\\w+/io/tandem/.*Test\\.java");
  }

  @Test
  void everyTestThatItNamesExists() throws IOException {
    String page = Files.readString(PAGE);
    List<String> missing = new ArrayList<>();
    Matcher named = TEST.matcher(page);
    int found = 0;
    for (; named.find(); found++) {
      if (!exists(named.group(1), named.group(2))) {
        missing.add(named.group());
      }
    }
    assertThat(missing).as("tests named in %s that do not exist", PAGE).isEmpty();
    assertThat(found).isGreaterThan(60);
  }

  private static boolean exists(String test, String method) {
    String source = SOURCES.get(test);
    return source != null
        && (method == null
            || Pattern.compile("\\bvoid\\s+" + method + "\\(").matcher(source).find());
  }

  @Test
  void aTestThatDoesNotExistWouldBeFound() {
    assertThat(exists("FailureModelTest", "aTestThatDoesNotExistWouldBeFound")).isTrue();
    assertThat(exists("FailureModelTest", "aTestThatDoesNotExist")).isFalse();
    assertThat(exists("FailureModelsTest", null)).isFalse();
  }

  @Test
  void everyLineOfATableAndEveryItemOfAListNamesATest() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(page).contains(NOT_PROMISED);
    String promised = page.substring(0, page.indexOf(NOT_PROMISED));

    List<String> lines = linesAndItems(promised);

    assertThat(lines).hasSizeGreaterThan(50);
    assertThat(lines)
        .allSatisfy(
            line -> assertThat(TEST.matcher(line).find()).as("names a test: %s", line).isTrue());
  }

  /** Of all tables without their heads, and of all lists. */
  private static List<String> linesAndItems(String page) {
    List<String> found = new ArrayList<>();
    for (String block : page.split("\n\n")) {
      if (block.startsWith("|")) {
        List<String> lines = block.lines().toList();
        found.addAll(lines.subList(2, lines.size()));
      } else if (block.startsWith("- ")) {
        found.addAll(List.of(block.split("\n(?=- )")));
      }
    }
    return found;
  }
}
