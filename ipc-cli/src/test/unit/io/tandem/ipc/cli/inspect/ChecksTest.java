package io.tandem.ipc.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.Diagnostics;
import io.tandem.ipc.DomainObject;
import io.tandem.ipc.DomainView;
import io.tandem.ipc.cli.inspect.Finding.Level;
import io.tandem.ipc.liveness.Participant;
import io.tandem.ipc.liveness.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ipc doctor} makes of good and bad systems. */
class ChecksTest {
  private static final long GIB = 1L << 30;

  @TempDir private Path temporary;

  @Test
  void otherSystemsAreNotedNotBlamed() {
    assertThat(Checks.system("Linux", "6.1", "amd64", 2))
        .isEqualTo(Finding.ok("system", "Linux 6.1, amd64, 2 processors"));
    assertThat(Checks.system("Mac OS X", "14", "aarch64", 8).level()).isEqualTo(Level.NOTE);
  }

  @Test
  void aMissingLibraryIsAProblemOnlyWhereThereIsOne() {
    Diagnostics loaded = new Diagnostics(true, "loaded from x", true);
    Diagnostics denied = new Diagnostics(false, "portable mode: denied", false);
    assertThat(Checks.nativeLibrary(loaded, "Linux", "amd64").level()).isEqualTo(Level.OK);
    assertThat(Checks.nativeLibrary(denied, "Linux", "amd64").level()).isEqualTo(Level.PROBLEM);
    assertThat(Checks.nativeLibrary(denied, "Linux", "riscv64").level()).isEqualTo(Level.NOTE);
    assertThat(Checks.nativeLibrary(denied, "Mac OS X", "aarch64").level()).isEqualTo(Level.NOTE);
    assertThat(Checks.nativeLibrary(denied, "Linux", "amd64").text())
        .isEqualTo("portable mode: denied");
    assertThat(Checks.waitForAny(loaded).level()).isEqualTo(Level.OK);
    assertThat(Checks.waitForAny(denied).next()).contains("5.16").contains("seccomp");
  }

  @Test
  void sharedMemoryMustBeLargeSafeAndWritable() {
    assertThat(Checks.memory("/dev/shm", 8 * GIB, GIB, 01777, true))
        .isEqualTo(Finding.ok("/dev/shm", "8.0 GiB, 1.0 GiB free, mode 1777"));
    assertThat(Checks.memory("/dev/shm", 8 * GIB, 1 << 20, 01777, true))
        .returns(Level.PROBLEM, Finding::level)
        .satisfies(it -> assertThat(it.text()).contains("1.0 MiB free").contains("nearly full"))
        .satisfies(it -> assertThat(it.next()).contains("ipc ls").contains("--shm-size"));
    assertThat(Checks.memory("/dev/shm", 64L << 20, 64L << 20, 01777, true))
        .returns(Level.NOTE, Finding::level);
    assertThat(Checks.memory("/dev/shm", 8 * GIB, GIB, 0777, true))
        .returns(Level.PROBLEM, Finding::level)
        .satisfies(it -> assertThat(it.next()).isEqualTo("Run 'chmod +t /dev/shm'"));
    assertThat(Checks.memory("/dev/shm", 8 * GIB, GIB, 0755, false))
        .returns(Level.PROBLEM, Finding::level)
        .satisfies(it -> assertThat(it.text()).contains("may not write"));
    assertThat(Checks.memory(temporary.resolve("none")))
        .returns(Level.PROBLEM, Finding::level)
        .satisfies(it -> assertThat(it.text()).startsWith("missing"));
  }

  @Test
  void aDomainWhoseProcessesWereAllKilledIsAProblem() {
    Finding finding = Checks.domain("domain shop", view(Retention.WHILE_USED, false, false));
    assertThat(finding.level()).isEqualTo(Level.PROBLEM);
    assertThat(finding.text())
        .isEqualTo("0 alive, 2 dead, 1 object of 1.0 GiB: every process that used it was killed");
    assertThat(finding.next()).endsWith("rm -r /shm/shop");
  }

  @Test
  void aDomainThatIsUsedOrToBeKeptIsFine() {
    assertThat(Checks.domain("domain shop", view(Retention.WHILE_USED, true, false)))
        .isEqualTo(Finding.ok("domain shop", "1 alive, 1 dead, 1 object of 1.0 GiB"));
    assertThat(Checks.domain("domain shop", view(Retention.UNTIL_REMOVED, false, false)).level())
        .isEqualTo(Level.OK);
  }

  @Test
  void whatCannotBeUsedBelowTheRootIsAProblem() throws Exception {
    Files.writeString(temporary.resolve("file"), "x");
    Path open = Files.createDirectory(temporary.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.createSymbolicLink(temporary.resolve("link"), open);
    assertThat(Checks.domains(new Places(temporary)))
        .hasSize(3)
        .allMatch(finding -> finding.level() == Level.PROBLEM)
        .extracting(Finding::subject)
        .containsExactly("domain file", "domain link", "domain open");
    assertThat(Checks.domains(new Places(temporary.resolve("none"))))
        .containsExactly(Finding.ok("domains", "none"));
  }

  private static DomainView view(Retention retention, boolean firstAlive, boolean secondAlive) {
    DomainObject object = new DomainObject("orders", "queue", GIB, 1, 4711, Instant.EPOCH, "");
    return new DomainView(
        Path.of("/shm/shop"),
        retention,
        1024,
        false,
        List.of(
            new Participant(1, 4711, "a", Instant.EPOCH, firstAlive),
            new Participant(2, 4712, "b", Instant.EPOCH, secondAlive)),
        List.of(object));
  }
}
