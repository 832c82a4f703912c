package io.tandem.ipc.codec;

/**
 * A sealed interface whose permitted classes are records or enums. The nullable form counts the
 * classes from 1 and takes 0 for null.
 */
final class SealedPart<T> extends Part<T> {
  private final SealedBody<T> body;
  private final int bias;

  private SealedPart(SealedBody<T> body, int bias) {
    this.body = body;
    this.bias = bias;
  }

  static <T> Part<T> of(SealedBody<T> body) {
    return new SealedPart<>(body, 0);
  }

  @Override
  public void encode(T value, Sink sink) {
    if (value == null && bias != 0) {
      sink.writeByte(0);
    } else {
      body.write(value, sink, bias);
    }
  }

  @Override
  public T decode(Source source) {
    int header = source.readVarInt();
    return header == 0 && bias != 0 ? null : body.read(source, header - bias);
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
  Part<T> nullable() {
    return new SealedPart<>(body, 1);
  }

  @Override
  void describe(SchemaText text) {
    text.reference(body);
    if (bias != 0) {
      text.nullable();
    }
  }

  @Override
  String locate(T value, Sink scratch, int levels) {
    return value == null ? "" : body.locate(value, scratch, levels);
  }

  @Override
  String locate(Source source, int levels) {
    return body.locate(source, source.readVarInt() - bias, levels);
  }
}
