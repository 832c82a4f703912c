package io.tandem.ipc.cli.demo;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Locale;

/** A SHA-256 digest as four words: equal by content, and without an array to guard. */
record Sha256(long word0, long word1, long word2, long word3) implements Serializable {
  /** What stands where nothing was digested. */
  static final Sha256 NONE = new Sha256(0, 0, 0, 0);

  static Sha256 of(byte[] digest) {
    ByteBuffer words = ByteBuffer.wrap(digest);
    return new Sha256(words.getLong(), words.getLong(), words.getLong(), words.getLong());
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%016x%016x%016x%016x", word0, word1, word2, word3);
  }
}
