package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.Problem;

/** The codec of a record or sealed interface as a user gets it: its errors name the path. */
final class RootCodec<R> extends Part<R> {
  /** How many steps of a path are traced; each step encodes or decodes once more. */
  private static final int PATH_STEPS = 8;

  private final String name;
  private final Part<R> part;

  static <R> Part<R> of(Class<R> type, Part<R> part) {
    return new RootCodec<>(type, part);
  }

  /** Final fields: whoever gets this object, even by a race, sees the whole plan behind it. */
  private RootCodec(Class<R> type, Part<R> part) {
    this.name = type.getSimpleName();
    this.part = part;
  }

  @Override
  public void encode(R value, Sink sink) {
    try {
      part.encode(value, sink);
    } catch (CodecException e) {
      throw new CodecException(at("encode", path(value), e.getMessage()), e);
    }
  }

  @Override
  public R decode(Source source) {
    int start = source.position();
    try {
      return part.decode(source);
    } catch (CodecException e) {
      throw new CodecException(at("decode", path(source, start), e.getMessage()), e);
    }
  }

  private String path(R value) {
    try {
      return part.locate(value, new Sink(), PATH_STEPS);
    } catch (RuntimeException e) {
      return ""; // the value is in no state to be looked at
    }
  }

  private String path(Source source, int start) {
    int failed = source.position();
    source.seek(start);
    try {
      return part.locate(source, PATH_STEPS);
    } catch (CodecException e) {
      return ""; // it failed at the very mark that says which way to go
    } finally {
      source.seek(failed);
    }
  }

  private Problem at(String verb, String path, String reason) {
    // Both are sentences; one full stop is enough.
    String sentence = reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
    return Problem.of("cannot " + verb + " " + name + path + ": " + sentence);
  }

  @Override
  int minBytes() {
    return part.minBytes();
  }

  @Override
  void describe(SchemaText text) {
    part.describe(text);
  }

  @Override
  String locate(R value, Sink scratch, int levels) {
    return part.locate(value, scratch, levels);
  }

  @Override
  String locate(Source source, int levels) {
    return part.locate(source, levels);
  }
}
