package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.Problem;

/** Texts that several codecs share. */
final class Problems {
  /** What to do about bytes that no codec of ours wrote. */
  static final String DAMAGED =
      "The bytes are damaged, or were written by another codec; both sides must use the same";

  private Problems() {}

  static CodecException tooLong(String type, long length, long limit) {
    return new CodecException(
        Problem.of("a " + type + " is too long to be encoded")
            .fact("length", length)
            .fact("limit", limit)
            .next("Send it in parts"));
  }
}
