package io.tandem.ipc.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFileTest {
  @TempDir Path directory;

  @Test
  void createsAnEmptyFileForItsOwnerOnly() throws IOException {
    Path path = directory.resolve("file");
    try (SharedFile file = SharedFile.create(path)) {
      assertThat(file.sizeBytes()).isZero();
      assertThat(file.path()).isEqualTo(path);
      assertThat(file).hasToString(path.toString());
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void createsNothingWhereSomethingIs() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
    assertThatThrownBy(() -> SharedFile.create(file))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(file.toString());
    assertThatThrownBy(() -> SharedFile.create(link))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("x");
  }

  @Test
  void opensOnlyWhatIsThereAndNoSymbolicLink() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    assertThatThrownBy(() -> SharedFile.open(directory.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(directory.resolve("missing").toString());
    assertThatThrownBy(() -> SharedFile.open(link))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> SharedFile.open(directory)).isInstanceOf(FileSystemException.class);
  }

  @Test
  void readsAndWritesAnyNumberOfBytesAnywhere() throws IOException {
    byte[] much = new byte[100_000];
    for (int i = 0; i < much.length; i++) {
      much[i] = (byte) (i * 31);
    }
    try (SharedFile file = SharedFile.create(directory.resolve("file"))) {
      file.write(5, much, much.length);
      file.write(1, new byte[] {'a', 'b'}, 1);
      byte[] found = new byte[much.length];
      file.read(5, found);
      assertThat(found).isEqualTo(much);
      byte[] start = new byte[5];
      file.read(0, start);
      assertThat(start).containsExactly(0, 'a', 0, 0, 0);
      assertThat(file.sizeBytes()).isEqualTo(100_005);
    }
  }

  @Test
  void readingBeyondTheEndTellsWhereItIs() throws IOException {
    Path path = Files.writeString(directory.resolve("file"), "twelve bytes");
    try (SharedFile file = SharedFile.open(path)) {
      assertThatThrownBy(() -> file.read(10, new byte[3]))
          .isInstanceOf(EOFException.class)
          .hasMessage(path + " has only 12 bytes");
    }
  }

  @Test
  void becomesShorterAndLonger() throws IOException {
    Path path = Files.writeString(directory.resolve("file"), "twelve bytes");
    try (SharedFile file = SharedFile.open(path)) {
      file.resize(6);
      file.resize(6);
      assertThat(path).hasContent("twelve");
      file.resize(8);
      assertThat(path).hasContent("twelve\0\0");
    }
  }

  @Test
  void tellsFreeSpaceAsTheSystemDoes() throws IOException {
    try (SharedFile file = SharedFile.create(directory.resolve("file"))) {
      assertThat(file.freeBytes()).isBetween(1L, Files.getFileStore(directory).getTotalSpace());
    }
  }

  @Test
  void refusesEverythingAfterClose() throws IOException {
    SharedFile file = SharedFile.create(directory.resolve("file"));
    file.close();
    file.close();
    assertThatThrownBy(file::sizeBytes).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> file.read(0, new byte[1])).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> file.write(0, new byte[1], 1))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> file.resize(1)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> MappedRegion.map(file, 0, 8))
        .isInstanceOf(ClosedChannelException.class);
  }

  /** Refutes a close that does not wait: its number soon stands for another file. */
  @Test
  void closingNeverTurnsAUseIntoOneOfAnotherFile() throws Exception {
    Path other = directory.resolve("other");
    for (int i = 0; i < 2_000; i++) {
      SharedFile file = SharedFile.create(directory.resolve("file" + i % 2));
      CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> writeUntilClosed(file));
      file.close();
      try (SharedFile next = SharedFile.create(other)) {
        writer.join();
        assertThat(next.sizeBytes()).isZero();
      }
      Files.delete(other);
      Files.delete(file.path());
    }
  }

  private static void writeUntilClosed(SharedFile file) {
    try {
      while (true) {
        file.write(0, new byte[8], 8);
      }
    } catch (IOException closed) {
      assertThat(closed).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void statusTellsTypeModeOwnerAndSizeOfTheNameItself() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    FileStatus ofFile = FileStatus.of(file);
    assertThat(ofFile.isRegularFile()).isTrue();
    assertThat(ofFile.isDirectory() || ofFile.isSymbolicLink()).isFalse();
    assertThat(ofFile.permissions()).isEqualTo(0751);
    assertThat(ofFile.mode()).isEqualTo(0100751);
    assertThat(ofFile.uid()).isEqualTo(ProcessId.uid());
    assertThat(ofFile.sizeBytes()).isEqualTo(1);
    assertThat(FileStatus.of(link).isSymbolicLink()).isTrue();
    assertThat(FileStatus.of(directory).isDirectory()).isTrue();
    assertThatThrownBy(() -> FileStatus.of(directory.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
