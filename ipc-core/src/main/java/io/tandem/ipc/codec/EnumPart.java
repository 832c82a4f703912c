package io.tandem.ipc.codec;

/**
 * Enums: the ordinal as a variable-length number. The constants' names in their order belong to the
 * schema, so an ordinal means the same constant on both sides. The nullable form counts from 1.
 */
final class EnumPart<E extends Enum<E>> extends Part<E> implements SchemaText.Definition {
  private final Class<E> type;
  private final E[] constants;
  private final int bias;

  EnumPart(Class<E> type) {
    this(type, type.getEnumConstants(), 0);
  }

  private EnumPart(Class<E> type, E[] constants, int bias) {
    this.type = type;
    this.constants = constants;
    this.bias = bias;
  }

  /** For a class that is known to be an enum only at run time. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  static Part<?> ofRaw(Class<?> type) {
    return new EnumPart(type);
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // the schema fixes the order of the constants
  public void encode(E value, Sink sink) {
    if (value == null && bias != 0) {
      sink.writeByte(0);
    } else {
      sink.writeVarInt(value.ordinal() + bias);
    }
  }

  @Override
  public E decode(Source source) {
    int number = source.readVarInt();
    if (number == 0 && bias != 0) {
      return null;
    }
    int ordinal = number - bias;
    if (ordinal < 0 || ordinal >= constants.length) {
      throw source.malformed("no constant of enum ".concat(simpleName()), ordinal);
    }
    return constants[ordinal];
  }

  @Override
  int minBytes() {
    return 1;
  }

  @Override
  boolean acceptsNull() {
    return bias != 0;
  }

  @Override
  Part<E> nullable() {
    return new EnumPart<>(type, constants, 1);
  }

  @Override
  void describe(SchemaText text) {
    text.reference(this);
    if (bias != 0) {
      text.nullable();
    }
  }

  @Override
  public Object identity() {
    return type;
  }

  @Override
  public String simpleName() {
    return type.getSimpleName();
  }

  @Override
  public void define(String name, SchemaText text) {
    text.append("enum ").append(name).append("(");
    for (int i = 0; i < constants.length; i++) {
      text.append(i == 0 ? "" : ", ").append(constants[i].name());
    }
    text.append(")");
  }
}
