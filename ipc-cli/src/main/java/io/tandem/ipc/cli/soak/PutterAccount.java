package io.tandem.ipc.cli.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which of one putter's messages have been taken, whatever the order in which the logs tell it.
 *
 * <p>Kept as the highest sequence and the gaps below it, so that a message is counted as taken
 * exactly once and none has to be remembered.
 */
final class PutterAccount {
  /**
   * Messages in a row that have not been taken, as far as is known.
   *
   * @param from a time after which they can only have been taken, were they taken: when the message
   *     before them was put in
   * @param until a time before which: when the one behind them was taken, since a putter's messages
   *     are taken in order
   */
  record Gap(long first, long last, long from, long until) {
    long size() {
      return last - first + 1;
    }
  }

  private final TreeMap<Long, Gap> gaps = new TreeMap<>();
  private final long startedNanos;
  private long highest;
  private long highestPutNanos;
  private Slot slot;
  private long done;
  private long begun;

  /** For a putter that has just been started. */
  PutterAccount(Slot slot, long startedNanos) {
    this.slot = slot;
    this.startedNanos = startedNanos;
    this.highestPutNanos = startedNanos;
  }

  /** What the log of a taker shows. */
  enum Arrival {
    FIRST,
    REPEATED,
    /** The putter has never tried to put such a message in. */
    NEVER_PUT
  }

  /** A message has been taken. */
  Arrival arrived(long sequence, long putNanos, long takenNanos) {
    if (sequence <= 0 || sequence > (slot == null ? begun : slot.begun())) {
      return Arrival.NEVER_PUT;
    }
    if (sequence > highest) {
      if (sequence > highest + 1) {
        add(new Gap(highest + 1, sequence - 1, highestPutNanos, takenNanos));
      }
      highest = sequence;
      highestPutNanos = putNanos;
      return Arrival.FIRST;
    }
    return fill(sequence, putNanos, takenNanos) ? Arrival.FIRST : Arrival.REPEATED;
  }

  private boolean fill(long sequence, long putNanos, long takenNanos) {
    Map.Entry<Long, Gap> entry = gaps.floorEntry(sequence);
    if (entry == null || entry.getValue().last() < sequence) {
      return false;
    }
    Gap gap = entry.getValue();
    gaps.remove(gap.first());
    if (gap.first() < sequence) {
      add(new Gap(gap.first(), sequence - 1, gap.from(), Math.min(gap.until(), takenNanos)));
    }
    if (sequence < gap.last()) {
      add(new Gap(sequence + 1, gap.last(), Math.max(gap.from(), putNanos), gap.until()));
    }
    return true;
  }

  private void add(Gap gap) {
    gaps.put(gap.first(), gap);
  }

  /** The putter has ended, and its slot is going to be another's. */
  void end() {
    done = slot.done();
    begun = slot.begun();
    slot = null;
  }

  /** When it was started. */
  long startedNanos() {
    return startedNanos;
  }

  /**
   * What is missing when the structure is empty and all logs have been read: what was put in and
   * not taken. A put that was cut off by the putter's death counts if any of its messages has been
   * taken, since a put is all or nothing.
   */
  List<Gap> missing(long nowNanos) {
    List<Gap> missing = new ArrayList<>(gaps.values());
    long committed = highest > done ? begun : done;
    if (committed > highest) {
      missing.add(new Gap(highest + 1, committed, highestPutNanos, nowNanos));
    }
    return missing;
  }
}
