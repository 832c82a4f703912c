package io.tandem.ipc.codec;

/** A record as a part of something else; the nullable form has one byte, 0 or 1, ahead. */
final class RecordPart<R> extends Part<R> {
  private final RecordBody<R> body;
  private final boolean orNull;

  private RecordPart(RecordBody<R> body, boolean orNull) {
    this.body = body;
    this.orNull = orNull;
  }

  static <R> Part<R> of(RecordBody<R> body) {
    return new RecordPart<>(body, false);
  }

  @Override
  public void encode(R value, Sink sink) {
    if (orNull) {
      if (value == null) {
        sink.writeByte(0);
        return;
      }
      sink.writeByte(1);
    }
    body.write(value, sink);
  }

  @Override
  public R decode(Source source) {
    if (orNull && !source.readBoolean()) {
      return null;
    }
    return body.read(source);
  }

  @Override
  int minBytes() {
    return orNull ? 1 : body.minBytes();
  }

  @Override
  boolean acceptsNull() {
    return orNull;
  }

  @Override
  Part<R> nullable() {
    return new RecordPart<>(body, true);
  }

  @Override
  void describe(SchemaText text) {
    text.reference(body);
    if (orNull) {
      text.nullable();
    }
  }

  @Override
  String locate(R value, Sink scratch, int levels) {
    return value == null ? "" : body.locate(value, scratch, levels);
  }

  @Override
  String locate(Source source, int levels) {
    return orNull && source.readByte() != 1 ? "" : body.locate(source, levels);
  }
}
