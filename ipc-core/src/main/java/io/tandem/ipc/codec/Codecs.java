package io.tandem.ipc.codec;

/** The codecs that come with Tandem. */
public final class Codecs {
  private Codecs() {}

  /** Bytes as they are, behind their number. */
  public static Codec<byte[]> bytes() {
    return PrimitiveArrays.OfByte.CODEC;
  }

  /** Strings; one byte per char where all are below 256, else two. */
  public static Codec<String> string() {
    return StringPart.CODEC;
  }

  /** A long in eight bytes. */
  public static Codec<Long> longs() {
    return Scalars.OfLong.CODEC;
  }

  /** An int in four bytes. */
  public static Codec<Integer> ints() {
    return Scalars.OfInt.CODEC;
  }

  /** A double in eight bytes. */
  public static Codec<Double> doubles() {
    return Scalars.OfDouble.CODEC;
  }
}
