package io.tandem.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

class TempDomainTest {
  private static FileChannel create(TempDomain domain) throws IOException {
    Files.createDirectories(domain.directory());
    return FileChannel.open(
        domain.directory().resolve("file"),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  @Test
  void findsAFileThatIsLeft() throws IOException {
    TempDomain domain = TempDomain.create();
    create(domain).close();
    Path file = domain.directory().resolve("file");
    assertThatThrownBy(domain::close)
        .isInstanceOf(AssertionError.class)
        .hasMessage("the test has left:\nfile " + file);
    assertThat(domain.directory().getParent()).doesNotExist();
  }

  @Test
  void letsFilesStayWhenToldSo() throws IOException {
    TempDomain domain = TempDomain.create().mayLeaveFiles();
    create(domain).close();
    domain.close();
    assertThat(domain.directory().getParent()).doesNotExist();
  }

  @Test
  void findsADescriptorThatIsLeft() throws IOException {
    TempDomain domain = TempDomain.create().mayLeaveFiles();
    try (FileChannel channel = create(domain)) {
      assertThat(channel.isOpen()).isTrue();
      assertThatThrownBy(domain::close)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("descriptor ")
          .hasMessageContaining("/domain/file");
    }
  }

  @Test
  void findsAMappingThatIsLeft() throws IOException {
    TempDomain domain = TempDomain.create().mayLeaveFiles();
    MappedByteBuffer mapping;
    try (FileChannel channel = create(domain)) {
      mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
    }
    assertThatThrownBy(domain::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("mapping ");
    assertThat(mapping.get(0)).isZero();
  }

  @Test
  void acceptsADomainThatWasClosed() {
    try (TempDomain domain = TempDomain.create()) {
      assertThat(domain.directory()).doesNotExist();
      try (Domain opened = domain.open()) {
        assertThat(opened.directory()).isEqualTo(domain.directory());
      }
      assertThat(domain.scratch()).isDirectory();
    }
  }

  @Test
  void countsWhatTheProcessHasOpen() throws IOException {
    try (TempDomain domain = TempDomain.create()) {
      Path file = Files.createFile(domain.scratch().resolve("file"));
      int before = Leftovers.now().descriptors();
      try (FileChannel channel = FileChannel.open(file)) {
        assertThat(channel.isOpen()).isTrue();
        assertThat(Leftovers.now().descriptors()).isEqualTo(before + 1);
      }
      assertThat(Leftovers.now().descriptors()).isEqualTo(before);
      assertThat(Leftovers.now().mappings()).isPositive();
    }
  }
}
