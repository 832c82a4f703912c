package io.tandem.ipc.codec;

import java.util.Arrays;

/** Values to bytes and back, for tests. */
final class Wire {
  private Wire() {}

  static <E> byte[] bytes(Codec<E> codec, E value) {
    Sink sink = new Sink();
    codec.encode(value, sink);
    return Arrays.copyOf(sink.array(), sink.size());
  }

  static <E> E value(Codec<E> codec, byte... bytes) {
    // At an odd place in a larger array, as a reader of a ring has it.
    byte[] larger = new byte[bytes.length + 8];
    Arrays.fill(larger, (byte) 0xEE);
    System.arraycopy(bytes, 0, larger, 3, bytes.length);
    Source source = new Source();
    source.reset(larger, 3, bytes.length);
    E value = codec.decode(source);
    source.requireEnd();
    return value;
  }

  static <E> E roundTrip(Codec<E> codec, E value) {
    return value(codec, bytes(codec, value));
  }
}
