package io.tandem.ipc.codec;

/** The eight primitive types in their boxes. Numbers have their full width. */
abstract class Scalars<T> extends Part<T> {
  private final Class<T> box;
  private final String name;
  private final int bytes;

  private Scalars(Class<T> box, String name, int bytes) {
    this.box = box;
    this.name = name;
    this.bytes = bytes;
  }

  @Override
  int minBytes() {
    return bytes;
  }

  @Override
  void describe(SchemaText text) {
    text.append(name);
  }

  /** The box: {@code Long} for {@code long}, so that null needs no further mark in a schema. */
  @Override
  Part<T> nullable() {
    return new Box<>(this);
  }

  private static final class Box<T> extends NullablePart<T> {
    private final String name;

    Box(Scalars<T> scalar) {
      super(scalar);
      this.name = scalar.box.getSimpleName();
    }

    @Override
    void describe(SchemaText text) {
      text.append(name);
    }
  }

  static final class OfByte extends Scalars<Byte> {
    static final OfByte CODEC = new OfByte();

    private OfByte() {
      super(Byte.class, "byte", Byte.BYTES);
    }

    @Override
    public void encode(Byte value, Sink sink) {
      sink.writeByte(value);
    }

    @Override
    public Byte decode(Source source) {
      return source.readByte();
    }
  }

  static final class OfShort extends Scalars<Short> {
    static final OfShort CODEC = new OfShort();

    private OfShort() {
      super(Short.class, "short", Short.BYTES);
    }

    @Override
    public void encode(Short value, Sink sink) {
      sink.writeShort(value);
    }

    @Override
    public Short decode(Source source) {
      return source.readShort();
    }
  }

  static final class OfInt extends Scalars<Integer> {
    static final OfInt CODEC = new OfInt();

    private OfInt() {
      super(Integer.class, "int", Integer.BYTES);
    }

    @Override
    public void encode(Integer value, Sink sink) {
      sink.writeInt(value);
    }

    @Override
    public Integer decode(Source source) {
      return source.readInt();
    }
  }

  static final class OfLong extends Scalars<Long> {
    static final OfLong CODEC = new OfLong();

    private OfLong() {
      super(Long.class, "long", Long.BYTES);
    }

    @Override
    public void encode(Long value, Sink sink) {
      sink.writeLong(value);
    }

    @Override
    public Long decode(Source source) {
      return source.readLong();
    }
  }

  static final class OfFloat extends Scalars<Float> {
    static final OfFloat CODEC = new OfFloat();

    private OfFloat() {
      super(Float.class, "float", Float.BYTES);
    }

    @Override
    public void encode(Float value, Sink sink) {
      sink.writeFloat(value);
    }

    @Override
    public Float decode(Source source) {
      return source.readFloat();
    }
  }

  static final class OfDouble extends Scalars<Double> {
    static final OfDouble CODEC = new OfDouble();

    private OfDouble() {
      super(Double.class, "double", Double.BYTES);
    }

    @Override
    public void encode(Double value, Sink sink) {
      sink.writeDouble(value);
    }

    @Override
    public Double decode(Source source) {
      return source.readDouble();
    }
  }

  static final class OfBoolean extends Scalars<Boolean> {
    static final OfBoolean CODEC = new OfBoolean();

    private OfBoolean() {
      super(Boolean.class, "boolean", 1);
    }

    @Override
    public void encode(Boolean value, Sink sink) {
      sink.writeBoolean(value);
    }

    @Override
    public Boolean decode(Source source) {
      return source.readBoolean();
    }
  }

  static final class OfChar extends Scalars<Character> {
    static final OfChar CODEC = new OfChar();

    private OfChar() {
      super(Character.class, "char", Character.BYTES);
    }

    @Override
    public void encode(Character value, Sink sink) {
      sink.writeChar(value);
    }

    @Override
    public Character decode(Source source) {
      return source.readChar();
    }
  }
}
