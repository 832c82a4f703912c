package io.tandem.ipc.memory;

import io.tandem.ipc.os.RawMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Memory of one mapping of up to 2 GiB − 1 bytes. Each access is one VarHandle operation on the
 * mapped buffer, which the JIT turns into one machine instruction behind a bounds check.
 */
public final class MappedWords extends Words {
  private final ByteBuffer memory;
  private final long address;

  /**
   * Wraps a direct buffer.
   *
   * @param memory a direct buffer whose bytes from 0 to its capacity are the memory, 8-aligned
   * @param address the machine address of its first byte, or 0 where that is not known
   */
  public MappedWords(ByteBuffer memory, long address) {
    if (!memory.isDirect()) {
      throw new IllegalArgumentException(
          "shared words need a direct buffer: atomic access to heap buffers fails on newer JDKs");
    }
    this.memory = memory.duplicate().clear().order(ByteOrder.nativeOrder());
    this.address = address;
  }

  /** Narrows an offset; one past 2^31 must not wrap round into the buffer. */
  private static int index(long offset) {
    if (offset >>> 31 != 0) {
      throw outside(offset);
    }
    return (int) offset;
  }

  private static IndexOutOfBoundsException outside(long offset) {
    return new IndexOutOfBoundsException("offset " + offset + " is outside of the mapping");
  }

  @Override
  public long sizeBytes() {
    return memory.capacity();
  }

  @Override
  public long getPlain(long offset) {
    return RawMemory.getPlain(memory, index(offset));
  }

  @Override
  public void setPlain(long offset, long value) {
    RawMemory.setPlain(memory, index(offset), value);
  }

  @Override
  public long getOpaque(long offset) {
    return RawMemory.getOpaque(memory, index(offset));
  }

  @Override
  public void setOpaque(long offset, long value) {
    RawMemory.setOpaque(memory, index(offset), value);
  }

  @Override
  public long getAcquire(long offset) {
    return RawMemory.getAcquire(memory, index(offset));
  }

  @Override
  public void setRelease(long offset, long value) {
    RawMemory.setRelease(memory, index(offset), value);
  }

  @Override
  public long getVolatile(long offset) {
    return RawMemory.getVolatile(memory, index(offset));
  }

  @Override
  public void setVolatile(long offset, long value) {
    RawMemory.setVolatile(memory, index(offset), value);
  }

  @Override
  public boolean compareAndSet(long offset, long expected, long update) {
    return RawMemory.compareAndSet(memory, index(offset), expected, update);
  }

  @Override
  public long getAndAdd(long offset, long delta) {
    return RawMemory.getAndAdd(memory, index(offset), delta);
  }

  @Override
  public void fullFence() {
    RawMemory.fullFence();
  }

  @Override
  public void acquireFence() {
    RawMemory.acquireFence();
  }

  @Override
  public byte readByte(long offset) {
    return memory.get(index(offset));
  }

  @Override
  public void writeByte(long offset, byte value) {
    memory.put(index(offset), value);
  }

  @Override
  public int readInt(long offset) {
    return RawMemory.readInt(memory, index(offset));
  }

  @Override
  public void writeInt(long offset, int value) {
    RawMemory.writeInt(memory, index(offset), value);
  }

  @Override
  public long readLong(long offset) {
    return RawMemory.getPlain(memory, index(offset));
  }

  @Override
  public void writeLong(long offset, long value) {
    RawMemory.setPlain(memory, index(offset), value);
  }

  @Override
  public void readBytes(long offset, byte[] target, int targetIndex, int length) {
    memory.get(index(offset), target, targetIndex, length);
  }

  @Override
  public void writeBytes(long offset, byte[] source, int sourceIndex, int length) {
    memory.put(index(offset), source, sourceIndex, length);
  }

  @Override
  public void readBytes(long offset, ByteBuffer target, int targetIndex, int length) {
    target.put(targetIndex, memory, index(offset), length);
  }

  @Override
  public void writeBytes(long offset, ByteBuffer source, int sourceIndex, int length) {
    memory.put(index(offset), source, sourceIndex, length);
  }

  @Override
  public void clear(long offset, long length) {
    Objects.checkFromIndexSize(offset, length, memory.capacity());
    long end = offset + length;
    long at = offset;
    for (; at < end && (at & 7) != 0; at++) {
      memory.put((int) at, (byte) 0);
    }
    for (; at + 8 <= end; at += 8) {
      memory.putLong((int) at, 0L);
    }
    for (; at < end; at++) {
      memory.put((int) at, (byte) 0);
    }
  }

  @Override
  public long addressOf(long offset) {
    Objects.checkFromIndexSize(offset, Long.BYTES, memory.capacity());
    return address == 0 ? 0 : address + offset;
  }

  @Override
  public Words slice(long offset, long length) {
    Objects.checkFromIndexSize(offset, length, memory.capacity());
    return new MappedWords(
        memory.slice((int) offset, (int) length), address == 0 ? 0 : address + offset);
  }
}
