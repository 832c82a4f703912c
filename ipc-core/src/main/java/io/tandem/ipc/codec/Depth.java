package io.tandem.ipc.codec;

import io.tandem.ipc.Problem;

/**
 * The limit for values that contain values of their own type, such as trees: deeper ones would end
 * in a stack overflow, on one side or, worse, only on the other.
 */
final class Depth {
  /** Levels of one type within itself, summed over all such types of a message. */
  static final int MAX = 512;

  private Depth() {}

  static Problem problem(String verb, String what) {
    return Problem.of("cannot " + verb + " a value nested so deeply")
        .object(what)
        .fact("limit", MAX + " levels")
        .next("Send long chains as a List; a value that contains itself cannot be sent");
  }
}
