package io.tandem.ipc.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTest {
  @TempDir private Path temporary;

  private Path root;
  private Directory directory;

  @BeforeEach
  void make() throws IOException {
    root = Files.createDirectory(temporary.resolve("root"));
    directory = new Directory(root.toRealPath());
  }

  @Test
  void listsRegularFilesSortedByName() throws Exception {
    write("b/two", "2");
    write("a", "1");
    write("b/one", "1");
    write("b/c/\u00e4 b", "3");
    Files.createDirectories(root.resolve("empty/too"));
    assertThat(directory.scan())
        .isEqualTo(new Scan(List.of("a", "b/c/\u00e4 b", "b/one", "b/two"), Map.of()));
  }

  @Test
  void countsButDoesNotFollowLinksSoALoopEnds() throws Exception {
    write("a", "1");
    Files.createSymbolicLink(root.resolve("loop"), root);
    Files.createSymbolicLink(root.resolve("self"), Path.of("self"));
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));
    Files.createSymbolicLink(root.resolve("to-a"), Path.of("a"));
    assertThat(directory.scan()).isEqualTo(new Scan(List.of("a"), Map.of("symbolic links", 4)));
  }

  @Test
  void leavesPipesOutForReadingOneWouldWaitForItsWriter() throws Exception {
    write("a", "1");
    makePipe(root.resolve("pipe"));
    assertThat(directory.scan())
        .isEqualTo(new Scan(List.of("a"), Map.of("pipes, sockets and devices", 1)));
  }

  @Test
  void leavesOutTheKernelsOwnFileSystems() throws Exception {
    assertThat(new Directory(Path.of("/proc")).scan())
        .isEqualTo(new Scan(List.of(), Map.of("directories of the kernel's own file systems", 1)));
  }

  @Test
  void takesNoMoreFilesThanItMay() throws Exception {
    for (int i = 0; i < 5; i++) {
      write("file-" + i, "");
    }
    Scan scan = directory.scan(3);
    assertThat(scan.names()).hasSize(3);
    assertThat(scan.skipped()).containsEntry("files beyond the first 3", 1);
  }

  @Test
  void fingerprintsAgreeWithWellKnownDigests() throws Exception {
    write("empty", "");
    write("abc", "abc");
    Fingerprinter fingerprinter = new Fingerprinter(directory);
    assertThat(fingerprinter.of("empty").sha256())
        .hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(fingerprinter.of("abc").sha256())
        .hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(fingerprinter.of("abc").sizeBytes()).isEqualTo(3);
  }

  @Test
  void aFileThatCannotBeReadIsAnAnswerToo() throws Exception {
    write("becomes-pipe", "1");
    Files.delete(root.resolve("becomes-pipe"));
    makePipe(root.resolve("becomes-pipe"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("directory"));
    Files.createDirectory(root.resolve("directory"));
    Fingerprinter fingerprinter = new Fingerprinter(directory);
    assertThat(fingerprinter.of("gone")).isEqualTo(Fingerprint.unreadable("gone"));
    for (String name : List.of("becomes-pipe", "link", "directory")) {
      assertThat(fingerprinter.of(name))
          .isEqualTo(Fingerprint.unreadable("no regular file any more"));
    }
    assertThat(fingerprinter.of("gone")).hasToString("unreadable: gone");
  }

  @Test
  void aFileThatGrowsIsReadToWhereItEndedWhenOpened() throws Exception {
    write("log", "12345");
    try (var stream = directory.open("log")) {
      Files.writeString(root.resolve("log"), "67890", StandardOpenOption.APPEND);
      assertThat(new String(stream.readAllBytes(), UTF_8)).isEqualTo("12345");
    }
    try (var stream = directory.open("log")) {
      assertThat(stream.read()).isEqualTo('1');
      Files.writeString(root.resolve("log"), "12");
      assertThat(new String(stream.readAllBytes(), UTF_8)).isEqualTo("2");
    }
  }

  @Test
  void packagesAreDirectories() {
    assertThat(directory.packageOf("a")).isEqualTo(".");
    assertThat(directory.packageOf("b/c/d")).isEqualTo("b/c");
  }

  @Test
  void theDirectoryMustBeThere() throws Exception {
    Files.delete(root);
    assertThatThrownBy(() -> directory.scan()).isInstanceOf(IOException.class);
  }

  private void write(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static void makePipe(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }
}
