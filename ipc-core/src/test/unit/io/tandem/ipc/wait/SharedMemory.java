package io.tandem.ipc.wait;

import io.tandem.ipc.memory.MappedWords;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.os.MappedRegion;
import io.tandem.ipc.os.SharedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory to put doorbells and flags into: a mapped file, or memory without an address. */
final class SharedMemory {
  static final int SIZE_BYTES = 64 * 1024;

  private SharedMemory() {}

  /** Memory of this process that no kernel can sleep on. */
  static Words withoutAddress() {
    return new MappedWords(ByteBuffer.allocateDirect(SIZE_BYTES), 0);
  }

  /** Creates a file of zeros and maps it. */
  static Words createAndMap(Path file) {
    try {
      Files.write(file, new byte[SIZE_BYTES]);
      return map(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Words map(Path file) {
    try (SharedFile opened = SharedFile.open(file)) {
      MappedRegion region = MappedRegion.map(opened, 0, SIZE_BYTES);
      return new MappedWords(region.buffer(), region.address());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
