package io.tandem.ipc.testkit;

import java.util.Arrays;
import java.util.Objects;

/** One step that a simulated process is about to take. */
final class Step {
  final Op op;

  /** Of the first byte, for steps that touch memory. */
  final int offset;

  /** In bytes. */
  final int length;

  /**
   * What to store, to expect, to add, whose death is asked about, or how many choices there are.
   */
  final long a;

  /** The new value of a compare-and-set. */
  final long b;

  /** The bytes of a payload write, else null. */
  final byte[] data;

  Step(Op op, int offset, int length, long a, long b, byte[] data) {
    this.op = op;
    this.offset = offset;
    this.length = length;
    this.a = a;
    this.b = b;
    this.data = data;
  }

  boolean is(Op op, int offset, int length, long a, long b, byte[] data) {
    return this.op == op
        && this.offset == offset
        && this.length == length
        && this.a == a
        && this.b == b
        && Arrays.equals(this.data, data);
  }

  boolean is(Step other) {
    return is(other.op, other.offset, other.length, other.a, other.b, other.data);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Step step && is(step);
  }

  @Override
  public int hashCode() {
    return Objects.hash(op, offset, length, a, b, Arrays.hashCode(data));
  }

  int firstWord() {
    return offset >>> 3;
  }

  int lastWord() {
    return (offset + length - 1) >>> 3;
  }
}
