package io.tandem.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MappedWordsTest {
  private final Words words = new MappedWords(ByteBuffer.allocateDirect(256), 0);

  @Test
  void everyAccessModeSeesTheSameWord() {
    words.setPlain(8, 1);
    assertThat(words.getPlain(8)).isEqualTo(1);
    words.setOpaque(8, 2);
    assertThat(words.getOpaque(8)).isEqualTo(2);
    words.setRelease(8, 3);
    assertThat(words.getAcquire(8)).isEqualTo(3);
    words.setVolatile(8, 4);
    assertThat(words.getVolatile(8)).isEqualTo(4);
    assertThat(words.compareAndSet(8, 3, 9)).isFalse();
    assertThat(words.compareAndSet(8, 4, 9)).isTrue();
    assertThat(words.getAndAdd(8, -2)).isEqualTo(9);
    assertThat(words.readLong(8)).isEqualTo(7);
  }

  @Test
  void payloadMayLieAnywhere() {
    byte[] source = {1, 2, 3, 4, 5};
    words.writeBytes(13, source, 1, 4);
    byte[] target = new byte[6];
    words.readBytes(13, target, 2, 4);
    assertThat(target).containsExactly(0, 0, 2, 3, 4, 5);
    words.writeInt(17, 0x01020304);
    assertThat(words.readInt(17)).isEqualTo(0x01020304);
    words.writeLong(21, Long.MIN_VALUE + 1);
    assertThat(words.readLong(21)).isEqualTo(Long.MIN_VALUE + 1);
    words.writeByte(30, (byte) -1);
    words.clear(13, 30);
    assertThat(words.readByte(30)).isZero();
    ByteBuffer buffer = ByteBuffer.allocate(8);
    words.writeBytes(40, ByteBuffer.wrap(source), 0, 5);
    words.readBytes(40, buffer, 1, 5);
    assertThat(buffer.array()).containsExactly(0, 1, 2, 3, 4, 5, 0, 0);
  }

  @Test
  void noOffsetReachesOutside() {
    for (long offset :
        List.of(
            -8L, 256L, 1L << 31, 1L << 32, (1L << 32) + 8, Long.MIN_VALUE, Long.MAX_VALUE - 7)) {
      for (Consumer<Long> access : accesses()) {
        assertThatThrownBy(() -> access.accept(offset))
            .as("offset %d", offset)
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  private List<Consumer<Long>> accesses() {
    return List.of(
        words::getPlain,
        words::getOpaque,
        words::getAcquire,
        words::getVolatile,
        words::readByte,
        words::readInt,
        words::readLong,
        words::addressOf,
        offset -> words.setPlain(offset, 1),
        offset -> words.setOpaque(offset, 1),
        offset -> words.setRelease(offset, 1),
        offset -> words.setVolatile(offset, 1),
        offset -> words.getAndAdd(offset, 1),
        offset -> words.compareAndSet(offset, 0, 1),
        offset -> words.writeByte(offset, (byte) 1),
        offset -> words.writeInt(offset, 1),
        offset -> words.writeLong(offset, 1),
        offset -> words.writeBytes(offset, new byte[4], 0, 4),
        offset -> words.readBytes(offset, new byte[4], 0, 4),
        offset -> words.clear(offset, 4),
        offset -> words.slice(offset, 4));
  }

  @Test
  void aWordIsAligned() {
    assertThatThrownBy(() -> words.getAcquire(4))
        .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class);
    assertThatThrownBy(() -> words.compareAndSet(12, 0, 1))
        .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class);
  }

  @Test
  void aSliceHasItsOwnBounds() {
    Words slice = words.slice(64, 64);
    slice.setRelease(8, 5);
    assertThat(words.getAcquire(72)).isEqualTo(5);
    assertThatThrownBy(() -> slice.getAcquire(64)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(slice.sizeBytes()).isEqualTo(64);
  }

  @Test
  void heapMemoryIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MappedWords(ByteBuffer.allocate(64), 0))
        .withMessageContaining("direct buffer");
  }
}
