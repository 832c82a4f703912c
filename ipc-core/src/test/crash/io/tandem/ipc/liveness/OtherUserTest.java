package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.TandemException;
import io.tandem.ipc.os.ProcessId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user without rights is told. Root has all rights, so a child runs as nobody. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OtherUserTest {
  @TempDir Path parent;

  @BeforeEach
  void beRoot() throws IOException {
    assumeTrue(ProcessId.uid() == 0, "only root can start a process of another user");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
    Files.setAttribute(parent, "unix:mode", 0755);
  }

  @Test
  void unwritableParentIsNamedWithTheUser() {
    assertThat(openAsNobody(parent.resolve("domain")))
        .isEqualTo(
            "DomainAccessException A directory cannot be made here: permission denied ["
                + parent
                + "]; this process's uid 65534. Let this user write there, or choose another"
                + " directory.");
  }

  @Test
  void parentThatCannotBeEnteredIsNamedWithTheUser() throws IOException {
    Path closed = Files.createDirectory(parent.resolve("closed"));
    Files.setAttribute(closed, "unix:mode", 0700);

    assertThat(openAsNobody(closed.resolve("inner/domain")))
        .startsWith("DomainAccessException The parent of a domain's directory cannot be reached")
        .contains("permission denied [" + closed.resolve("inner") + "]")
        .contains("this process's uid 65534");
  }

  @Test
  void domainOfAnotherUserIsRefused() throws IOException {
    Path directory = Files.createDirectory(parent.resolve("domain"));
    Files.setAttribute(directory, "unix:mode", 0700);

    assertThat(openAsNobody(directory))
        .isEqualTo(
            "DomainAccessException A domain's directory belongs to another user ["
                + directory
                + "]; owner uid 0, this process's uid 65534. Run as that user or choose another"
                + " directory.");
  }

  @Test
  void userWithTheRightToWriteMakesADomainOfItsOwn() throws IOException {
    Path open = Files.createDirectory(parent.resolve("open"));
    Files.setAttribute(open, "unix:mode", 01777);

    assertThat(openAsNobody(open.resolve("domain"))).startsWith("opened ");
  }

  /** Opens a domain in a child of the user nobody, whose class path it is able to read. */
  private String openAsNobody(Path directory) {
    Path classes = parent.resolve("classes");
    copy(location(Domain.class), classes);
    copy(location(OtherUserTest.class), classes);
    List<String> command = new ArrayList<>();
    command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classes.toString(), Opener.class.getName()));
    command.add(directory.toString());
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      return process.inputReader().readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a domain and prints what came of it. */
  static final class Opener {
    private Opener() {}

    public static void main(String[] args) {
      try (Domain domain = Domain.open(Path.of(args[0]))) {
        System.out.println("opened " + domain.name());
      } catch (TandemException e) {
        System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
      }
    }
  }

  private static Path location(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
