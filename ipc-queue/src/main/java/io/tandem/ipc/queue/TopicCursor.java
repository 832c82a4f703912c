package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Words;

/**
 * A reader's side of {@link TopicRing}. Reading is for one thread at a time; where it is and what
 * it has lost can be asked by any.
 */
final class TopicCursor {
  /** What {@link #tryRead} answers when there is no message yet. */
  static final int NOTHING = -1;

  /** What {@link #tryRead} answers when no message will ever come. */
  static final int END = -2;

  /** What {@link #tryRead} answers when publishers have not waited for this reader. */
  static final int EVICTED = -3;

  private static final int OVERTAKEN = -4;
  private static final int FIRST_BYTES = 256;

  private final TopicRing ring;
  private final TopicPlaces places;
  private final TopicSeats.Seat seat;
  private byte[] bytes = new byte[FIRST_BYTES];
  private volatile long position;
  private volatile long lost;

  /**
   * A reader of a lossy topic.
   *
   * @param start where it begins; at most tail
   */
  TopicCursor(TopicRing ring, TopicPlaces places, long start) {
    this.ring = ring;
    this.places = places;
    this.seat = null;
    this.position = start;
  }

  /** A reader that publishers wait for. */
  TopicCursor(TopicRing ring, TopicPlaces places, TopicSeats.Seat seat) {
    this.ring = ring;
    this.places = places;
    this.seat = seat;
    this.position = seat.position();
  }

  /** The position of the next message. */
  long position() {
    return position;
  }

  /** How many messages were replaced before they could be read. */
  long lost() {
    return lost;
  }

  /** Counts messages that were replaced before they could be read. */
  void addLost(long messages) {
    long before = lost; // one thread at a time
    lost = before + messages;
  }

  /** What was read last; valid until the next read. */
  byte[] bytes() {
    return bytes;
  }

  /** Copies the next message; its length, or one of the answers above. */
  int tryRead() {
    if (seat != null) {
      return tryReadFromSeat();
    }
    int disturbed = 0;
    int length;
    while ((length = tryCopy()) == OVERTAKEN) {
      skip(disturbed++);
    }
    return length;
  }

  private int tryReadFromSeat() {
    if (!seat.isTaken()) {
      return EVICTED;
    }
    int length = tryCopy();
    if (length >= 0) {
      seat.moveTo(position);
    } else if (length == OVERTAKEN) {
      if (seat.isTaken()) {
        throw new DamagedLaneException("entry", ring.at(position), "of a reader at", position);
      }
      return EVICTED;
    }
    return length;
  }

  private int tryCopy() {
    long at = position;
    long entry = ring.at(at);
    long ahead = ring.lapsAhead(entry, at);
    if (ahead == -1) {
      return TopicRing.isSealed(entry) ? END : NOTHING;
    }
    if (ahead < 0) {
      throw new DamagedLaneException("entry", entry, "position", at);
    }
    if (ahead > 0) {
      return OVERTAKEN;
    }
    int length = copy(entry);
    ring.words.acquireFence(); // the copy before the second look
    if (!TopicRing.isSame(entry, ring.at(at))) {
      return OVERTAKEN;
    }
    if (length < 0) {
      throw new DamagedLaneException("block or length", ring.blockOf(entry), "position", at);
    }
    position = at + 1;
    return length;
  }

  /** Copies what an entry names; negative if that cannot be, as when it has been replaced. */
  private int copy(long entry) {
    long block = ring.blockOf(entry);
    if (block > ring.entries()) {
      return -1;
    }
    Words blocks = places.blocks(ring.placeOf(entry));
    long at = ring.blockOffset(block);
    long length = blocks.readLong(at);
    if (length < 0 || length > ring.shape().messageBytes()) {
      return -1;
    }
    if (bytes.length < length) {
      bytes = new byte[(int) length];
    }
    blocks.readBytes(at + TopicLayout.BLOCK.sizeBytes(), bytes, 0, (int) length);
    return (int) length;
  }

  /**
   * Goes on where messages are still kept. A reader that is overtaken again and again while it
   * copies leaves itself a larger lead each time, so that it gets something in the end.
   */
  private void skip(int disturbed) {
    long from = position;
    long tail = ring.tail();
    if (tail - from < ring.entries()) {
      throw new DamagedLaneException("tail", tail, "of a reader overtaken at", from);
    }
    long lead = disturbed == 0 ? 0 : Math.min(ring.entries(), 1L << Math.min(disturbed, 40));
    long to = Math.max(from + 1, tail - ring.entries() + lead);
    addLost(to - from);
    position = to;
  }

  /** Whether {@link #tryRead} would give anything but {@link #NOTHING}. */
  boolean isReady() {
    long at = position;
    long entry = ring.at(at);
    return ring.lapsAhead(entry, at) != -1
        || TopicRing.isSealed(entry)
        || (seat != null && !seat.isTaken());
  }

  /** Whether no message will ever come to this reader. */
  boolean isEnded() {
    long at = position;
    long entry = ring.at(at);
    return (ring.lapsAhead(entry, at) == -1 && TopicRing.isSealed(entry))
        || (seat != null && !seat.isTaken());
  }

  /** Leaves, so that publishers do not wait for this reader any more. */
  void leave() {
    if (seat != null) {
      seat.leave();
    }
  }
}
