package io.tandem.ipc.codec;

import java.util.Optional;

/** Optionals: one byte, 0 for empty and 1 for a value that follows; the nullable form, one more. */
final class OptionalPart<T> extends Part<Optional<T>> {
  private final Codec<T> codec;
  private final int bias;

  private OptionalPart(Codec<T> codec, int bias) {
    this.codec = codec;
    this.bias = bias;
  }

  static <T> Part<Optional<T>> of(Codec<T> codec) {
    return new OptionalPart<>(codec, 0);
  }

  @Override
  @SuppressWarnings("OptionalAssignedToNull") // a component of this type may be null all the same
  public void encode(Optional<T> value, Sink sink) {
    if (value == null && bias != 0) {
      sink.writeByte(0);
    } else if (value.isEmpty()) {
      sink.writeByte(bias);
    } else {
      sink.writeByte(1 + bias);
      codec.encode(value.get(), sink);
    }
  }

  @Override
  @SuppressWarnings({"OptionalAssignedToNull", "NullOptional"})
  public Optional<T> decode(Source source) {
    int mark = source.readByte() - bias;
    if (mark == -1 && bias != 0) {
      return null;
    }
    return switch (mark) {
      case 0 -> Optional.empty();
      case 1 -> Optional.ofNullable(codec.decode(source));
      default -> throw source.malformed("the mark of an Optional is unknown", mark);
    };
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
  Part<Optional<T>> nullable() {
    return new OptionalPart<>(codec, 1);
  }

  @Override
  void describe(SchemaText text) {
    text.generic("Optional", codec);
    if (bias != 0) {
      text.nullable();
    }
  }

  @Override
  @SuppressWarnings("OptionalAssignedToNull")
  String locate(Optional<T> value, Sink scratch, int levels) {
    return value != null && value.isPresent() && codec instanceof Part<T> part
        ? part.locate(value.get(), scratch, levels)
        : "";
  }

  @Override
  String locate(Source source, int levels) {
    return source.readByte() == 1 + bias && codec instanceof Part<T> part
        ? part.locate(source, levels)
        : "";
  }
}
