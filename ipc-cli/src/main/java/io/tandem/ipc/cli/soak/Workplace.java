package io.tandem.ipc.cli.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The directory in shared memory that has all files of one soak. */
final class Workplace implements AutoCloseable {
  private static final String PREFIX = "tandem-soak-";
  private static final int MOST_ERROR_CHARS = 8_000;

  private final Path directory;

  private Workplace(Path directory) {
    this.directory = directory;
  }

  /** Makes one, and removes those of soaks that were killed. */
  static Workplace make() throws IOException {
    Path memory = Path.of("/dev/shm");
    Path root = Files.isDirectory(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    removeLeftovers(root);
    return new Workplace(
        Files.createTempDirectory(
            root,
            PREFIX + ProcessHandle.current().pid() + "-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
  }

  private static void removeLeftovers(Path root) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(root, PREFIX + "*")) {
      for (Path leftover : leftovers) {
        String name = leftover.getFileName().toString();
        String pid = name.substring(PREFIX.length(), name.indexOf('-', PREFIX.length()));
        if (Files.getOwner(leftover).equals(Files.getOwner(Path.of("/proc/self")))
            && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          delete(leftover);
        }
      }
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      // Not made here.
    }
  }

  Path directory() {
    return directory;
  }

  Path domain() {
    return directory.resolve("domain");
  }

  Path ledger() {
    return directory.resolve("ledger");
  }

  Path errors() {
    return directory.resolve("errors");
  }

  /** What the workers have written to their standard error, or the beginning of it. */
  String errorText() throws IOException {
    if (!Files.exists(errors())) {
      return "";
    }
    String text = new String(Files.readAllBytes(errors()), StandardCharsets.UTF_8);
    return text.length() <= MOST_ERROR_CHARS ? text : text.substring(0, MOST_ERROR_CHARS) + "...";
  }

  /** What is left of the domain, which ought to go with its last participant. */
  List<String> filesOfDomain() throws IOException {
    if (!Files.exists(domain())) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(domain())) {
      return files.map(file -> directory.relativize(file).toString()).sorted().toList();
    }
  }

  @Override
  public void close() {
    delete(directory);
  }

  private static void delete(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      return; // by the shutdown hook
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
