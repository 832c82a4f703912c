package io.tandem.ipc.queue;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;

/**
 * A publisher's side of {@link TopicRing}. Used by one thread at a time; the caller sees to that.
 */
final class TopicWriter {
  /** What {@link #tryPublish} answers when a reader must be waited for. */
  static final long FULL = -1;

  /** What {@link #tryPublish} answers when the topic has been shut down. */
  static final long SHUT = -2;

  private final TopicRing ring;
  private final TopicSeats seats;
  private final boolean evicts;
  private final int place;
  private final Words blocks;
  private long block;
  private long limit;
  private long joins = -1;

  /**
   * Goes on where the publisher before in that place has stopped.
   *
   * @param seats null if the topic is lossy
   * @param place that the caller has claimed
   */
  TopicWriter(TopicRing ring, TopicSeats seats, int place, Words blocks) {
    this.ring = ring;
    this.seats = seats;
    this.evicts = ring.shape().delivery() == TopicShape.EVICTING;
    this.place = place;
    this.blocks = blocks;
    this.block = nextBlock();
  }

  /**
   * The block behind that of the last entry which names this place. An entry that is replaced while
   * this looks was older than those that are not; if it was the last one, no entry names the place
   * any more, and any block is free.
   */
  private long nextBlock() {
    long last = -1;
    long lastBlock = 0;
    for (long i = 0; i < ring.entries(); i++) {
      long entry = ring.at(i);
      long position = ring.positionOf(entry, i);
      if (ring.placeOf(entry) == place && position >= ring.first() && position > last) {
        last = position;
        lastBlock = checked(ring.blockOf(entry)) + 1;
      }
    }
    return lastBlock > ring.entries() ? 0 : lastBlock;
  }

  private long checked(long number) {
    if (number > ring.entries()) {
      throw new DamagedLaneException("block", number, "number of entries", ring.entries());
    }
    return number;
  }

  /**
   * Publishes a message.
   *
   * @param verdicts whom to ask whether a reader that holds this up is dead
   * @return its position, or {@link #FULL} or {@link #SHUT}
   */
  long tryPublish(byte[] source, int length, Liveness verdicts) {
    boolean written = false;
    while (true) {
      long position = ring.tail();
      long before = ring.at(position);
      if (ring.passIfFilled(position, before)) {
        continue;
      }
      if (TopicRing.isSealed(before)) {
        return SHUT;
      }
      if (!mayReplace(position, verdicts)) {
        return FULL;
      }
      if (!written) {
        write(source, length);
        written = true; // then look again: meanwhile others have published
      } else if (ring.replace(position, before, ring.entry(position, place, block))) {
        ring.pass(position);
        block = block == ring.entries() ? 0 : block + 1;
        return position;
      }
    }
  }

  private void write(byte[] source, int length) {
    long at = ring.blockOffset(block);
    blocks.fullFence(); // the entry that named this block was replaced before these bytes
    blocks.writeLong(at, length);
    blocks.writeBytes(at + TopicLayout.BLOCK.sizeBytes(), source, 0, length);
  }

  /** Whether every reader has passed the message that this position replaces. */
  private boolean mayReplace(long position, Liveness verdicts) {
    if (seats == null) {
      return true;
    }
    long joinsNow = seats.joins();
    if (joinsNow != joins || position >= limit) {
      limit = seats.limit(position, evicts, verdicts);
      joins = joinsNow;
    }
    return position < limit;
  }
}
