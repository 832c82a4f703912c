package io.tandem.ipc.testkit;

import io.tandem.ipc.Domain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A fresh directory in shared memory for the domain of one test. At the end of the test nothing of
 * it may be left: no descriptor, no mapping, and, unless {@link #mayLeaveFiles} says so, no file.
 * For a field with {@code @RegisterExtension}, or for try-with-resources.
 */
public final class TempDomain implements BeforeEachCallback, AfterEachCallback, AutoCloseable {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private Path root;
  private boolean mayLeaveFiles;

  /** A directory for every test that this extension is registered for. */
  public TempDomain() {}

  /** A directory at once, for try-with-resources. */
  public static TempDomain create() {
    TempDomain domain = new TempDomain();
    domain.make();
    return domain;
  }

  /** Lets files stay at the end of the test, as where every participant was killed. */
  public TempDomain mayLeaveFiles() {
    this.mayLeaveFiles = true;
    return this;
  }

  private void make() {
    try {
      root =
          Files.createTempDirectory(
              Files.isDirectory(SHARED_MEMORY)
                  ? SHARED_MEMORY
                  : Path.of(System.getProperty("java.io.tmpdir")),
              "tandem-test-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the domain is; the directory does not exist before something makes it. */
  public Path directory() {
    return root.resolve("domain");
  }

  /** Opens the domain there. */
  public Domain open() {
    return Domain.open(directory());
  }

  /** A directory of its own for anything else; it exists, and its files need not be removed. */
  public Path scratch() {
    try {
      return Files.createDirectories(root.resolve("scratch"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    make();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    // A failure of the test itself matters more than what it has left behind.
    finish(context.getExecutionException().isEmpty());
  }

  @Override
  public void close() {
    finish(true);
  }

  private void finish(boolean strict) {
    List<String> left = Leftovers.of(directory());
    if (mayLeaveFiles) {
      left.removeIf(leftover -> leftover.startsWith("file "));
    }
    delete();
    if (strict && !left.isEmpty()) {
      throw new AssertionError("the test has left:\n" + String.join("\n", left));
    }
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
