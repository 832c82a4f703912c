package io.tandem.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.MessageTooLargeException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SinkSourceTest {
  private final Sink sink = new Sink();
  private final Source source = new Source();

  private Source written() {
    source.reset(sink.array(), 0, sink.size());
    return source;
  }

  private Source bytes(int... values) {
    byte[] array = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      array[i] = (byte) values[i];
    }
    source.reset(array, 0, array.length);
    return source;
  }

  @Test
  void numbersAreLittleEndian() {
    sink.writeShort(0x0102);
    sink.writeInt(0x03040506);
    sink.writeLong(0x0708090A0B0C0D0EL);
    sink.writeChar('\u0F10');
    assertThat(Arrays.copyOf(sink.array(), sink.size()))
        .containsExactly(2, 1, 6, 5, 4, 3, 14, 13, 12, 11, 10, 9, 8, 7, 0x10, 0x0F);
  }

  @Test
  void everyKindIsReadAsItWasWrittenAtAnyAlignment() {
    for (int shift = 0; shift < 8; shift++) {
      sink.reset();
      sink.writeBytes(new byte[8], 0, shift);
      sink.writeByte(-1);
      sink.writeBoolean(true);
      sink.writeShort(Short.MIN_VALUE);
      sink.writeChar(Character.MAX_VALUE);
      sink.writeInt(Integer.MIN_VALUE);
      sink.writeLong(Long.MIN_VALUE);
      sink.writeFloat(Float.intBitsToFloat(0x7F800001));
      sink.writeDouble(Double.longBitsToDouble(0x7FF0000000000001L));
      Source in = written();
      in.readBytes(new byte[8], 0, shift);
      assertThat(in.readByte()).isEqualTo((byte) -1);
      assertThat(in.readBoolean()).isTrue();
      assertThat(in.readShort()).isEqualTo(Short.MIN_VALUE);
      assertThat(in.readChar()).isEqualTo(Character.MAX_VALUE);
      assertThat(in.readInt()).isEqualTo(Integer.MIN_VALUE);
      assertThat(in.readLong()).isEqualTo(Long.MIN_VALUE);
      assertThat(Float.floatToRawIntBits(in.readFloat())).isEqualTo(0x7F800001);
      assertThat(Double.doubleToRawLongBits(in.readDouble())).isEqualTo(0x7FF0000000000001L);
      in.requireEnd();
    }
  }

  @Test
  void variableLengthIntsTakeSevenBitsPerByte() {
    int[] values = {0, 1, 127, 128, 16_383, 16_384, 1 << 21, 1 << 28, Integer.MAX_VALUE, -1};
    int[] sizes = {1, 1, 1, 2, 2, 3, 4, 5, 5, 5};
    for (int i = 0; i < values.length; i++) {
      sink.reset();
      sink.writeVarInt(values[i]);
      assertThat(sink.size()).as("size of %d", values[i]).isEqualTo(sizes[i]);
      assertThat(written().readVarInt()).isEqualTo(values[i]);
      source.requireEnd();
    }
  }

  @Test
  void variableLengthLongsTakeSevenBitsPerByte() {
    for (int bits = 0; bits < 64; bits++) {
      for (long value : new long[] {1L << bits, (1L << bits) - 1, -(1L << bits)}) {
        sink.reset();
        sink.writeVarLong(value);
        int significant = Math.max(1, 64 - Long.numberOfLeadingZeros(value));
        assertThat(sink.size()).as("size of %d", value).isEqualTo((significant + 6) / 7);
        assertThat(written().readVarLong()).isEqualTo(value);
        source.requireEnd();
      }
    }
  }

  @Test
  void variableLengthNumbersWithTooManyBitsAreRefused() {
    assertThatThrownBy(() -> bytes(0xFF, 0xFF, 0xFF, 0xFF, 0x10).readVarInt())
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("more than 32 bits")
        .hasMessageContaining("position 5");
    assertThatThrownBy(() -> bytes(-1, -1, -1, -1, -1, -1, -1, -1, -1, 2).readVarLong())
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("more than 64 bits");
  }

  @Test
  void aReadPastTheEndNamesPositionAndSize() {
    byte[] array = new byte[32];
    source.reset(array, 4, 10);
    assertThat(source.readLong()).isZero();
    assertThatThrownBy(source::readLong)
        .isInstanceOf(CodecException.class)
        .hasMessage(
            "the message ends within a value; position 8, size 10 bytes, wanted 8 more bytes, bytes"
                + " left 2. The bytes are damaged, or were written by another codec; both sides"
                + " must use the same.");
    assertThat(source.position()).isEqualTo(8);
    assertThat(source.readShort()).isZero();
    assertThatThrownBy(source::readByte).isInstanceOf(CodecException.class);
    assertThatThrownBy(source::readBoolean).isInstanceOf(CodecException.class);
    assertThatThrownBy(source::readShort).isInstanceOf(CodecException.class);
    assertThatThrownBy(source::readChar).isInstanceOf(CodecException.class);
    assertThatThrownBy(source::readInt).isInstanceOf(CodecException.class);
    assertThatThrownBy(source::readFloat).isInstanceOf(CodecException.class);
    assertThatThrownBy(source::readDouble).isInstanceOf(CodecException.class);
    assertThatThrownBy(source::readVarInt).isInstanceOf(CodecException.class);
    assertThatThrownBy(source::readVarLong).isInstanceOf(CodecException.class);
    assertThatThrownBy(source::readString).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> source.readBytes(array, 0, 1)).isInstanceOf(CodecException.class);
  }

  @Test
  void bytesLeftOverAreAnError() {
    assertThatThrownBy(() -> bytes(1, 2, 3).requireEnd())
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("left over 3 bytes");
  }

  @Test
  void aBooleanIsNothingButZeroOrOne() {
    assertThatThrownBy(() -> bytes(2).readBoolean())
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("found 2");
    assertThatThrownBy(() -> bytes(0x80).readBoolean()).isInstanceOf(CodecException.class);
  }

  @Test
  void aCountThatCannotFitIsRefused() {
    assertThat(bytes(2, 0, 0).readCount(1)).isEqualTo(2);
    assertThatThrownBy(() -> bytes(3, 0, 0).readCount(1))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("length 3, bytes left 2");
    assertThatThrownBy(() -> bytes(2, 0, 0).readCount(8)).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> bytes(-1, -1, -1, -1, 0x0F, 0).readCount(1))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("length 4294967295");
    assertThatThrownBy(() -> bytes(2, 0, 0).readCount(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("minBytesEach is 0");
  }

  @Test
  void everyStringSurvives() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 256; c++) {
      all.append(c);
    }
    String[] strings = {
      "",
      "ACME",
      "trailing zeros\0\0",
      "\0",
      all.toString(),
      all.append('\u0100').toString(),
      "\uD800 lone surrogates \uDC00",
      "\uDC00\uD800",
      "\uD83D\uDE00",
      "\uFFFF\uFFFE\uFEFF",
      "x".repeat(63),
      "x".repeat(64),
      "x".repeat(100_000),
      "x".repeat(100_000) + "\u4E2D",
    };
    for (String string : strings) {
      sink.reset();
      sink.writeString(string);
      assertThat(written().readString()).isEqualTo(string);
      source.requireEnd();
    }
  }

  @Test
  void aStringTakesOneBytePerCharWhereAllAreBelow256() {
    sink.writeString("Gr\u00FC\u00DFe");
    assertThat(sink.size()).isEqualTo(1 + 5);
    sink.reset();
    sink.writeString("\u4E2D\u6587");
    assertThat(sink.size()).isEqualTo(1 + 4);
  }

  @Test
  void aStringLongerThanTheBytesIsRefusedBeforeAllocation() {
    // 2^30 - 1 chars, of one and of two bytes.
    assertThatThrownBy(() -> bytes(0xFE, 0xFF, 0xFF, 0xFF, 0x07).readString())
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("length 1073741823, bytes left 0");
    assertThatThrownBy(() -> bytes(0xFF, 0xFF, 0xFF, 0xFF, 0x07).readString())
        .isInstanceOf(CodecException.class);
  }

  @Test
  void theLimitOfAMessageIsNamedAndNothingPassesIt() {
    sink.reset(10);
    sink.writeLong(1);
    sink.writeShort(2);
    assertThatThrownBy(() -> sink.writeByte(3))
        .isInstanceOf(MessageTooLargeException.class)
        .hasMessageContaining("message 11 bytes, limit 10 bytes");
    assertThat(sink.size()).isEqualTo(10);
    sink.reset(1 << 20);
    assertThatThrownBy(() -> sink.writeBytes(new byte[1 << 21], 0, 1 << 21))
        .isInstanceOfSatisfying(
            MessageTooLargeException.class,
            e -> {
              assertThat(e.sizeBytes()).isEqualTo(1 << 21);
              assertThat(e.limitBytes()).isEqualTo(1 << 20);
            });
    assertThatThrownBy(() -> sink.reset(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxBytes is -1");
  }

  @Test
  void aGiantArrayIsGivenBackAndAUsualOneIsKept() {
    sink.writeBytes(new byte[Sink.RETAINED_BYTES], 0, Sink.RETAINED_BYTES);
    byte[] kept = sink.array();
    assertThat(kept).hasSize(Sink.RETAINED_BYTES);
    sink.reset();
    assertThat(sink.array()).isSameAs(kept);
    sink.writeBytes(new byte[Sink.RETAINED_BYTES + 1], 0, Sink.RETAINED_BYTES + 1);
    assertThat(sink.array().length).isGreaterThan(Sink.RETAINED_BYTES);
    sink.reset();
    assertThat(sink.array().length).isLessThan(1024);
  }

  @Test
  void aRangeOutsideOfTheArrayIsAMistakeOfTheCaller() {
    assertThatThrownBy(() -> source.reset(new byte[4], 1, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> sink.writeBytes(new byte[4], 2, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(sink.size()).isZero();
  }

  @Test
  void aClearedSourceHoldsNothing() {
    bytes(1, 2, 3).clear();
    assertThat(source.remaining()).isZero();
    source.requireEnd();
  }
}
