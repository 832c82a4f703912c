package io.tandem.ipc.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.cli.demo.PackageTotals.Total;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of the answers: totals, the comparison, the digest of everything. */
class ResultTest {
  @TempDir private Path temporary;

  @Test
  void aSecondAnswerToANameChangesNothing() {
    Results results = new Results(2);
    Fingerprint first = Fingerprint.unreadable("first");
    assertThat(results.keep(1, first)).isTrue();
    assertThat(results.keep(1, Fingerprint.unreadable("second"))).isFalse();
    assertThat(results.get(1)).isEqualTo(first);
    assertThat(results.answered()).isEqualTo(1);
    assertThat(results.unanswered()).isEqualTo(1);
    assertThat(results.has(0)).isFalse();
  }

  @Test
  void totalsCountFilesBytesAndFailuresOfEachPackage() throws Exception {
    write("a/one", "1");
    write("a/two", "22");
    write("top", "333");
    Directory directory = directory();
    List<String> names = List.of("a/gone", "a/one", "a/two", "top");
    PackageTotals totals = PackageTotals.of(names, results(directory, names), directory::packageOf);
    assertThat(totals.byPackage())
        .isEqualTo(Map.of("a", new Total(2, 3, 1), ".", new Total(1, 3, 0)));
    assertThat(totals.all()).isEqualTo(new Total(3, 6, 1));
    assertThat(totals.largest()).isEqualTo("a");
  }

  @Test
  void equalResultsAreIdentical() throws Exception {
    write("a", "1");
    Directory directory = directory();
    List<String> names = List.of("a", "gone");
    Comparison comparison =
        Comparison.of(directory, names, results(directory, names), results(directory, names));
    assertThat(comparison).isEqualTo(new Comparison(0, List.of(), true));
    assertThat(comparison.isIdentical()).isTrue();
  }

  @Test
  void aChangedFileIsFoundAndBlamed() throws Exception {
    write("a", "1");
    write("b", "1");
    Directory directory = directory();
    List<String> names = List.of("a", "b");
    Results before = results(directory, names);
    write("b", "22");
    Comparison comparison = Comparison.of(directory, names, before, results(directory, names));
    assertThat(comparison.isIdentical()).isFalse();
    assertThat(comparison.differing()).isEqualTo(1);
    assertThat(comparison.sameTotals()).isFalse();
    assertThat(comparison.examples())
        .containsExactly(
            "b: has changed",
            "  one process: 1 bytes, sha256 "
                + "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
            "  workers:     2 bytes, sha256 "
                + "785f3ec7eb32f30b90cd0fcf3657d388b5ff4297f2f9716ff66e9b69c05ddd09");
  }

  @Test
  void aWrongAnswerAboutAnUntouchedFileIsADefect() throws Exception {
    write("a", "1");
    Directory directory = directory();
    List<String> names = List.of("a");
    Results wrong = new Results(1);
    wrong.keep(0, new Fingerprint(1, new Sha256(1, 2, 3, 4), ""));
    Comparison comparison = Comparison.of(directory, names, results(directory, names), wrong);
    assertThat(comparison.isIdentical()).isFalse();
    assertThat(comparison.sameTotals()).isTrue();
    assertThat(comparison.examples())
        .first()
        .isEqualTo("a: is as one process found it; does nothing write to it?");
  }

  @Test
  void ofManyDifferencesTheFirstAreShown() throws Exception {
    List<String> names = List.of("a", "b", "c", "d", "e", "f", "g");
    Directory directory = directory();
    Results gone = results(directory, names);
    for (String name : names) {
      write(name, name);
    }
    Comparison comparison = Comparison.of(directory, names, gone, results(directory, names));
    assertThat(comparison.differing()).isEqualTo(7);
    assertThat(comparison.examples()).hasSize(5 * 3);
  }

  /** The promise of {@code ipc help demo}, held against the tools it names. */
  @Test
  void theDigestOfAllIsWhatSha256sumGives() throws Exception {
    write("b/two", "2");
    write("a b", "1");
    write("b-1", "3");
    write("\u00e4", "4");
    Directory directory = directory();
    List<String> names = directory.scan().names();
    Process tools =
        new ProcessBuilder(
                "sh",
                "-c",
                "find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum")
            .directory(temporary.toFile())
            .start();
    String printed = new String(tools.getInputStream().readAllBytes(), UTF_8);
    assertThat(tools.waitFor()).isZero();
    assertThat(printed).isEqualTo(Listing.digest(names, results(directory, names)) + "  -\n");
  }

  @Test
  void theJdkImageHasItsClassesByModuleAndPackage() throws Exception {
    JdkImage image = new JdkImage();
    Scan scan = image.scan();
    assertThat(scan.names())
        .hasSizeGreaterThan(5_000)
        .isSorted()
        .contains("java.base/java/lang/Object.class")
        .allMatch(name -> name.endsWith(".class"));
    assertThat(image.packageOf("java.base/java/lang/Object.class"))
        .isEqualTo("java.base/java.lang");
    assertThat(image.packageOf("java.base/module-info.class")).isEqualTo("java.base");
    Fingerprint object = new Fingerprinter(image).of("java.base/java/lang/Object.class");
    try (var stream = Object.class.getResourceAsStream("Object.class")) {
      assertThat(object.sizeBytes()).isEqualTo(stream.readAllBytes().length);
    }
    assertThat(new Fingerprinter(image).of("java.base/No.class"))
        .isEqualTo(Fingerprint.unreadable("gone"));
  }

  @Test
  void anInputIsFoundAgainByItsArgument() {
    assertThat(Input.of(new JdkImage().argument())).isInstanceOf(JdkImage.class);
    assertThat(Input.of(directory().argument()).argument()).isEqualTo(temporary.toString());
  }

  private Directory directory() {
    return new Directory(temporary);
  }

  private static Results results(Input input, List<String> names) {
    Results results = new Results(names.size());
    Fingerprinter fingerprinter = new Fingerprinter(input);
    for (int i = 0; i < names.size(); i++) {
      results.keep(i, fingerprinter.of(names.get(i)));
    }
    return results;
  }

  private void write(String name, String content) throws IOException {
    Path file = temporary.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
