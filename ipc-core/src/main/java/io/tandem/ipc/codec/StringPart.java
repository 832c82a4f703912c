package io.tandem.ipc.codec;

/** Strings; see {@link Strings} for their bytes. The nullable form takes the header 0 for null. */
final class StringPart extends Part<String> {
  static final Part<String> CODEC = new StringPart(0);
  private static final Part<String> NULLABLE = new StringPart(1);

  private final int bias;

  private StringPart(int bias) {
    this.bias = bias;
  }

  @Override
  public void encode(String value, Sink sink) {
    if (value == null && bias != 0) {
      sink.writeByte(0);
    } else {
      Strings.write(sink, value, bias);
    }
  }

  @Override
  public String decode(Source source) {
    int header = source.readVarInt();
    if (header == 0 && bias != 0) {
      return null;
    }
    return Strings.read(source, header - bias);
  }

  @Override
  int minBytes() {
    return 1;
  }

  @Override
  void describe(SchemaText text) {
    text.append("String");
    if (bias != 0) {
      text.nullable();
    }
  }

  @Override
  boolean acceptsNull() {
    return bias != 0;
  }

  @Override
  Part<String> nullable() {
    return NULLABLE;
  }
}
