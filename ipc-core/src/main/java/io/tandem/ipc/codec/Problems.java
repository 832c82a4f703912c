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

  static CodecException nullElement(String container, int index) {
    return new CodecException(
        Problem.of("null within a ".concat(container))
            .fact("index", index)
            .next("Use Codecs.nullable(...) for the elements if null has a meaning"));
  }

  static CodecException changed(String container, int size, int found) {
    return new CodecException(
        Problem.of("a ".concat(container).concat(" changed while it was encoded"))
            .fact("size at first", size)
            .fact("found", found)
            .next("Send a copy"));
  }

  static String index(int index) {
    return "[".concat(Integer.toString(index)).concat("]");
  }

  /** For what must be there and is not used. The exception's class is loaded only if it is. */
  static RuntimeException neverCalled() {
    return new UnsupportedOperationException("not used by Tandem's own code");
  }
}
