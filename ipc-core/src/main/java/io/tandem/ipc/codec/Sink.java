package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * A growable array of bytes to which a {@link Codec} appends one message. Numbers are
 * little-endian, at any alignment.
 *
 * <p>A sink is made once per thread and used again for every message: {@link #reset}, encode, then
 * copy {@code array()[0 .. size())}. Writing allocates nothing unless the array must grow. An array
 * larger than {@value #RETAINED_BYTES} bytes is given back by {@link #reset}, so that one giant
 * message does not stay in memory for as long as the thread lives.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Sink {
  /** The largest array that survives {@link #reset}. */
  public static final int RETAINED_BYTES = 2 * 1024 * 1024;

  /** The size that no message exceeds, whatever the limit: the largest array of every JVM. */
  public static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  private static final int INITIAL_BYTES = 256;

  private final SinkOutput output = new SinkOutput(this);
  private Strings strings;
  private byte[] array = new byte[INITIAL_BYTES];

  /**
   * The same bytes, for numbers. As fast as a VarHandle on the array, and ready at once: the first
   * such VarHandle costs ten milliseconds on JDK 17.
   */
  private ByteBuffer view = view(array);

  private int size;
  private int maxBytes;

  /** Where something must be done first: the end of the array, or the limit if that is nearer. */
  private int room;

  private int depth;

  /** Makes an empty sink whose only limit is {@link #MAX_BYTES}. */
  public Sink() {
    this(MAX_BYTES);
  }

  /**
   * Makes an empty sink.
   *
   * @param maxBytes the size that a message may not exceed
   * @throws IllegalArgumentException if {@code maxBytes} is negative or above {@link #MAX_BYTES}
   */
  public Sink(int maxBytes) {
    reset(maxBytes);
  }

  static ByteBuffer view(byte[] array) {
    return ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Forgets what was written, and gives back an array above {@link #RETAINED_BYTES}. */
  public void reset() {
    size = 0;
    depth = 0;
    if (array.length > RETAINED_BYTES) {
      replace(new byte[INITIAL_BYTES]);
    }
  }

  /**
   * Forgets what was written, as {@link #reset()} does, and sets the limit of the next message.
   *
   * @param maxBytes the size that a message may not exceed
   * @throws IllegalArgumentException if {@code maxBytes} is negative or above {@link #MAX_BYTES}
   */
  public void reset(int maxBytes) {
    if (maxBytes < 0 || maxBytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "maxBytes is " + maxBytes + "; it must be from 0 to " + MAX_BYTES);
    }
    this.maxBytes = maxBytes;
    this.room = Math.min(array.length, maxBytes);
    reset();
  }

  /** The number of bytes written since the last {@link #reset}. */
  public int size() {
    return size;
  }

  /** The size that a message may not exceed. */
  public int maxBytes() {
    return maxBytes;
  }

  /**
   * The array that holds the message in its first {@link #size} bytes. It is the sink's own: the
   * next write may replace it, and the next message overwrites it.
   */
  public byte[] array() {
    return array;
  }

  /**
   * Appends one byte, the low eight bits of {@code value}.
   *
   * @throws MessageTooLargeException if the message would exceed {@link #maxBytes}, as every write
   */
  public void writeByte(int value) {
    int at = claim(1);
    array[at] = (byte) value;
  }

  /** Appends one byte: 1 for true, 0 for false. */
  public void writeBoolean(boolean value) {
    writeByte(value ? 1 : 0);
  }

  /** Appends two bytes, the low 16 bits of {@code value}. */
  public void writeShort(int value) {
    int at = claim(Short.BYTES);
    view.putShort(at, (short) value);
  }

  /** Appends two bytes, the low 16 bits of {@code value}. */
  public void writeChar(int value) {
    int at = claim(Character.BYTES);
    view.putChar(at, (char) value);
  }

  /** Appends four bytes. */
  public void writeInt(int value) {
    int at = claim(Integer.BYTES);
    view.putInt(at, value);
  }

  /** Appends eight bytes. */
  public void writeLong(long value) {
    int at = claim(Long.BYTES);
    view.putLong(at, value);
  }

  /** Appends four bytes; the bits of a NaN are kept. */
  public void writeFloat(float value) {
    writeInt(Float.floatToRawIntBits(value));
  }

  /** Appends eight bytes; the bits of a NaN are kept. */
  public void writeDouble(double value) {
    writeLong(Double.doubleToRawLongBits(value));
  }

  /** Appends {@code length} bytes of {@code source}, without their number. */
  public void writeBytes(byte[] source, int from, int length) {
    Objects.checkFromIndexSize(from, length, source.length);
    int at = claim(length);
    System.arraycopy(source, from, array, at, length);
  }

  /**
   * Appends one to five bytes, seven bits in each, low bits first; fewer for smaller values. A
   * negative value takes five.
   */
  public void writeVarInt(int value) {
    if ((value & ~0x7F) == 0) {
      writeByte(value);
      return;
    }
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      writeByte(rest | 0x80);
      rest >>>= 7;
    }
    writeByte(rest);
  }

  /**
   * Appends one to ten bytes, seven bits in each, low bits first; fewer for smaller values. A
   * negative value takes ten.
   */
  public void writeVarLong(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      writeByte((int) rest | 0x80);
      rest >>>= 7;
    }
    writeByte((int) rest);
  }

  /**
   * Appends a string: its length and its width in a {@linkplain #writeVarInt variable-length
   * number}, then one byte per char where every char is below 256, else two. Every string of Java
   * survives: trailing zeros and lone surrogates too.
   */
  public void writeString(String value) {
    Strings.write(this, value, 0);
  }

  /** This sink as generated code sees it. */
  SinkOutput output() {
    return output;
  }

  /** What long strings need; made when the first one comes. */
  Strings strings() {
    if (strings == null) {
      strings = new Strings();
    }
    return strings;
  }

  /** Makes room for {@code count} bytes at the end and returns where they start. */
  int claim(int count) {
    int at = size;
    // Compared by subtraction: size + count could pass 2^31.
    if (count > room - at) {
      grow(count);
    }
    size = at + count;
    return at;
  }

  /** Overwrites four bytes that {@link #claim} has returned. */
  void putInt(int at, int value) {
    view.putInt(at, value);
  }

  /** Takes back what was written after the first {@code newSize} bytes. */
  void truncate(int newSize) {
    size = newSize;
  }

  /** Counts one more level of a value that contains itself; see {@link Depth}. */
  void enter(String what) {
    if (depth == Depth.MAX) {
      throw new CodecException(Depth.problem("encode", what));
    }
    depth++;
  }

  void leave() {
    depth--;
  }

  private void grow(int count) {
    long needed = (long) size + count;
    if (needed > maxBytes) {
      throw new MessageTooLargeException(
          Problem.of("the message is larger than its limit (encoding stopped where it passed it)")
              .next("Send a smaller element, or make the shared object with a larger limit"),
          needed,
          maxBytes);
    }
    long doubled = Math.max(needed, 2L * array.length);
    replace(Arrays.copyOf(array, (int) Math.min(doubled, MAX_BYTES)));
  }

  private void replace(byte[] newArray) {
    array = newArray;
    view = view(newArray);
    room = Math.min(newArray.length, maxBytes);
  }
}
