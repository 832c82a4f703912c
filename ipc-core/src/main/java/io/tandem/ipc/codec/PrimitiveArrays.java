package io.tandem.ipc.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Arrays of primitives: their length in a variable-length number, then the elements at full width.
 * The nullable form counts from 1 and takes 0 for null.
 *
 * <p>Elements of several bytes are copied in bulk through a view of the byte array, which the JVM
 * does with one {@code memcpy} on a little-endian machine.
 */
abstract class PrimitiveArrays<A> extends Part<A> {
  private static final int NULL_BIAS = 1;

  private final String name;
  private final int elementBytes;
  final int bias;

  private PrimitiveArrays(String name, int elementBytes, int bias) {
    this.name = name;
    this.elementBytes = elementBytes;
    this.bias = bias;
  }

  abstract int length(A value);

  abstract void put(A value, byte[] target, int at);

  abstract A get(Source source, int length);

  @Override
  public final void encode(A value, Sink sink) {
    if (value == null && bias != 0) {
      sink.writeByte(0);
      return;
    }
    int length = length(value);
    if (length > (Sink.MAX_BYTES - 5) / elementBytes) {
      throw Problems.tooLong(name, length, (Sink.MAX_BYTES - 5) / elementBytes);
    }
    sink.writeVarInt(length + bias);
    int at = sink.claim(length * elementBytes);
    put(value, sink.array(), at);
  }

  @Override
  public final A decode(Source source) {
    int header = source.readVarInt();
    if (header == 0 && bias != 0) {
      return null;
    }
    int length = source.checkCount(header - bias, elementBytes);
    return get(source, length);
  }

  @Override
  final int minBytes() {
    return 1;
  }

  @Override
  final boolean acceptsNull() {
    return bias != 0;
  }

  @Override
  final void describe(SchemaText text) {
    text.append(name);
    if (bias != 0) {
      text.nullable();
    }
  }

  private static ByteBuffer view(byte[] array, int at, int bytes) {
    return ByteBuffer.wrap(array, at, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static final class OfByte extends PrimitiveArrays<byte[]> {
    static final Part<byte[]> CODEC = new OfByte(0);

    private OfByte(int bias) {
      super("byte[]", Byte.BYTES, bias);
    }

    @Override
    int length(byte[] value) {
      return value.length;
    }

    @Override
    void put(byte[] value, byte[] target, int at) {
      System.arraycopy(value, 0, target, at, value.length);
    }

    @Override
    byte[] get(Source source, int length) {
      int at = source.take(length);
      return Arrays.copyOfRange(source.array(), at, at + length); // without zeroing it first
    }

    @Override
    Part<byte[]> nullable() {
      return new OfByte(NULL_BIAS);
    }
  }

  static final class OfShort extends PrimitiveArrays<short[]> {
    static final Part<short[]> CODEC = new OfShort(0);

    private OfShort(int bias) {
      super("short[]", Short.BYTES, bias);
    }

    @Override
    int length(short[] value) {
      return value.length;
    }

    @Override
    void put(short[] value, byte[] target, int at) {
      view(target, at, value.length * Short.BYTES).asShortBuffer().put(value);
    }

    @Override
    short[] get(Source source, int length) {
      short[] value = new short[length];
      view(source.array(), source.take(length * Short.BYTES), length * Short.BYTES)
          .asShortBuffer()
          .get(value);
      return value;
    }

    @Override
    Part<short[]> nullable() {
      return new OfShort(NULL_BIAS);
    }
  }

  static final class OfInt extends PrimitiveArrays<int[]> {
    static final Part<int[]> CODEC = new OfInt(0);

    private OfInt(int bias) {
      super("int[]", Integer.BYTES, bias);
    }

    @Override
    int length(int[] value) {
      return value.length;
    }

    @Override
    void put(int[] value, byte[] target, int at) {
      view(target, at, value.length * Integer.BYTES).asIntBuffer().put(value);
    }

    @Override
    int[] get(Source source, int length) {
      int[] value = new int[length];
      view(source.array(), source.take(length * Integer.BYTES), length * Integer.BYTES)
          .asIntBuffer()
          .get(value);
      return value;
    }

    @Override
    Part<int[]> nullable() {
      return new OfInt(NULL_BIAS);
    }
  }

  static final class OfLong extends PrimitiveArrays<long[]> {
    static final Part<long[]> CODEC = new OfLong(0);

    private OfLong(int bias) {
      super("long[]", Long.BYTES, bias);
    }

    @Override
    int length(long[] value) {
      return value.length;
    }

    @Override
    void put(long[] value, byte[] target, int at) {
      view(target, at, value.length * Long.BYTES).asLongBuffer().put(value);
    }

    @Override
    long[] get(Source source, int length) {
      long[] value = new long[length];
      view(source.array(), source.take(length * Long.BYTES), length * Long.BYTES)
          .asLongBuffer()
          .get(value);
      return value;
    }

    @Override
    Part<long[]> nullable() {
      return new OfLong(NULL_BIAS);
    }
  }

  static final class OfFloat extends PrimitiveArrays<float[]> {
    static final Part<float[]> CODEC = new OfFloat(0);

    private OfFloat(int bias) {
      super("float[]", Float.BYTES, bias);
    }

    @Override
    int length(float[] value) {
      return value.length;
    }

    @Override
    void put(float[] value, byte[] target, int at) {
      view(target, at, value.length * Float.BYTES).asFloatBuffer().put(value);
    }

    @Override
    float[] get(Source source, int length) {
      float[] value = new float[length];
      view(source.array(), source.take(length * Float.BYTES), length * Float.BYTES)
          .asFloatBuffer()
          .get(value);
      return value;
    }

    @Override
    Part<float[]> nullable() {
      return new OfFloat(NULL_BIAS);
    }
  }

  static final class OfDouble extends PrimitiveArrays<double[]> {
    static final Part<double[]> CODEC = new OfDouble(0);

    private OfDouble(int bias) {
      super("double[]", Double.BYTES, bias);
    }

    @Override
    int length(double[] value) {
      return value.length;
    }

    @Override
    void put(double[] value, byte[] target, int at) {
      view(target, at, value.length * Double.BYTES).asDoubleBuffer().put(value);
    }

    @Override
    double[] get(Source source, int length) {
      double[] value = new double[length];
      view(source.array(), source.take(length * Double.BYTES), length * Double.BYTES)
          .asDoubleBuffer()
          .get(value);
      return value;
    }

    @Override
    Part<double[]> nullable() {
      return new OfDouble(NULL_BIAS);
    }
  }

  static final class OfBoolean extends PrimitiveArrays<boolean[]> {
    static final Part<boolean[]> CODEC = new OfBoolean(0);

    private OfBoolean(int bias) {
      super("boolean[]", 1, bias);
    }

    @Override
    int length(boolean[] value) {
      return value.length;
    }

    @Override
    void put(boolean[] value, byte[] target, int at) {
      for (int i = 0; i < value.length; i++) {
        target[at + i] = (byte) (value[i] ? 1 : 0);
      }
    }

    @Override
    boolean[] get(Source source, int length) {
      boolean[] value = new boolean[length];
      for (int i = 0; i < length; i++) {
        value[i] = source.readBoolean();
      }
      return value;
    }

    @Override
    Part<boolean[]> nullable() {
      return new OfBoolean(NULL_BIAS);
    }
  }

  static final class OfChar extends PrimitiveArrays<char[]> {
    static final Part<char[]> CODEC = new OfChar(0);

    private OfChar(int bias) {
      super("char[]", Character.BYTES, bias);
    }

    @Override
    int length(char[] value) {
      return value.length;
    }

    @Override
    void put(char[] value, byte[] target, int at) {
      view(target, at, value.length * Character.BYTES).asCharBuffer().put(value);
    }

    @Override
    char[] get(Source source, int length) {
      char[] value = new char[length];
      view(source.array(), source.take(length * Character.BYTES), length * Character.BYTES)
          .asCharBuffer()
          .get(value);
      return value;
    }

    @Override
    Part<char[]> nullable() {
      return new OfChar(NULL_BIAS);
    }
  }
}
