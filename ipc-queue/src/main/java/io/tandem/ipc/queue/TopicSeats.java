package io.tandem.ipc.queue;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;

/**
 * The readers that the publishers of a reliable topic wait for.
 *
 * <h2>How it works</h2>
 *
 * Each reader has a seat with its owner word and its <b>cursor</b>, the next position that it will
 * read. A publisher may replace the message at {@code p - entries} by that at {@code p} when every
 * cursor has passed it. It looks at the seats only when {@code p} reaches the limit that it has
 * worked out before, or when a reader has sat down since: {@code joins} counts them.
 *
 * <p><b>Sitting down.</b> A reader takes a seat of nobody or of a dead one by one compare-and-set,
 * which begins a new sitting; the cursor of the sitting before is void from then on. It stores its
 * cursor, adds one to joins, and only then reads tail, {@code t}. A publisher reads tail first and
 * joins after. If it has read more than {@code t}, it read tail after the reader did, so it sees
 * the join and looks at the seats. If not, it replaces no message above {@code t - entries}. So
 * what is kept for the reader begins at {@code t + 1 - entries} or at its cursor.
 *
 * <p><b>Leaving, dying, being evicted</b> are the same compare-and-set of the reader's word, to
 * nobody. It needs no ring of a bell to be safe; sleeping publishers find the seats of the dead
 * when they look again. A reader looks at its word before each message. It moves its cursor by
 * compare-and-set, so one that was evicted while it slept cannot move that of its successor.
 *
 * <p>A sitting has 16 bits in the cursor: that one comes back while a reader stands between two
 * instructions takes 65,536 readers in the same seat, and the same position.
 */
final class TopicSeats {
  /** What {@link #limit} answers when nobody reads. */
  static final long NO_READERS = Long.MAX_VALUE;

  private static final int SITTING_BITS = 16;
  private static final long SITTING_MASK = (1L << SITTING_BITS) - 1;
  private static final long OWNER_SITTING_MASK = 0xFFFF_FFFFL;

  private final TopicRing ring;
  private final Words words;
  private final TopicShape shape;
  private final Liveness liveness;

  TopicSeats(TopicRing ring, Liveness liveness) {
    this.ring = ring;
    this.words = ring.words;
    this.shape = ring.shape();
    this.liveness = liveness;
  }

  private long readerOffset(int seat) {
    return shape.seatOffset(seat) + TopicLayout.READER;
  }

  private long cursorOffset(int seat) {
    return shape.seatOffset(seat) + TopicLayout.CURSOR;
  }

  private static int owner(long reader) {
    return (int) (reader >>> 32);
  }

  private static long cursor(long position, long reader) {
    return position << SITTING_BITS | (reader & SITTING_MASK);
  }

  /** How many readers have sat down so far; read tail before it. */
  long joins() {
    return words.getVolatile(TopicLayout.JOINS); // HANDOFF joins
  }

  /**
   * The first position at which no message may be published yet, or {@link #NO_READERS}. Seats of
   * the dead that hold {@code wanted} up are made free.
   *
   * @param evicts whether those of the living are, too
   */
  long limit(long wanted, boolean evicts, Liveness verdicts) {
    long lowest = NO_READERS;
    int seat = 0;
    while (seat < shape.readers()) {
      long reader = words.getAcquire(readerOffset(seat)); // HANDOFF seat
      long cursor = words.getAcquire(cursorOffset(seat)); // HANDOFF room
      if (owner(reader) == Liveness.NOBODY || (cursor & SITTING_MASK) != (reader & SITTING_MASK)) {
        seat++; // a reader that is just sitting down will be seen by its join
        continue;
      }
      long position = cursor >>> SITTING_BITS;
      boolean holdsUp = wanted - position >= shape.entries();
      if (!holdsUp || !(evicts || verdicts.isDead(owner(reader)))) {
        lowest = Math.min(lowest, position);
        seat++;
      } else {
        free(seat, reader); // then look again: perhaps another sits there now
      }
    }
    return lowest == NO_READERS ? NO_READERS : lowest + shape.entries();
  }

  private boolean free(int seat, long reader) {
    // HANDOFF seat
    return words.compareAndSet(readerOffset(seat), reader, reader & OWNER_SITTING_MASK);
  }

  /** A reader's seat. Used by one thread at a time. */
  final class Seat {
    private final int number;
    private final long reader;
    private long cursor;

    private Seat(int number, long reader, long position) {
      this.number = number;
      this.reader = reader;
      this.cursor = cursor(position, reader);
    }

    /** Where the reader stands. */
    long position() {
      return cursor >>> SITTING_BITS;
    }

    /** Whether the reader has not been evicted. */
    boolean isTaken() {
      return words.getAcquire(readerOffset(number)) == reader; // HANDOFF seat
    }

    /** Lets publishers replace what is before that position; has no effect once evicted. */
    void moveTo(long position) {
      long next = cursor(position, reader);
      words.compareAndSet(cursorOffset(number), cursor, next); // HANDOFF room
      cursor = next;
    }

    /** Leaves, if not evicted. */
    void leave() {
      free(number, reader);
    }
  }

  /**
   * Sits down. Everything from the seat's position on stays until the reader moves on.
   *
   * @param start where to begin, if that is still kept; at most tail
   * @return null if every seat is taken by a living reader
   */
  Seat trySit(long start) {
    int seat = 0;
    while (seat < shape.readers()) {
      long before = words.getAcquire(readerOffset(seat));
      if (owner(before) != Liveness.NOBODY && !liveness.isDead(owner(before))) {
        seat++;
        continue;
      }
      long reader = (long) liveness.self() << 32 | (before + 1 & OWNER_SITTING_MASK);
      if (words.compareAndSet(readerOffset(seat), before, reader)) { // HANDOFF seat
        return sit(seat, reader, start);
      } // else another has sat down there, or a publisher has just made it free
    }
    return null;
  }

  private Seat sit(int number, long reader, long start) {
    Seat seat = new Seat(number, reader, start);
    words.setRelease(cursorOffset(number), seat.cursor); // HANDOFF room
    words.getAndAdd(TopicLayout.JOINS, 1); // HANDOFF joins: after the cursor, before tail
    long kept = ring.tail() + 1 - shape.entries();
    if (kept > start) {
      seat.moveTo(kept);
    }
    return seat;
  }

  /** Some of those who have the seats, for a message. */
  String holders() {
    StringBuilder text = new StringBuilder();
    int named = 0;
    for (int seat = 0; seat < shape.readers() && named < 4; seat++) {
      int owner = owner(words.getAcquire(readerOffset(seat)));
      if (owner != Liveness.NOBODY) {
        text.append(named++ == 0 ? "" : ", ").append(liveness.describe(owner));
      }
    }
    return text + (shape.readers() > named ? " and others" : "");
  }
}
