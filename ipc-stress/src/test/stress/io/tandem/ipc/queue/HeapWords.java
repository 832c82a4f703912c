package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Words;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Memory on the heap in which Lincheck's model checker sees every access. Payload in whole words
 * only.
 */
final class HeapWords extends Words {
  private final AtomicLongArray memory;
  private final int base;
  private final long size;

  HeapWords(long sizeBytes) {
    this(new AtomicLongArray((int) (sizeBytes / Long.BYTES)), 0, sizeBytes);
  }

  private HeapWords(AtomicLongArray memory, int base, long sizeBytes) {
    this.memory = memory;
    this.base = base;
    this.size = sizeBytes;
  }

  private int index(long offset) {
    if ((offset & 7) != 0 || offset < 0 || offset + Long.BYTES > size) {
      throw new IndexOutOfBoundsException("word " + offset + " of " + size + " bytes");
    }
    return base + (int) (offset >>> 3);
  }

  @Override
  public long sizeBytes() {
    return size;
  }

  @Override
  public long getPlain(long offset) {
    return memory.getPlain(index(offset));
  }

  @Override
  public void setPlain(long offset, long value) {
    memory.setPlain(index(offset), value);
  }

  @Override
  public long getOpaque(long offset) {
    return memory.getOpaque(index(offset));
  }

  @Override
  public void setOpaque(long offset, long value) {
    memory.setOpaque(index(offset), value);
  }

  @Override
  public long getAcquire(long offset) {
    return memory.getAcquire(index(offset));
  }

  @Override
  public void setRelease(long offset, long value) {
    memory.setRelease(index(offset), value);
  }

  @Override
  public long getVolatile(long offset) {
    return memory.get(index(offset));
  }

  @Override
  public void setVolatile(long offset, long value) {
    memory.set(index(offset), value);
  }

  @Override
  public boolean compareAndSet(long offset, long expected, long update) {
    return memory.compareAndSet(index(offset), expected, update);
  }

  @Override
  public long getAndAdd(long offset, long delta) {
    return memory.getAndAdd(index(offset), delta);
  }

  @Override
  public void fullFence() {
    VarHandle.fullFence();
  }

  @Override
  public void acquireFence() {
    VarHandle.acquireFence();
  }

  @Override
  public byte readByte(long offset) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void writeByte(long offset, byte value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int readInt(long offset) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void writeInt(long offset, int value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long readLong(long offset) {
    return memory.getPlain(index(offset));
  }

  @Override
  public void writeLong(long offset, long value) {
    memory.setPlain(index(offset), value);
  }

  @Override
  public void readBytes(long offset, byte[] target, int targetIndex, int length) {
    for (int i = 0; i < length; i += Long.BYTES) {
      long word = readLong(offset + i);
      for (int b = 0; b < Long.BYTES; b++) {
        target[targetIndex + i + b] = (byte) (word >>> (8 * b));
      }
    }
  }

  @Override
  public void writeBytes(long offset, byte[] source, int sourceIndex, int length) {
    for (int i = 0; i < length; i += Long.BYTES) {
      long word = 0;
      for (int b = 0; b < Long.BYTES; b++) {
        word |= (source[sourceIndex + i + b] & 0xFFL) << (8 * b);
      }
      writeLong(offset + i, word);
    }
  }

  @Override
  public void readBytes(long offset, ByteBuffer target, int targetIndex, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void writeBytes(long offset, ByteBuffer source, int sourceIndex, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void clear(long offset, long length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long addressOf(long offset) {
    return 0;
  }

  @Override
  public Words slice(long offset, long length) {
    return new HeapWords(memory, base + (int) (offset >>> 3), length);
  }
}
