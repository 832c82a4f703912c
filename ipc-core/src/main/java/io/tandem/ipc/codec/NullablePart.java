package io.tandem.ipc.codec;

/** Any codec, and null: one byte, 0 or 1, ahead of the value. */
final class NullablePart<T> extends Part<T> {
  private final Codec<T> codec;

  private NullablePart(Codec<T> codec) {
    this.codec = codec;
  }

  static <T> Part<T> of(Codec<T> codec) {
    return new NullablePart<>(codec);
  }

  @Override
  public void encode(T value, Sink sink) {
    if (value == null) {
      sink.writeByte(0);
    } else {
      sink.writeByte(1);
      codec.encode(value, sink);
    }
  }

  @Override
  public T decode(Source source) {
    return source.readBoolean() ? codec.decode(source) : null;
  }

  @Override
  int minBytes() {
    return 1;
  }

  @Override
  void describe(SchemaText text) {
    text.type(codec).nullable();
  }

  @Override
  boolean acceptsNull() {
    return true;
  }

  @Override
  Part<T> nullable() {
    return this;
  }

  @Override
  String locate(T value, Sink scratch, int levels) {
    return value != null && codec instanceof Part<T> part
        ? part.locate(value, scratch, levels)
        : "";
  }

  @Override
  String locate(Source source, int levels) {
    return codec instanceof Part<T> part && source.readByte() == 1
        ? part.locate(source, levels)
        : "";
  }
}
