package io.tandem.ipc.memory;

import java.nio.ByteBuffer;

/**
 * A piece of memory that several processes share, seen as 8-byte protocol words and payload bytes.
 *
 * <p>This is the seam between protocols and memory. A protocol (lane, lock, registry) touches
 * shared state only through an instance of this class, so the same compiled code runs on mapped
 * memory in production ({@link MappedWords}) and on model memory in the tests, where every access
 * is a step that a scheduler may reorder, interleave or end with a crash.
 *
 * <p><b>Words.</b> {@code get…}, {@code set…}, {@code compareAndSet}, {@code getAndAdd} work on one
 * 8-byte word at an 8-aligned offset and are never torn. Their suffix is the access mode of {@link
 * java.lang.invoke.VarHandle}, with the same meaning between processes as between threads.
 *
 * <p><b>Payload.</b> {@code read…} and {@code write…} work on bytes at any alignment, may be torn,
 * and are ordered only by the word accesses around them. Payload never overlaps a protocol word.
 *
 * <p><b>Errors.</b> An offset or length outside of the memory gives {@link
 * IndexOutOfBoundsException}, a misaligned word {@link IllegalStateException} or {@link
 * IllegalArgumentException}; neither touches memory. Using memory whose segment has been closed is
 * caught by the object above it; here it reads zeros and writes into nowhere, and never harms the
 * JVM.
 *
 * <p>An abstract class rather than an interface, with one production subclass: class hierarchy
 * analysis then lets the JIT inline every access without a guard.
 */
public abstract class Words {
  /** For memories. */
  protected Words() {}

  /** How many bytes this memory has. */
  public abstract long sizeBytes();

  public abstract long getPlain(long offset);

  public abstract void setPlain(long offset, long value);

  public abstract long getOpaque(long offset);

  public abstract void setOpaque(long offset, long value);

  public abstract long getAcquire(long offset);

  public abstract void setRelease(long offset, long value);

  public abstract long getVolatile(long offset);

  public abstract void setVolatile(long offset, long value);

  /** Atomically replaces {@code expected} by {@code update}; volatile on success and failure. */
  public abstract boolean compareAndSet(long offset, long expected, long update);

  /** Atomically adds and returns the value before; volatile. */
  public abstract long getAndAdd(long offset, long delta);

  /** Orders everything before against everything after, stores before loads included. */
  public abstract void fullFence();

  /** Keeps later loads and stores behind earlier loads. */
  public abstract void acquireFence();

  public abstract byte readByte(long offset);

  public abstract void writeByte(long offset, byte value);

  public abstract int readInt(long offset);

  public abstract void writeInt(long offset, int value);

  public abstract long readLong(long offset);

  public abstract void writeLong(long offset, long value);

  /** Copies {@code length} bytes out of this memory into {@code target}. */
  public abstract void readBytes(long offset, byte[] target, int targetIndex, int length);

  /** Copies {@code length} bytes of {@code source} into this memory. */
  public abstract void writeBytes(long offset, byte[] source, int sourceIndex, int length);

  /** Copies {@code length} bytes into {@code target} from its index on; moves no position. */
  public abstract void readBytes(long offset, ByteBuffer target, int targetIndex, int length);

  /** Copies {@code length} bytes of {@code source} from its index on; moves no position. */
  public abstract void writeBytes(long offset, ByteBuffer source, int sourceIndex, int length);

  /** Sets {@code length} bytes to zero. */
  public abstract void clear(long offset, long length);

  /**
   * The machine address of a word for the kernel to wait on, or 0 where the memory has none (model
   * memory, portable mode). Valid while this object is reachable and its segment is open.
   */
  public abstract long addressOf(long offset);

  /** A part of this memory with offsets from 0; same access, own bounds. */
  public abstract Words slice(long offset, long length);
}
