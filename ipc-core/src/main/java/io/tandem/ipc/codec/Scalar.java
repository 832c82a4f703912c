package io.tandem.ipc.codec;

/**
 * The eight primitive types in their boxes. Numbers have their full width. The nullable form, which
 * a schema calls by the name of the box, has one byte, 0 or 1, ahead.
 *
 * <p>One class with a switch, where a class for each type would be usual: a record of five types
 * would have to load five of them before its first message.
 */
final class Scalar<T> extends Part<T> {
  private final char kind;
  private final String name;
  private final String box;
  private final int bytes;
  private final boolean orNull;

  private Scalar(char kind, String name, String box, int bytes) {
    this(kind, name, box, bytes, false);
  }

  private Scalar(char kind, String name, String box, int bytes, boolean orNull) {
    this.kind = kind;
    this.name = name;
    this.box = box;
    this.bytes = bytes;
    this.orNull = orNull;
  }

  /** The codec of a primitive type or its box; null for any other class. */
  static Part<?> of(Class<?> type) {
    return switch (type.getName()) {
      case "long", "java.lang.Long" -> new Scalar<Long>('J', "long", "Long", Long.BYTES);
      case "int", "java.lang.Integer" -> new Scalar<Integer>('I', "int", "Integer", Integer.BYTES);
      case "double", "java.lang.Double" ->
          new Scalar<Double>('D', "double", "Double", Double.BYTES);
      case "boolean", "java.lang.Boolean" -> new Scalar<Boolean>('Z', "boolean", "Boolean", 1);
      case "byte", "java.lang.Byte" -> new Scalar<Byte>('B', "byte", "Byte", Byte.BYTES);
      case "short", "java.lang.Short" -> new Scalar<Short>('S', "short", "Short", Short.BYTES);
      case "char", "java.lang.Character" ->
          new Scalar<Character>('C', "char", "Character", Character.BYTES);
      case "float", "java.lang.Float" -> new Scalar<Float>('F', "float", "Float", Float.BYTES);
      default -> null;
    };
  }

  /** The codec of a box. */
  @SuppressWarnings("unchecked")
  static <T> Part<T> ofBox(Class<T> box) {
    return (Part<T>) of(box);
  }

  @Override
  public void encode(T value, Sink sink) {
    if (orNull) {
      sink.writeBoolean(value != null);
      if (value == null) {
        return;
      }
    }
    switch (kind) {
      case 'J' -> sink.writeLong((Long) value);
      case 'I' -> sink.writeInt((Integer) value);
      case 'D' -> sink.writeDouble((Double) value);
      case 'Z' -> sink.writeBoolean((Boolean) value);
      case 'B' -> sink.writeByte((Byte) value);
      case 'S' -> sink.writeShort((Short) value);
      case 'C' -> sink.writeChar((Character) value);
      case 'F' -> sink.writeFloat((Float) value);
      default -> throw Problems.neverCalled();
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public T decode(Source source) {
    if (orNull && !source.readBoolean()) {
      return null;
    }
    return (T) value(source);
  }

  private Object value(Source source) {
    return switch (kind) {
      case 'J' -> source.readLong();
      case 'I' -> source.readInt();
      case 'D' -> source.readDouble();
      case 'Z' -> source.readBoolean();
      case 'B' -> source.readByte();
      case 'S' -> source.readShort();
      case 'C' -> source.readChar();
      case 'F' -> source.readFloat();
      default -> throw Problems.neverCalled();
    };
  }

  @Override
  int minBytes() {
    return orNull ? 1 : bytes;
  }

  @Override
  boolean acceptsNull() {
    return orNull;
  }

  @Override
  void describe(SchemaText text) {
    text.append(orNull ? box : name);
  }

  @Override
  Part<T> nullable() {
    return new Scalar<>(kind, name, box, bytes, true);
  }
}
