package io.tandem.ipc.codec;

import java.nio.charset.StandardCharsets;

/**
 * Strings in bytes: a header, then the chars. The header is {@code length * 2 + wide} plus a bias
 * that leaves small numbers to the caller (a nullable string takes 0 for null).
 *
 * <p>Where every char is below 256, wide is 0 and each char takes one byte, which is how the JVM
 * itself keeps such a string, so that reading is one copy. Otherwise each takes two: unlike UTF-8
 * this keeps lone surrogates, and needs no second pass to learn the size.
 */
final class Strings {
  private static final int MAX_CHARS = (1 << 30) - 2;

  private Strings() {}

  static void write(Sink sink, String value, int bias) {
    int length = value.length();
    if (length > MAX_CHARS) {
      throw Problems.tooLong("String", length, MAX_CHARS);
    }
    int start = sink.size();
    sink.writeVarInt((length << 1) + bias);
    int at = sink.claim(length);
    if (!copyNarrow(value, sink.array(), at)) {
      sink.truncate(start);
      writeWide(sink, value, bias);
    }
  }

  /** Copies the low half of every char and says whether that was all of it. */
  private static boolean copyNarrow(String value, byte[] target, int at) {
    int seen = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      target[at + i] = (byte) c;
      seen |= c;
    }
    return seen < 256;
  }

  private static void writeWide(Sink sink, String value, int bias) {
    int length = value.length();
    sink.writeVarInt(((length << 1) | 1) + bias);
    if (length > Sink.MAX_BYTES / 2) {
      throw Problems.tooLong("String", length, Sink.MAX_BYTES / 2);
    }
    int at = sink.claim(length * 2);
    byte[] target = sink.array();
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      target[at + 2 * i] = (byte) c;
      target[at + 2 * i + 1] = (byte) (c >> 8);
    }
  }

  /** Reads the chars that follow a header from which the bias has been taken. */
  static String read(Source source, int header) {
    int length = header >>> 1;
    if ((header & 1) == 0) {
      source.checkCount(length, 1);
      return new String(source.array(), source.take(length), length, StandardCharsets.ISO_8859_1);
    }
    source.checkCount(length, 2);
    byte[] array = source.array();
    int at = source.take(2 * length);
    char[] chars = new char[length];
    for (int i = 0; i < length; i++) {
      chars[i] = (char) ((array[at + 2 * i] & 0xFF) | (array[at + 2 * i + 1] << 8));
    }
    return new String(chars);
  }
}
