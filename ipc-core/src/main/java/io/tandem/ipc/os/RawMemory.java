package io.tandem.ipc.os;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Ordered access to the bytes of a direct buffer: the one place that holds VarHandles on raw
 * memory.
 *
 * <p>Every 8-byte access with an ordering (all but {@code readLong} and its kin) needs an 8-aligned
 * index, or it throws {@link IllegalStateException}; every access is checked against the buffer's
 * limit and throws {@link IndexOutOfBoundsException} outside of it. Values have the machine's byte
 * order: a segment never leaves the machine it was made on.
 */
public final class RawMemory {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** Apart, as it costs a starting JVM a millisecond and is not needed before the first message. */
  private static final class Ints {
    static final VarHandle INT =
        MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  }

  private RawMemory() {}

  public static long getPlain(ByteBuffer memory, int index) {
    return (long) LONG.get(memory, index);
  }

  public static void setPlain(ByteBuffer memory, int index, long value) {
    LONG.set(memory, index, value);
  }

  public static long getOpaque(ByteBuffer memory, int index) {
    return (long) LONG.getOpaque(memory, index);
  }

  public static void setOpaque(ByteBuffer memory, int index, long value) {
    LONG.setOpaque(memory, index, value);
  }

  public static long getAcquire(ByteBuffer memory, int index) {
    return (long) LONG.getAcquire(memory, index);
  }

  public static void setRelease(ByteBuffer memory, int index, long value) {
    LONG.setRelease(memory, index, value);
  }

  public static long getVolatile(ByteBuffer memory, int index) {
    return (long) LONG.getVolatile(memory, index);
  }

  public static void setVolatile(ByteBuffer memory, int index, long value) {
    LONG.setVolatile(memory, index, value);
  }

  public static boolean compareAndSet(ByteBuffer memory, int index, long expected, long update) {
    return LONG.compareAndSet(memory, index, expected, update);
  }

  public static long compareAndExchange(ByteBuffer memory, int index, long expected, long update) {
    return (long) LONG.compareAndExchange(memory, index, expected, update);
  }

  public static long getAndAdd(ByteBuffer memory, int index, long delta) {
    return (long) LONG.getAndAdd(memory, index, delta);
  }

  public static long getAndSet(ByteBuffer memory, int index, long value) {
    return (long) LONG.getAndSet(memory, index, value);
  }

  public static int getIntVolatile(ByteBuffer memory, int index) {
    return (int) Ints.INT.getVolatile(memory, index);
  }

  public static int readInt(ByteBuffer memory, int index) {
    return (int) Ints.INT.get(memory, index);
  }

  public static void writeInt(ByteBuffer memory, int index, int value) {
    Ints.INT.set(memory, index, value);
  }

  /** Waits until every earlier load and store is done before any later one (StoreLoad too). */
  public static void fullFence() {
    VarHandle.fullFence();
  }

  /** Keeps later loads and stores behind earlier loads. */
  public static void acquireFence() {
    VarHandle.acquireFence();
  }

  /** Keeps later stores behind earlier loads and stores. */
  public static void releaseFence() {
    VarHandle.releaseFence();
  }
}
