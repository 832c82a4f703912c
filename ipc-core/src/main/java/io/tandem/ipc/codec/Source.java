package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.Problem;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The bytes of one message, from which a {@link Codec} reads in the order in which a {@link Sink}
 * wrote them.
 *
 * <p>The bytes are not trusted. A read past their end, a length that is negative or larger than
 * what remains, and a malformed number give a {@link CodecException} with position and size; a
 * length is checked before anything is allocated for it.
 *
 * <p>A source is made once per thread and used again for every message by {@link #reset}. Not safe
 * for use by several threads at once.
 */
public final class Source {
  private static final byte[] NONE = {};

  private final SourceInput input = new SourceInput(this);
  private byte[] array = NONE;
  private ByteBuffer view = Sink.view(NONE);
  private int from;
  private int position;
  private int end;
  private int depth;

  /** Makes an empty source. */
  public Source() {}

  /**
   * Starts a new message. The array is not copied: it must not change until the message is read.
   *
   * @throws IndexOutOfBoundsException if the range is not inside of the array
   */
  public void reset(byte[] array, int from, int length) {
    Objects.checkFromIndexSize(from, length, array.length);
    if (array != this.array) {
      this.array = array;
      this.view = Sink.view(array);
    }
    this.from = from;
    this.position = from;
    this.end = from + length;
    this.depth = 0;
  }

  /** Lets go of the array; nothing remains to be read. */
  public void clear() {
    reset(NONE, 0, 0);
  }

  /** The number of bytes of the message. */
  public int size() {
    return end - from;
  }

  /** The number of bytes already read. */
  public int position() {
    return position - from;
  }

  /** The number of bytes not yet read. */
  public int remaining() {
    return end - position;
  }

  /**
   * Checks that the whole message has been read. For the caller of {@link Codec#decode}: bytes left
   * over mean that another codec wrote them.
   *
   * @throws CodecException if bytes remain
   */
  public void requireEnd() {
    if (position != end) {
      throw new CodecException(
          at("the message goes on after its value has been read")
              .fact("left over", remaining() + " bytes")
              .next("Both sides must use the same codec"));
    }
  }

  /**
   * Reads a byte.
   *
   * @throws CodecException if no byte is left
   */
  public byte readByte() {
    return array[take(1)];
  }

  /**
   * Reads a byte that must be 0 or 1.
   *
   * @throws CodecException if no byte is left, or it is another
   */
  public boolean readBoolean() {
    byte value = readByte();
    if ((value & ~1) != 0) {
      throw malformed("a boolean is neither 0 nor 1", value);
    }
    return value != 0;
  }

  /**
   * Reads two bytes.
   *
   * @throws CodecException if fewer are left
   */
  public short readShort() {
    return view.getShort(take(Short.BYTES));
  }

  /**
   * Reads two bytes.
   *
   * @throws CodecException if fewer are left
   */
  public char readChar() {
    return view.getChar(take(Character.BYTES));
  }

  /**
   * Reads four bytes.
   *
   * @throws CodecException if fewer are left
   */
  public int readInt() {
    return view.getInt(take(Integer.BYTES));
  }

  /**
   * Reads eight bytes.
   *
   * @throws CodecException if fewer are left
   */
  public long readLong() {
    return view.getLong(take(Long.BYTES));
  }

  /**
   * Reads four bytes; the bits of a NaN are kept.
   *
   * @throws CodecException if fewer are left
   */
  public float readFloat() {
    return Float.intBitsToFloat(readInt());
  }

  /**
   * Reads eight bytes; the bits of a NaN are kept.
   *
   * @throws CodecException if fewer are left
   */
  public double readDouble() {
    return Double.longBitsToDouble(readLong());
  }

  /**
   * Copies the next {@code length} bytes.
   *
   * @throws CodecException if fewer are left
   */
  public void readBytes(byte[] target, int targetFrom, int length) {
    Objects.checkFromIndexSize(targetFrom, length, target.length);
    System.arraycopy(array, take(length), target, targetFrom, length);
  }

  /**
   * Reads what {@link Sink#writeVarInt} wrote.
   *
   * @throws CodecException if the bytes end within the number or it has more than 32 bits
   */
  public int readVarInt() {
    int first = readByte();
    return first >= 0 ? first : readLongVarInt(first);
  }

  private int readLongVarInt(int first) {
    int value = first & 0x7F;
    for (int shift = 7; shift < 28; shift += 7) {
      int next = readByte();
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    int last = readByte();
    if ((last & ~0x0F) != 0) {
      throw malformed("a variable-length int has more than 32 bits", last);
    }
    return value | last << 28;
  }

  /**
   * Reads what {@link Sink#writeVarLong} wrote.
   *
   * @throws CodecException if the bytes end within the number or it has more than 64 bits
   */
  public long readVarLong() {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      long next = readByte();
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    long last = readByte();
    if ((last & ~1) != 0) {
      throw malformed("a variable-length long has more than 64 bits", last);
    }
    return value | last << 63;
  }

  /**
   * Reads a number of things that follow, written by {@link Sink#writeVarInt}, and checks that they
   * can fit into the bytes that remain, so that a damaged count cannot cause a large allocation.
   *
   * @param minBytesEach the least number of bytes that each of the things takes; at least 1
   * @throws CodecException if there are not that many bytes left
   * @throws IllegalArgumentException if {@code minBytesEach} is less than 1
   */
  public int readCount(int minBytesEach) {
    if (minBytesEach < 1) {
      throw new IllegalArgumentException(
          "minBytesEach is " + minBytesEach + "; without bytes, any count could be claimed");
    }
    return checkCount(readVarInt(), minBytesEach);
  }

  /**
   * Reads what {@link Sink#writeString} wrote.
   *
   * @throws CodecException if the bytes are not a string
   */
  public String readString() {
    return Strings.read(this, readVarInt());
  }

  /** This source as generated code sees it. */
  SourceInput input() {
    return input;
  }

  int checkCount(int count, int minBytesEach) {
    if (count < 0 || (long) count * minBytesEach > remaining()) {
      throw new CodecException(
          at("a length is larger than the bytes that follow it")
              .fact("length", Integer.toUnsignedString(count))
              .fact("bytes left", remaining())
              .next(Problems.DAMAGED));
    }
    return count;
  }

  /** The array behind this message; its index of the next byte is given by {@link #take}. */
  byte[] array() {
    return array;
  }

  /** Passes over {@code count} bytes and returns the index of the first in {@link #array}. */
  int take(int count) {
    int at = position;
    if (count > end - at) {
      throw tooShort(count);
    }
    position = at + count;
    return at;
  }

  /** Goes back, or on, to a position that {@link #position} returned before. */
  void seek(int newPosition) {
    position = from + newPosition;
  }

  /** Counts one more level of a value that contains itself; see {@link Depth}. */
  void enter(String what) {
    if (depth == Depth.MAX) {
      throw new CodecException(Depth.problem("decode", what));
    }
    depth++;
  }

  void leave() {
    depth--;
  }

  CodecException malformed(String what, long found) {
    return new CodecException(at(what).fact("found", found).next(Problems.DAMAGED));
  }

  Problem at(String what) {
    return Problem.of(what).fact("position", position()).fact("size", size() + " bytes");
  }

  private CodecException tooShort(int count) {
    return new CodecException(
        at("the message ends within a value")
            .fact("wanted", count + " more bytes")
            .fact("bytes left", remaining())
            .next(Problems.DAMAGED));
  }
}
