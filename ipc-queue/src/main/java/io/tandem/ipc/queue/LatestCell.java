package io.tandem.ipc.queue;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;

/**
 * The protocol of a latest value: one writer at a time, any number of readers, none of which waits
 * for another.
 *
 * <h2>How it works</h2>
 *
 * Version {@code v} of the value goes into slot {@code v mod slots}; then {@code version} is set to
 * {@code v} with release. A reader reads {@code version} with acquire, copies that slot, and reads
 * {@code version} again: while it is less than {@code slots - 1} ahead, the writer has not begun to
 * write that slot anew, and the copy is whole. Otherwise it begins again with what is newest now.
 * So a reader is disturbed only by a writer that sets several values while one is copied.
 *
 * <p>A writer's fence between one version and the bytes of the next keeps a reader from seeing
 * bytes of a version that is two ahead of the one it sees.
 *
 * <h2>Who may die where</h2>
 *
 * A writer that dies before it has set the version leaves bytes that nobody reads; the next writer
 * goes on from the version that stands. Readers write nothing.
 *
 * <p>Source: Lamport's "Concurrent reading and writing" (1977), with versions for copies.
 */
final class LatestCell {
  /** What {@link #tryRead} answers when the copy was disturbed. */
  static final int DISTURBED = -1;

  private final Words words;
  private final int slots;
  private final long slotBytes;

  /**
   * @param slots at least 3
   * @param slotBytes the most bytes of a value, a multiple of 8
   */
  LatestCell(Words words, int slots, long slotBytes) {
    this.words = words;
    this.slots = slots;
    this.slotBytes = slotBytes;
  }

  /** The bytes that all of it takes. */
  static long sizeBytes(int slots, long slotBytes) {
    return LatestLayout.SLOTS_AT + slots * (LatestLayout.SLOT.sizeBytes() + slotBytes);
  }

  private long slotAt(long version) {
    long slot = Long.remainderUnsigned(version, slots);
    return LatestLayout.SLOTS_AT + slot * (LatestLayout.SLOT.sizeBytes() + slotBytes);
  }

  /** Becomes the writer, if there is none or a dead one. */
  boolean tryClaim(Liveness liveness) {
    long self = liveness.self() & 0xFFFF_FFFFL;
    long owner = words.getAcquire(LatestLayout.WRITER);
    return owner == self
        || ((owner == Liveness.NOBODY || liveness.isDead((int) owner))
            && words.compareAndSet(LatestLayout.WRITER, owner, self)); // HANDOFF latest writer
  }

  /** Who writes; {@link Liveness#NOBODY} if nobody. */
  int writer() {
    return (int) words.getAcquire(LatestLayout.WRITER);
  }

  /** Ends being the writer. */
  void release(Liveness liveness) {
    // HANDOFF latest writer
    words.compareAndSet(LatestLayout.WRITER, liveness.self() & 0xFFFF_FFFFL, Liveness.NOBODY);
  }

  /** Sets a value; by the writer, one thread at a time. */
  void write(byte[] source, int length) {
    long version = words.getAcquire(LatestLayout.VERSION) + 1;
    long at = slotAt(version);
    words.fullFence(); // the version before it is visible before these bytes are
    words.writeLong(at, length);
    words.writeBytes(at + LatestLayout.SLOT.sizeBytes(), source, 0, length);
    words.setRelease(LatestLayout.VERSION, version); // HANDOFF latest
  }

  /** How many values have been set. */
  long version() {
    return words.getAcquire(LatestLayout.VERSION); // HANDOFF latest
  }

  /**
   * The length of the value of a version, or {@link #DISTURBED} if the slot is used anew already.
   *
   * @throws DamagedLaneException if the length cannot be
   */
  int length(long version) {
    long length = words.readLong(slotAt(version));
    if (!isStill(version)) {
      return DISTURBED;
    }
    if (length < 0 || length > slotBytes) {
      throw new DamagedLaneException("length of version", version, "slot of bytes", slotBytes);
    }
    return (int) length;
  }

  /** Copies the value of a version, of that length; whether it was whole until the end. */
  boolean tryRead(long version, byte[] target, int length) {
    words.readBytes(slotAt(version) + LatestLayout.SLOT.sizeBytes(), target, 0, length);
    return isStill(version);
  }

  /** Whether what has been read of a version before this call was not being overwritten. */
  private boolean isStill(long version) {
    words.acquireFence();
    return words.getAcquire(LatestLayout.VERSION) - version < slots - 1;
  }
}
