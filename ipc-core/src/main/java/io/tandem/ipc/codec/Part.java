package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A codec of our own. Beyond {@link Codec} it knows what it takes to stand inside of another: its
 * least size, its text as a part of a larger schema, and its form that carries null.
 *
 * <p>Parts are made by static methods that return {@code Part}: code that says {@code new ListPart}
 * where a {@code Part} is wanted makes the verifier load {@code ListPart} even if it never runs,
 * and a dozen of such classes are milliseconds at the start of a JVM.
 *
 * <p>Generated record code calls it through {@link BiConsumer} (encode) and {@link Function}
 * (decode), because that code may only name types of {@code java.base}; see {@link
 * RecordClassWriter}.
 */
abstract class Part<T> implements Codec<T>, BiConsumer<T, Object>, Function<Object, T> {
  /** The least number of bytes of an encoded value. A count of values is checked against it. */
  abstract int minBytes();

  /** Appends this type's name to the text, and the definitions which that name needs. */
  abstract void describe(SchemaText text);

  /** Whether null is among the values. */
  boolean acceptsNull() {
    return false;
  }

  /** The codec for the same values and null. */
  Part<T> nullable() {
    return NullablePart.of(this);
  }

  /**
   * Says which part of a value cannot be encoded, as a suffix such as {@code .lines[3]}; empty for
   * the value itself. Called only after encoding has failed; encodes again, part by part.
   */
  String locate(T value, Sink scratch, int levels) {
    return "";
  }

  /**
   * Says which part of an encoded value cannot be decoded, in the manner of {@link #locate(Object,
   * Sink, int)}. The source stands where the value begins; where it stands afterwards is not
   * defined.
   */
  String locate(Source source, int levels) {
    return "";
  }

  @Override
  public final String schema() {
    return SchemaText.of(this);
  }

  @Override
  public final void accept(T value, Object output) {
    encode(value, ((SinkOutput) output).sink());
  }

  @Override
  public final T apply(Object input) {
    return decode(((SourceInput) input).source());
  }

  /** Whether this value can be encoded; for {@link #locate}. */
  final boolean encodes(T value, Sink scratch) {
    try {
      scratch.reset();
      encode(value, scratch);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Reads past one value if it can be decoded, or else goes back to where it begins. */
  final boolean skips(Source source) {
    int start = source.position();
    try {
      decode(source);
      return true;
    } catch (CodecException e) {
      source.seek(start);
      return false;
    }
  }
}
