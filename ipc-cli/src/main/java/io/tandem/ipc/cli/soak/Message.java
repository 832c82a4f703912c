package io.tandem.ipc.cli.soak;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A message: who puts it in as its how many-th, when, when the put before returned, and a filling
 * whose length and content follow from the first, so that a torn or mixed-up message shows. Used by
 * one thread.
 */
final class Message {
  static final int LONGEST = 1024;

  private static final int PUT_NANOS = Long.BYTES;
  private static final int RETURNED_NANOS = 2 * Long.BYTES;
  private static final int HEADER = 3 * Long.BYTES;
  private static final int SEQUENCE_BITS = 39;
  private static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;

  private final byte[] bytes = new byte[LONGEST];
  private final ByteBuffer view = viewOf(bytes);
  private int length;
  private long returnedNanos;

  private static ByteBuffer viewOf(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The number of a putter's message; sequences begin with 1. */
  static long id(int putter, long sequence) {
    return (long) putter << SEQUENCE_BITS | sequence;
  }

  static int putter(long id) {
    return (int) (id >>> SEQUENCE_BITS);
  }

  static long sequence(long id) {
    return id & SEQUENCE_MASK;
  }

  /** The put before the next one has just returned. */
  void putReturned() {
    returnedNanos = System.nanoTime();
  }

  /** Writes the message with that number, put in now. */
  void write(long id) {
    length = lengthOf(id);
    view.putLong(0, id);
    view.putLong(PUT_NANOS, System.nanoTime());
    view.putLong(RETURNED_NANOS, returnedNanos);
    for (int at = HEADER; at < length; at += Long.BYTES) {
      view.putLong(at, filling(id, at)); // may go past the end, never past the array's
    }
  }

  /** Its bytes, from 0 to {@link #length}. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Its bytes as an array of their own. */
  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  /** Most messages fit a cell, some take a few, and one in sixteen takes many. */
  static int lengthOf(long id) {
    long hash = mix(id);
    int most =
        switch ((int) (hash & 15)) {
          case 15 -> LONGEST - HEADER - Long.BYTES;
          case 14, 13, 12 -> 200;
          default -> 32;
        };
    return HEADER + (int) ((hash >>> 8) % (most + 1));
  }

  private static long filling(long id, int at) {
    return mix(id + at);
  }

  /** Spreads every bit over all (the finalizer of splitmix64, by Sebastiano Vigna). */
  static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return (z ^ (z >>> 31)) & Long.MAX_VALUE;
  }

  /** The number in a message that was taken; nothing else of it need be true. */
  static long idOf(byte[] taken, int length) {
    return length < HEADER ? 0 : viewOf(taken).getLong(0);
  }

  /** When a message that was taken was put in. */
  static long putNanosOf(byte[] taken) {
    return viewOf(taken).getLong(PUT_NANOS);
  }

  /** When the put before that one had returned; 0 if there was none. */
  static long returnedNanosOf(byte[] taken) {
    return viewOf(taken).getLong(RETURNED_NANOS);
  }

  /** Whether length and filling of a message that was taken are those of its number. */
  static boolean isWhole(byte[] taken, int length) {
    long id = idOf(taken, length);
    if (id <= 0 || length != lengthOf(id) || length > taken.length) {
      return false;
    }
    ByteBuffer content = viewOf(taken);
    int at = HEADER;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      if (content.getLong(at) != filling(id, at)) {
        return false;
      }
    }
    long rest = at < length ? filling(id, at) : 0;
    for (; at < length; at++, rest >>>= Byte.SIZE) {
      if (taken[at] != (byte) rest) {
        return false;
      }
    }
    return true;
  }
}
