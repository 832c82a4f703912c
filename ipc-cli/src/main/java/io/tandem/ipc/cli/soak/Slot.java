package io.tandem.ipc.cli.soak;

import io.tandem.ipc.memory.Words;
import java.util.concurrent.locks.LockSupport;

/**
 * One role's pages in the {@link Ledger}. The role's thread writes them, and whatever it has
 * written counts from that very store on, also when the process is killed with its next
 * instruction. The auditor reads them and gives room back.
 *
 * <ul>
 *   <li>A putter says before each put up to which sequence it puts, and after it, up to which
 *       sequence all puts have returned. Of a dead putter's messages those up to the second must be
 *       in, and those up to the first may be, all or none.
 *   <li>A taker announces each take before it begins, and logs each message at once after it. A
 *       dead taker had at most the announced one in hand, and only if the log has not come to it.
 *   <li>The log is a ring; who fills it waits for the auditor.
 * </ul>
 */
final class Slot {
  static final int STARTING = 0;
  static final int READY = 1;
  static final int FINISHED = 2;

  static final int ENTRIES = 4096;
  private static final int ENTRY_BYTES = 32;

  private static final long STATE = 0;
  private static final long OPERATIONS = 8;
  private static final long BEGUN = 16;
  private static final long DONE = 24;
  private static final long ANNOUNCED = 32;
  private static final long ANNOUNCED_NANOS = 40;
  private static final long WRITTEN = 48;
  private static final long CONFIRMED = 56;
  private static final long DRAINED = 128;
  private static final long LOG = 256;

  static final long BYTES = LOG + (long) ENTRIES * ENTRY_BYTES;

  private static final long CLAIMED = -1;
  private static final long RELEASED = -2;
  private static final long GARBAGE = -3;
  private static final long PAUSE_NANOS = 100_000;

  private final Words words;
  private long operations;
  private long written;

  Slot(Words words) {
    this.words = words;
  }

  // For the role.

  void state(int state) {
    words.setRelease(STATE, state);
  }

  /** Counts that the role goes on. */
  void operation() {
    words.setRelease(OPERATIONS, ++operations);
  }

  /** Announces the messages after those done, up to that sequence. */
  void begin(long sequence) {
    words.setRelease(BEGUN, sequence);
    operation();
  }

  /** All messages up to that sequence are in. */
  void done(long sequence) {
    words.setRelease(DONE, sequence);
  }

  /** Announces a take. */
  void announceTake() {
    words.setRelease(ANNOUNCED_NANOS, System.nanoTime());
    words.setRelease(ANNOUNCED, written + 1);
    operation();
  }

  /** The announced take has found nothing. */
  void nothingTaken() {
    words.setRelease(ANNOUNCED, 0);
  }

  /** Logs a message that has been taken. */
  void taken(byte[] bytes, int length) {
    if (Message.isWhole(bytes, length)) {
      log(
          Message.idOf(bytes, length),
          Message.putNanosOf(bytes),
          Message.returnedNanosOf(bytes),
          System.nanoTime());
    } else {
      log(GARBAGE, Message.idOf(bytes, length), 0, 0);
    }
  }

  /** All that has been logged will not be seen again, whoever dies. */
  void confirm() {
    words.setRelease(CONFIRMED, written);
  }

  /** The role has become the only one on its side. */
  void claimed() {
    log(CLAIMED, System.nanoTime(), 0, 0);
  }

  /** The role is about to let another one on its side. */
  void released() {
    log(RELEASED, System.nanoTime(), 0, 0);
  }

  private void log(long what, long first, long second, long third) {
    while (written - words.getAcquire(DRAINED) >= ENTRIES) {
      LockSupport.parkNanos(this, PAUSE_NANOS);
    }
    long at = entry(written);
    words.setPlain(at, what);
    words.setPlain(at + 8, first);
    words.setPlain(at + 16, second);
    words.setPlain(at + 24, third);
    words.setRelease(WRITTEN, ++written); // also ends what was announced
  }

  private static long entry(long index) {
    return LOG + (index & (ENTRIES - 1)) * ENTRY_BYTES;
  }

  // For the auditor.

  /** Makes the slot that of a new role. Nobody else uses it. */
  void reset() {
    for (long at = STATE; at < LOG; at += Long.BYTES) {
      words.setVolatile(at, 0);
    }
  }

  int state() {
    return (int) words.getAcquire(STATE);
  }

  /** Changes whenever the role does anything. */
  long progress() {
    return words.getAcquire(OPERATIONS) + words.getAcquire(WRITTEN) + words.getAcquire(STATE);
  }

  long begun() {
    return words.getAcquire(BEGUN);
  }

  long done() {
    return words.getAcquire(DONE);
  }

  /** How many log entries will not be seen again. */
  long confirmed() {
    return words.getAcquire(CONFIRMED);
  }

  /** Since when a dead taker was in the middle of taking, or −1 if it was not. */
  long takingSinceNanos() {
    boolean open = words.getAcquire(ANNOUNCED) == words.getAcquire(WRITTEN) + 1;
    return open ? words.getAcquire(ANNOUNCED_NANOS) : -1;
  }

  /** Told what the log says. */
  interface Reader {
    /** The times are those of {@link Message}, and when it was taken. */
    void message(long id, long putNanos, long returnedNanos, long takenNanos);

    void garbage(long id);

    /** Returns false if this and what follows is to be read later. */
    boolean claimed(long nanos);

    void released(long nanos);
  }

  /**
   * Reads what is new in the log, and gives its room back.
   *
   * @return whether all of it has been read
   */
  boolean drain(Reader reader) {
    long end = words.getAcquire(WRITTEN);
    long from = words.getAcquire(DRAINED);
    long index = from;
    while (index < end && read(entry(index), reader)) {
      index++;
    }
    if (index != from) {
      words.setRelease(DRAINED, index);
    }
    return index == end;
  }

  private boolean read(long at, Reader reader) {
    long what = words.getPlain(at);
    long first = words.getPlain(at + 8);
    if (what == CLAIMED) {
      return reader.claimed(first);
    } else if (what == RELEASED) {
      reader.released(first);
    } else if (what == GARBAGE) {
      reader.garbage(first);
    } else {
      reader.message(what, first, words.getPlain(at + 16), words.getPlain(at + 24));
    }
    return true;
  }
}
