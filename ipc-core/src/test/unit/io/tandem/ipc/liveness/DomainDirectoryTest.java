package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.DomainAccessException;
import io.tandem.ipc.os.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainDirectoryTest {
  @TempDir Path parent;

  @Test
  void missingDirectoryIsMadePrivate() throws IOException {
    Path directory = parent.resolve("domain");

    assertThat(DomainDirectory.at(directory).prepare()).as("made by this call").isTrue();
    assertThat(mode(directory)).isEqualTo("rwx------");
    assertThat(DomainDirectory.at(directory).prepare()).isFalse();
  }

  @Test
  void checkingMakesNothing() {
    assertThat(DomainDirectory.at(parent.resolve("domain")).checkIfPresent()).isFalse();
    assertThat(DomainDirectory.below(parent, "shop").checkIfPresent()).isFalse();
    assertThat(parent).isEmptyDirectory();

    DomainDirectory named = DomainDirectory.below(parent, "shop");
    named.prepare();
    assertThat(named.checkIfPresent()).isTrue();
  }

  @Test
  void bothLevelsOfANamedDomainAreMadePrivateAndAreTandemsOwn() throws IOException {
    DomainDirectory named = DomainDirectory.below(parent, "shop");

    assertThat(named.prepare()).isTrue();
    assertThat(named.prepare()).isTrue();
    Path root = parent.toRealPath().resolve("tandem-" + ProcessId.uid());
    assertThat(named.path()).isEqualTo(root.resolve("shop"));
    assertThat(mode(root)).isEqualTo("rwx------");
    assertThat(mode(named.path())).isEqualTo("rwx------");
  }

  @Test
  void rootIsInSharedMemoryWhereThereIsSome() {
    assumeTrue(Files.isDirectory(Path.of("/dev/shm")));

    assertThat(DomainDirectory.root()).isEqualTo(Path.of("/dev/shm/tandem-" + ProcessId.uid()));
  }

  @Test
  void linksInTheParentPathAreFollowedSoThatOneDirectoryHasOnePath() throws IOException {
    Path link = Files.createSymbolicLink(parent.resolve("link"), Files.createDirectory(real()));

    assertThat(DomainDirectory.at(link.resolve("domain")).path())
        .isEqualTo(DomainDirectory.at(real().resolve("other/../domain")).path());
  }

  private Path real() {
    return parent.resolve("real");
  }

  @Test
  void missingParentIsNamed() {
    assertRefused(parent.resolve("missing/domain"))
        .hasMessage(
            "The parent of a domain's directory does not exist [%s]. Create it, or choose a"
                + " directory below one that exists.",
            parent.resolve("missing"));
  }

  @Test
  void rootOfTheFileSystemIsNoDomain() {
    assertRefused(Path.of("/"))
        .hasMessageStartingWith("A domain cannot be the root of a file system [/]");
  }

  @Test
  void fileInPlaceOfTheDirectoryIsRefused() throws IOException {
    Path file = Files.createFile(parent.resolve("domain"));

    assertRefused(file)
        .hasMessage(
            "A domain's directory is something else, not a directory [%s]. Move it away or choose"
                + " another directory.",
            file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"domain", "tandem", "dangling"})
  void plantedSymbolicLinkIsNotFollowedAtAnyLevel(String level) throws IOException {
    Path elsewhere =
        level.equals("dangling") ? parent.resolve("nowhere") : privateDirectory("elsewhere");
    DomainDirectory directory;
    Path link;
    if (level.equals("tandem")) {
      directory = DomainDirectory.below(parent, "shop");
      link = parent.toRealPath().resolve("tandem-" + ProcessId.uid());
    } else {
      directory = DomainDirectory.at(parent.resolve("domain"));
      link = directory.path();
    }
    Files.createSymbolicLink(link, elsewhere);

    assertRefused(directory)
        .hasMessage(
            "A domain's directory is a symbolic link, which is not followed [%s]. Find out who put"
                + " it there, then delete the link.",
            link);
    assertThat(TestDomains.names(elsewhere)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "rwxr-xr-x, 0755, lets other users in",
    "rwx--x---, 0710, lets other users in",
    "rwx-----x, 0701, lets other users in",
    "r-x------, 0500, does not let its owner in",
  })
  void otherModeThanPrivateIsRefusedWithTheCure(String mode, String octal, String what)
      throws IOException {
    Path directory = privateDirectory("domain");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));

    assertRefused(directory)
        .hasMessage(
            "A domain's directory %s [%s]; mode %s, wanted 0700. Run 'chmod 700 %s'.",
            what, directory, octal, directory);
  }

  @Test
  void directoryOfAnotherUserIsRefused() throws IOException {
    assumeTrue(ProcessId.uid() == 0, "only root can give a directory away");
    Path directory = privateDirectory("domain");
    Files.setAttribute(directory, "unix:uid", 65534);

    assertRefused(directory)
        .hasMessage(
            "A domain's directory belongs to another user [%s]; owner uid 65534, this process's uid"
                + " 0. Run as that user or choose another directory.",
            directory);
  }

  @Test
  void parentInWhichAnybodyCanReplaceTheDirectoryIsRefusedUnlessSticky() throws IOException {
    Path open = Files.createDirectory(parent.resolve("open"));
    Files.setAttribute(open, "unix:mode", 0777);

    assertRefused(open.resolve("domain"))
        .hasMessage(
            "Every user can replace a domain's directory here, as the parent directory is writable"
                + " by all and not sticky [%s]; mode 0777. Run 'chmod +t %s' or choose another"
                + " directory.",
            open, open);

    Files.setAttribute(open, "unix:mode", 01777);
    assertThat(DomainDirectory.at(open.resolve("domain")).prepare()).isTrue();
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(Path directory) {
    return assertThatThrownBy(() -> DomainDirectory.at(directory).prepare())
        .isInstanceOf(DomainAccessException.class);
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(DomainDirectory directory) {
    return assertThatThrownBy(directory::prepare).isInstanceOf(DomainAccessException.class);
  }

  private Path privateDirectory(String name) throws IOException {
    Path directory = Files.createDirectory(parent.resolve(name));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    return directory;
  }

  private static String mode(Path directory) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS));
  }
}
