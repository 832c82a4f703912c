package io.tandem.ipc.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedRegionTest {
  private static final int FILE_BYTES = 1 << 20;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void createFile() throws IOException {
    file = directory.resolve("mapped");
    try (SharedFile created = SharedFile.create(file)) {
      FileSpace.allocate(created, 0, FILE_BYTES);
    }
  }

  @Test
  void isSharedWithOtherMappingsAndWithTheFile() throws IOException {
    try (MappedRegion one = map(0, FILE_BYTES);
        MappedRegion two = map(8192 + 8, 100)) {
      one.buffer().putLong(8192 + 8 + 80, 42);
      assertThat(two.buffer().getLong(80)).isEqualTo(42);
      two.buffer().put(0, (byte) 'x');
    }
    assertThat(Files.readAllBytes(file)[8192 + 8]).isEqualTo((byte) 'x');
  }

  @Test
  void hasADirectBufferInNativeOrderOfExactlyTheLength() throws IOException {
    try (MappedRegion region = map(16, 12345)) {
      assertThat(region.buffer().isDirect()).isTrue();
      assertThat(region.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
      assertThat(region.buffer().capacity()).isEqualTo(12345);
      assertThat(region.buffer()).isSameAs(region.buffer());
      assertThat(region.sizeBytes()).isEqualTo(12345);
    }
  }

  @Test
  void tellsTheAddressNativelyAndZeroInPortableMode() throws IOException {
    try (MappedRegion region = map(16, 100)) {
      if (Native.isLoaded()) {
        assertThat(region.address()).isPositive();
        assertThat(region.address() % 4096).isEqualTo(16);
      } else {
        assertThat(region.address()).isZero();
      }
    }
  }

  @Test
  void doesNotExtendTheFile() {
    assertThatThrownBy(() -> map(FILE_BYTES - 8, 16))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " has 1048576 bytes, wanted are 16 from byte 1048568 on");
    assertThat(file).hasSize(FILE_BYTES);
  }

  @Test
  void refusesLengthsAndOffsetsOutsideTheirLimits() {
    assertThatThrownBy(() -> map(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("length is 0, wanted is 1 to 2147483647");
    assertThatThrownBy(() -> map(0, 1L << 31))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("length is 2147483648, wanted is 1 to 2147483647");
    for (long offset : new long[] {-8, 4, Long.MAX_VALUE - 7}) {
      assertThatThrownBy(() -> map(offset, 8))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("offset is " + offset + ", wanted is a multiple of 8, 0 or more");
    }
  }

  @Test
  void prefaultKeepsTheContent() throws IOException {
    try (MappedRegion region = map(4096, 100_000)) {
      region.buffer().putLong(8, 99);
      region.prefault();
      assertThat(region.buffer().getLong(8)).isEqualTo(99);
      assertThat(region.buffer().getLong(16)).isZero();
    }
  }

  @Test
  void useAfterReleaseIsAnErrorThatNamesTheFile() throws IOException {
    MappedRegion region = map(64, 100);
    assertThat(region.isReleased()).isFalse();
    region.release();
    assertThat(region.isReleased()).isTrue();
    region.release();
    region.close();
    String message = "the mapping of " + file + ", 100 bytes from byte 64 on, is released";
    assertThatThrownBy(region::buffer)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThatThrownBy(region::prefault)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThat(region.sizeBytes()).isEqualTo(100);
  }

  @Test
  void aBufferGotBeforeReleaseIsHarmlessAfterIt() throws IOException {
    MappedRegion region = map(4096 + 8, 3 * 4096);
    ByteBuffer late = region.buffer();
    late.putLong(0, 1).putLong(2 * 4096, 2);
    region.release();
    if (Native.isLoaded()) {
      assertThat(late.getLong(0)).isZero();
      assertThat(late.getLong(2 * 4096)).isZero();
    }
    late.putLong(8, 3).putLong(3 * 4096 - 8, 4);
    try (MappedRegion again = map(4096 + 8, 3 * 4096)) {
      assertThat(again.buffer().getLong(0)).isEqualTo(1);
      assertThat(again.buffer().getLong(2 * 4096)).isEqualTo(2);
      if (Native.isLoaded()) {
        assertThat(again.buffer().getLong(8)).isZero();
        assertThat(again.buffer().getLong(3 * 4096 - 8)).isZero();
      }
    }
  }

  @Test
  void releaseGivesTheFileBackAtOnceWhileTheBufferIsStillHeld() throws IOException {
    assumeTrue(Native.isLoaded(), "native mode only");
    MappedRegion region = map(0, FILE_BYTES);
    ByteBuffer held = region.buffer();
    assertThat(mappingsOf(file)).isEqualTo(1);
    region.release();
    assertThat(mappingsOf(file)).isZero();
    assertThat(held.getLong(0)).isZero();
  }

  @Test
  void releaseLeavesNeighbouringMappingsAlone() throws IOException {
    MappedRegion[] regions = new MappedRegion[8];
    for (int i = 0; i < regions.length; i++) {
      regions[i] = map(4096L * i, 4096);
      regions[i].buffer().putInt(0, i + 1);
    }
    for (int i = 0; i < regions.length; i += 2) {
      regions[i].release();
    }
    for (int i = 1; i < regions.length; i += 2) {
      assertThat(regions[i].buffer().getInt(0)).isEqualTo(i + 1);
      regions[i].release();
    }
  }

  static long mappingsOf(Path file) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.endsWith(file.toString()))
        .count();
  }

  private MappedRegion map(long offset, long length) throws IOException {
    try (SharedFile opened = SharedFile.open(file)) {
      return MappedRegion.map(opened, offset, length);
    }
  }
}
