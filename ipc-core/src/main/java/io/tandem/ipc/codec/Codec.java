package io.tandem.ipc.codec;

/**
 * Turns values of one type into bytes and back.
 *
 * <p>A codec is immutable and safe for use by many threads. Both sides of a queue must use codecs
 * with the same {@link #schema}: its fingerprint is stored with the object and checked by everyone
 * who opens it.
 *
 * <p>{@link Codecs} has codecs for records and the JDK's values. An own one writes and reads the
 * same things in the same order:
 *
 * <pre>{@code
 * final class PriceCodec implements Codec<Price> {
 *   public void encode(Price value, Sink sink) {
 *     sink.writeString(value.currency());
 *     sink.writeLong(value.cents());
 *   }
 *
 *   public Price decode(Source source) {
 *     String currency = source.readString();
 *     return new Price(currency, source.readLong());
 *   }
 *
 *   public String schema() {
 *     return "Price(currency:String, cents:long)";
 *   }
 * }
 * }</pre>
 *
 * @param <E> the type of the values
 */
public interface Codec<E> {
  /**
   * Appends the value's bytes to {@code sink}.
   *
   * @throws io.tandem.ipc.CodecException if the value cannot be encoded; the path to the part that
   *     cannot is named
   * @throws io.tandem.ipc.MessageTooLargeException if the sink's limit is reached
   * @throws NullPointerException if the value is null and the codec does not carry null
   */
  void encode(E value, Sink sink);

  /**
   * Reads one value from {@code source}, which holds exactly the bytes that {@link #encode} wrote,
   * or damaged ones.
   *
   * @throws io.tandem.ipc.CodecException if the bytes are not a value; never an endless loop, a
   *     read outside of the source, or an allocation larger than the source allows
   */
  E decode(Source source);

  /**
   * The shape of the bytes in words, for example {@code record Order(id:long, symbol:String)}. Two
   * codecs with equal texts understand each other; with different texts they do not.
   */
  String schema();
}
