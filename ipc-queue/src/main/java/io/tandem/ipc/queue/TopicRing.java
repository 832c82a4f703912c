package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Words;

/**
 * The ring of a topic: which message stands at which position. Any number of publishers write it,
 * any number of readers follow it, and none of them ever waits for another here.
 *
 * <h2>How it works</h2>
 *
 * A <b>position</b> counts messages and never goes back; position {@code p} has the entry {@code p
 * mod entries} in the lap {@code p / entries}. The messages themselves lie in <b>blocks</b>. Each
 * publisher has a place with blocks of its own, one more than there are entries, and uses them in
 * turn. To publish, it
 *
 * <ol>
 *   <li>writes the message into its next block, which no entry names any more;
 *   <li>reads {@code tail}, and the entry there, which is of the lap before;
 *   <li>replaces that entry by its own, lap, place and block, with one compare-and-set;
 *   <li>moves tail on.
 * </ol>
 *
 * <p>Step 3 <b>is</b> the commit, and it claims the position as well: nothing is ever claimed and
 * not yet written. So positions have no gaps, there is nothing to repair after a death and nobody
 * to wait for. A publisher that stands still before step 3 has published nothing, and others go on;
 * after it, whoever finds the entry at tail moves tail on.
 *
 * <p>A reader at position {@code r} reads the entry there with acquire. The lap says whether the
 * message is not there yet, is there, or has been replaced already. It copies the block and reads
 * the entry again: if it is the same, the copy is whole, because a block is written anew only after
 * the entry that names it has been replaced.
 *
 * <h2>Why a block is free when its turn comes</h2>
 *
 * A place has one publisher at a time, and each message that it publishes takes the next block. So
 * when the turn comes to a block again, {@code entries} messages of this place have been published
 * after the one that was in it: the last of them at a position at least {@code entries} further on,
 * and all positions up to there are filled. That has replaced the entry. A new publisher of the
 * place goes on behind the block of the last entry that names the place (see {@link TopicWriter}).
 *
 * <h2>The end</h2>
 *
 * To shut a topic down is to set the seal of the entry at tail: the message of the lap before stays
 * readable, and no compare-and-set of a publisher, who expects it without seal, succeeds. One step;
 * whoever dies has done it or not.
 *
 * <h2>Tempting but wrong</h2>
 *
 * Tail is not the number of messages that can be read: it may be one behind. A reader must not stop
 * there; the entry decides. An entry of a lap that has long passed is not always damage: the
 * position may have been read from tail long ago. It is damage only if tail still stands there.
 *
 * <p>Positions begin with the third lap, so no valid entry is 0: memory of a closed segment reads
 * as zeros, and no compare-and-set may succeed there.
 *
 * <p>Sources: the exchange of ready blocks through an index ring is that of iceoryx2's and
 * Boost.Lockfree's queues of indexes; validation by a second look is Lamport's "Concurrent reading
 * and writing" (1977).
 */
final class TopicRing {
  static final int PLACE_BITS = 10;

  /** Positions fit into that many bits beside the sitting in a seat's cursor. */
  private static final long MOST_POSITION = 1L << 47;

  private static final long SEAL = 1;
  private static final long FIRST_LAP = 2;
  private static final int BEFORE_FIRST = 1;

  final Words words;
  private final TopicShape shape;
  private final long entries;
  private final int entryBits;
  private final int blockBits;
  private final int lapShift;

  TopicRing(Words body, TopicShape shape) {
    this.words = body;
    this.shape = shape;
    this.entries = shape.entries();
    this.entryBits = Long.numberOfTrailingZeros(entries);
    this.blockBits = entryBits + 1;
    this.lapShift = 1 + blockBits + PLACE_BITS;
  }

  /** Makes fresh, zeroed memory the body of a topic without messages. */
  static void initialize(Words body, TopicShape shape) {
    TopicRing ring = new TopicRing(body, shape);
    for (long i = 0; i < shape.entries(); i++) {
      body.setPlain(ring.entryOffset(i), ring.entry(BEFORE_FIRST * shape.entries(), 0, 0));
    }
    body.setRelease(TopicLayout.TAIL, ring.first());
  }

  TopicShape shape() {
    return shape;
  }

  long entries() {
    return entries;
  }

  /** The position of the first message. */
  long first() {
    return FIRST_LAP * entries;
  }

  /** Where the next message goes, or the one before it. */
  long tail() {
    // Volatile, together with the joins: see TopicSeats.
    long tail = words.getVolatile(TopicLayout.TAIL); // HANDOFF tail
    if (tail < first() || tail >= MOST_POSITION) {
      throw new DamagedLaneException("tail", tail, "first position", first());
    }
    return tail;
  }

  /** Moves tail on past a position whose entry has been seen. */
  void pass(long position) {
    words.compareAndSet(TopicLayout.TAIL, position, position + 1); // HANDOFF tail
  }

  private long entryOffset(long position) {
    return shape.ringOffset() + (position & (entries - 1)) * Long.BYTES;
  }

  /** The entry for a message. */
  long entry(long position, int place, long block) {
    return (position >>> entryBits) << lapShift | (long) place << (1 + blockBits) | block << 1;
  }

  /** The entry that stands at a position now. */
  long at(long position) {
    return words.getAcquire(entryOffset(position)); // HANDOFF message
  }

  /** Puts an entry where another stands: the commit. */
  boolean replace(long position, long before, long entry) {
    return words.compareAndSet(entryOffset(position), before, entry); // HANDOFF message
  }

  /** How many laps an entry is ahead of a position: −1 before its message comes, 0 when it is. */
  long lapsAhead(long entry, long position) {
    return (entry >>> lapShift) - (position >>> entryBits);
  }

  /** The position of an entry that stands where that one does. */
  long positionOf(long entry, long samePlace) {
    return (entry >>> lapShift) << entryBits | (samePlace & (entries - 1));
  }

  /** The publisher's place that an entry names. */
  int placeOf(long entry) {
    return (int) (entry >>> (1 + blockBits)) & ((1 << PLACE_BITS) - 1);
  }

  /** The block that an entry names. */
  long blockOf(long entry) {
    return entry >>> 1 & ((1L << blockBits) - 1);
  }

  /** Where a block lies in its place's memory. */
  long blockOffset(long block) {
    return TopicLayout.BLOCKS + block * shape.blockBytes();
  }

  static boolean isSealed(long entry) {
    return (entry & SEAL) != 0;
  }

  /** Whether two looks have found the same message, sealed meanwhile or not. */
  static boolean isSame(long entry, long later) {
    return ((entry ^ later) & ~SEAL) == 0;
  }

  /**
   * The position of the next message; moves tail there.
   *
   * @throws DamagedLaneException if the entry there cannot be
   */
  long next() {
    while (true) {
      long tail = tail();
      long entry = at(tail);
      if (!passIfFilled(tail, entry)) {
        return tail;
      }
    }
  }

  /**
   * Moves tail on if that entry, found at tail, is that of a message.
   *
   * @return false if it is the one before, so that the next message goes here
   * @throws DamagedLaneException if it cannot be there
   */
  boolean passIfFilled(long position, long entry) {
    long ahead = lapsAhead(entry, position);
    if (ahead == -1) {
      return false;
    }
    if (ahead == 0) {
      pass(position);
    } else if (tail() == position) {
      throw new DamagedLaneException("entry", entry, "tail", position);
    }
    return true;
  }

  /** Ends the topic behind the last message. */
  void seal() {
    while (true) {
      long next = next();
      long entry = at(next);
      if (lapsAhead(entry, next) == -1 && (isSealed(entry) || replace(next, entry, entry | SEAL))) {
        return;
      }
    }
  }

  /** Whether the topic has been shut down. */
  boolean isSealed() {
    long next = next();
    long entry = at(next);
    return lapsAhead(entry, next) == -1 && isSealed(entry);
  }
}
