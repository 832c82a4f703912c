package io.tandem.ipc.cli.soak;

import io.tandem.ipc.Domain;
import java.util.SplittableRandom;

/**
 * A structure that is put to the soak. Whoever adds one says here how messages get in and out of
 * it, and adds it to {@link Subjects}; keeping the books is not its business.
 *
 * <p>Stateless: every process makes its own, by its class or its name.
 */
interface Subject {
  /** Its name in the domain and in the report. */
  String name();

  /**
   * Whether one process at a time stands on that side. Then {@link Handle#putter} or {@link
   * Handle#taker} fails with {@link io.tandem.ipc.ProducerLimitException} for all others, and they
   * stand by.
   */
  boolean hasOne(Side side);

  Delivery delivery();

  /**
   * Whether what a putter puts in is taken in its order whichever handles it has used. If not, a
   * putter keeps one handle for all its life.
   */
  default boolean orderOutlastsHandle() {
    return true;
  }

  /** Makes the structure, once for all processes. */
  void create(Domain domain);

  /** Opens the structure, for one role. */
  Handle open(Domain domain, SplittableRandom random);

  /** The open structure, used by one thread. */
  interface Handle extends AutoCloseable {
    Putter putter();

    Taker taker();

    @Override
    void close();
  }

  /** An open way in, used by one thread. */
  interface Putter extends AutoCloseable {
    /** How many messages to put in next at once. */
    default int nextCount() {
      return 1;
    }

    /**
     * Puts messages in, all of them or, also when killed, none. May wait for room.
     *
     * @param message writes them one by one
     * @param firstId of the first; those of the others follow
     * @return false if there was no room
     * @throws InterruptedException if the thread has been interrupted; nothing has been put in then
     */
    boolean put(Message message, long firstId, int count) throws InterruptedException;

    @Override
    void close();
  }

  /** An open way out, used by one thread. */
  interface Taker extends AutoCloseable {
    /**
     * Takes messages and hands each to the inbox at once; may wait for some.
     *
     * @throws InterruptedException if the thread has been interrupted; nothing has been taken then
     */
    void take(Inbox inbox) throws InterruptedException;

    /** As {@link #take}, without waiting; false if the structure is empty. */
    boolean takeNow(Inbox inbox);

    @Override
    void close();
  }

  /** Where taken messages go. */
  @FunctionalInterface
  interface Inbox {
    void accept(byte[] bytes, int length);
  }
}
