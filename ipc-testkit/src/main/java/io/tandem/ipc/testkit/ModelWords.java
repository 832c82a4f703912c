package io.tandem.ipc.testkit;

import io.tandem.ipc.memory.Words;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Shared memory that is an array on the heap.
 *
 * <p>Made with {@link #ModelWords(int)} it does what it is told at once: memory for ordinary unit
 * tests, for one thread. The memory that a {@link ModelProcess} hands out looks the same to the
 * protocol, but every access is a step that {@link ModelCheck} delays, interleaves with the steps
 * of the other processes, or never lets happen because the process has been killed.
 *
 * <p>Bytes are little-endian. Offsets are checked as mapped memory checks them: outside is {@link
 * IndexOutOfBoundsException}, a misaligned word {@link IllegalStateException}, and neither is a
 * step.
 */
public final class ModelWords extends Words {
  /** Where the accesses go. Offsets count from the start of the whole memory. */
  interface Port {
    long access(Op op, int offset, int length, long a, long b, byte[] data);

    /** The bytes that a READ gave. */
    byte[] bytes(long result);

    /** Whether a payload access of several words is one step for each word. */
    boolean tears();
  }

  private final Port port;
  private final int base;
  private final int size;

  /** Makes zeroed memory that works at once. */
  public ModelWords(int sizeBytes) {
    this(new HeapPort(new long[(sizeBytes + 7) >>> 3], true), 0, sizeBytes);
  }

  ModelWords(Port port, int base, int size) {
    this.port = port;
    this.base = base;
    this.size = size;
  }

  @Override
  public long sizeBytes() {
    return size;
  }

  private void check(long offset, long count) {
    Objects.checkFromIndexSize(offset, count, size);
  }

  private long word(Op op, long offset, long a, long b) {
    check(offset, Long.BYTES);
    int at = base + (int) offset;
    if ((at & 7) != 0) {
      throw new IllegalStateException("a word at offset " + offset + " is not 8-aligned");
    }
    return port.access(op, at, Long.BYTES, a, b, null);
  }

  @Override
  public long getPlain(long offset) {
    return word(Op.GET_PLAIN, offset, 0, 0);
  }

  @Override
  public void setPlain(long offset, long value) {
    word(Op.SET_PLAIN, offset, value, 0);
  }

  @Override
  public long getOpaque(long offset) {
    return word(Op.GET_OPAQUE, offset, 0, 0);
  }

  @Override
  public void setOpaque(long offset, long value) {
    word(Op.SET_OPAQUE, offset, value, 0);
  }

  @Override
  public long getAcquire(long offset) {
    return word(Op.GET_ACQUIRE, offset, 0, 0);
  }

  @Override
  public void setRelease(long offset, long value) {
    word(Op.SET_RELEASE, offset, value, 0);
  }

  @Override
  public long getVolatile(long offset) {
    return word(Op.GET_VOLATILE, offset, 0, 0);
  }

  @Override
  public void setVolatile(long offset, long value) {
    word(Op.SET_VOLATILE, offset, value, 0);
  }

  @Override
  public boolean compareAndSet(long offset, long expected, long update) {
    return word(Op.COMPARE_AND_SET, offset, expected, update) != 0;
  }

  @Override
  public long getAndAdd(long offset, long delta) {
    return word(Op.GET_AND_ADD, offset, delta, 0);
  }

  @Override
  public void fullFence() {
    port.access(Op.FULL_FENCE, 0, 0, 0, 0, null);
  }

  @Override
  public void acquireFence() {
    port.access(Op.ACQUIRE_FENCE, 0, 0, 0, 0, null);
  }

  @Override
  public byte readByte(long offset) {
    return (byte) load(offset, Byte.BYTES);
  }

  @Override
  public void writeByte(long offset, byte value) {
    store(offset, value, Byte.BYTES);
  }

  @Override
  public int readInt(long offset) {
    return (int) load(offset, Integer.BYTES);
  }

  @Override
  public void writeInt(long offset, int value) {
    store(offset, value, Integer.BYTES);
  }

  @Override
  public long readLong(long offset) {
    return load(offset, Long.BYTES);
  }

  @Override
  public void writeLong(long offset, long value) {
    store(offset, value, Long.BYTES);
  }

  private long load(long offset, int length) {
    byte[] bytes = new byte[length];
    readBytes(offset, bytes, 0, length);
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = value << 8 | (bytes[i] & 0xff);
    }
    return value;
  }

  private void store(long offset, long value, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (value >>> (8 * i));
    }
    writeBytes(offset, bytes, 0, length);
  }

  @Override
  public void readBytes(long offset, byte[] target, int targetIndex, int length) {
    check(offset, length);
    Objects.checkFromIndexSize(targetIndex, length, target.length);
    int from = base + (int) offset;
    for (int done = 0, part; done < length; done += part) {
      part = part(from + done, length - done);
      byte[] bytes = port.bytes(port.access(Op.READ, from + done, part, 0, 0, null));
      System.arraycopy(bytes, 0, target, targetIndex + done, part);
    }
  }

  @Override
  public void writeBytes(long offset, byte[] source, int sourceIndex, int length) {
    check(offset, length);
    Objects.checkFromIndexSize(sourceIndex, length, source.length);
    int from = base + (int) offset;
    for (int done = 0, part; done < length; done += part) {
      part = part(from + done, length - done);
      byte[] bytes = new byte[part];
      System.arraycopy(source, sourceIndex + done, bytes, 0, part);
      port.access(Op.WRITE, from + done, part, 0, 0, bytes);
    }
  }

  /** How many of the bytes from there on belong to the next step. */
  private int part(int from, int length) {
    return port.tears() ? Math.min(length, Long.BYTES - (from & 7)) : length;
  }

  @Override
  public void readBytes(long offset, ByteBuffer target, int targetIndex, int length) {
    Objects.checkFromIndexSize(targetIndex, length, target.limit());
    byte[] bytes = new byte[length];
    readBytes(offset, bytes, 0, length);
    target.put(targetIndex, bytes, 0, length);
  }

  @Override
  public void writeBytes(long offset, ByteBuffer source, int sourceIndex, int length) {
    Objects.checkFromIndexSize(sourceIndex, length, source.limit());
    byte[] bytes = new byte[length];
    source.get(sourceIndex, bytes, 0, length);
    writeBytes(offset, bytes, 0, length);
  }

  @Override
  public void clear(long offset, long length) {
    check(offset, length);
    writeBytes(offset, new byte[(int) length], 0, (int) length);
  }

  @Override
  public long addressOf(long offset) {
    check(offset, Long.BYTES);
    return 0;
  }

  @Override
  public Words slice(long offset, long length) {
    check(offset, length);
    return new ModelWords(port, base + (int) offset, (int) length);
  }

  /** The part of the whole memory that this object stands for; for fingerprints. */
  @Override
  public String toString() {
    return "model words [" + base + ", " + (base + size) + ")";
  }
}
