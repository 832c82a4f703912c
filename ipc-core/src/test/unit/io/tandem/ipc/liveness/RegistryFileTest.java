package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.DomainAccessException;
import io.tandem.ipc.TandemException;
import io.tandem.ipc.WrongParametersException;
import io.tandem.ipc.WrongVersionException;
import io.tandem.ipc.os.ProcessId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that is not as it was made is refused, and what is found and wanted is said. */
class RegistryFileTest {
  @TempDir Path parent;

  private DomainDirectory directory;
  private Path registry;
  private Membership member;

  @BeforeEach
  void join() {
    directory = DomainDirectory.at(parent.resolve("domain"));
    member = Membership.join(directory, TestDomains.settings(4, Retention.UNTIL_REMOVED));
    registry = directory.path().resolve(".registry");
  }

  @AfterEach
  void leave() {
    member.close();
  }

  @Test
  void registryIsPrivateFullyAllocatedAndOfTheDeclaredSize() throws IOException {
    assertThat((Integer) Files.getAttribute(registry, "unix:mode") & 07777).isEqualTo(0600);
    assertThat(Files.size(registry)).isEqualTo(RegistryLayout.sizeBytes(4));
    assertThat((Integer) Files.getAttribute(registry, "unix:nlink")).isOne();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 255})
  void truncatedFileIsRefused(long size) throws IOException {
    replaceBy(new byte[(int) size]);

    assertRefused(CorruptSegmentException.class)
        .hasMessage(
            "A domain's registry is damaged [%s]; size %d bytes, wanted 256 to 524544. Stop the"
                + " processes that use this domain and delete its directory.",
            registry, size);
  }

  @Test
  void tooLargeFileIsRefusedBeforeItIsMapped() throws IOException {
    replaceBy(new byte[600_000]);

    assertRefused(CorruptSegmentException.class).hasMessageContaining("size 600000 bytes");
  }

  @Test
  void fileThatIsShorterThanItsHeaderSaysIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(registry);
    replaceBy(java.util.Arrays.copyOf(whole, whole.length - 128));

    assertRefused(CorruptSegmentException.class)
        .hasMessageContaining("size 640 bytes, wanted 768 bytes, as its header says");
  }

  @Test
  void randomFilesAreRefused() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] noise = new byte[256 + random.nextInt(4096)];
      random.nextBytes(noise);
      replaceBy(noise);

      assertRefused(CorruptSegmentException.class)
          .hasMessageContaining("magic 0x")
          .hasMessageContaining("wanted 0x47524d45444e4154");
    }
  }

  @Test
  void everyDamagedWordOfTheHeaderIsNoticed() throws IOException {
    byte[] whole = Files.readAllBytes(registry);
    for (int word = 0; word <= RegistryLayout.CHECKSUM; word += Long.BYTES) {
      byte[] damaged = whole.clone();
      damaged[word + 5] ^= 4;
      replaceBy(damaged);

      assertRefused(TandemException.class).hasMessageContaining(registry.toString());
    }
  }

  @Test
  void otherVersionIsToldApartFromDamage() throws IOException {
    byte[] whole = Files.readAllBytes(registry);
    ByteBuffer.wrap(whole)
        .order(ByteOrder.nativeOrder())
        .putLong((int) RegistryLayout.VERSION_WORD, 9);
    replaceBy(whole);

    assertRefused(WrongVersionException.class)
        .hasMessage(
            "A domain's registry was made by another version of Tandem [%s]; its layout version 9,"
                + " this one reads 1. Use the same version in all processes; if none runs, delete"
                + " the directory.",
            registry);
  }

  @Test
  void symbolicLinkInPlaceOfTheRegistryIsNotFollowed() throws IOException {
    Path elsewhere = parent.resolve("elsewhere");
    Files.move(registry, elsewhere);
    Files.createSymbolicLink(registry, elsewhere);

    assertRefused(DomainAccessException.class)
        .hasMessageContaining("A domain's registry is not a private file of this user")
        .hasMessageContaining("type and mode 120777, wanted 100600");
  }

  @Test
  void directoryInPlaceOfTheRegistryIsRefused() throws IOException {
    Files.delete(registry);
    Files.createDirectory(registry);

    assertRefused(DomainAccessException.class).hasMessageContaining("type and mode 040");
  }

  @Test
  void registryThatOthersCanReadIsRefused() throws IOException {
    Files.setAttribute(registry, "unix:mode", 0644);

    assertRefused(DomainAccessException.class)
        .hasMessageContaining("type and mode 100644, wanted 100600");
  }

  @Test
  void registryOfAnotherUserIsRefused() throws IOException {
    assumeTrue(ProcessId.uid() == 0, "only root can give a file away");
    Files.setAttribute(registry, "unix:uid", 65534);

    assertRefused(DomainAccessException.class)
        .hasMessageContaining("owner uid 65534, this process's uid 0");
  }

  @Test
  void missingLockFileIsDamageNotANewDomain() throws IOException {
    Path lockFile = RegistryFile.lockFile(directory.path(), idOfRegistry());
    Files.delete(lockFile);

    assertRefused(CorruptSegmentException.class)
        .hasMessage(
            "The lock file of a domain is missing, so nobody can tell who is alive [%s]. Stop the"
                + " processes that use this domain and delete its directory.",
            lockFile);
  }

  @Test
  void otherSettingsThanThoseOfADomainInUseAreRefused() {
    assertThatThrownBy(() -> Membership.join(directory, TestDomains.settings(8, null)))
        .isInstanceOf(WrongParametersException.class)
        .hasMessage(
            "The domain was made with other parameters [%s]; its slots 4, asked for 8. Ask for the"
                + " same, or for none to take what is there.",
            directory.path());
    assertThatThrownBy(
            () -> Membership.join(directory, TestDomains.settings(0, Retention.WHILE_USED)))
        .isInstanceOf(WrongParametersException.class)
        .hasMessageContaining("its retention UNTIL_REMOVED, asked for WHILE_USED");
    assertThat(member.participants()).as("nobody was left behind").hasSize(1);
  }

  private long idOfRegistry() throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(registry))
        .order(ByteOrder.nativeOrder())
        .getLong((int) RegistryLayout.ID);
  }

  /** Puts another file in the registry's place: a mapped file must never be truncated. */
  private void replaceBy(byte[] content) throws IOException {
    Files.deleteIfExists(registry);
    Files.createFile(registry);
    Files.setAttribute(registry, "unix:mode", 0600);
    try (RandomAccessFile file = new RandomAccessFile(registry.toFile(), "rw")) {
      file.write(content);
    }
  }

  private AbstractThrowableAssert<?, ?> assertRefused(Class<? extends TandemException> type) {
    return assertThatThrownBy(() -> Membership.join(directory, TestDomains.settings()))
        .isInstanceOf(type);
  }
}
