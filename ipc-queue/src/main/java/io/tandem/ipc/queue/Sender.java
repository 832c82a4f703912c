package io.tandem.ipc.queue;

import java.util.concurrent.TimeUnit;

/**
 * The writing side of a {@link SharedPipe} or a {@link Connection}. Safe for use by many threads,
 * who take turns.
 *
 * <p>When the reader has closed its end or died, sending throws {@link BrokenPipeException}: at
 * once when the pipe is full, otherwise after 64 more elements at the latest. Whether an element
 * that was sent has been read is not told.
 *
 * @param <E> the elements
 */
public interface Sender<E> extends AutoCloseable {
  /**
   * Sends an element, waiting for room for as long as it takes.
   *
   * @throws BrokenPipeException if nobody will read it
   * @throws IllegalStateException if this end is closed
   * @throws io.tandem.ipc.MessageTooLargeException if it can never fit
   * @throws io.tandem.ipc.CodecException if it cannot be encoded
   */
  void send(E element) throws InterruptedException, BrokenPipeException;

  /**
   * As {@link #send(Object)}, waiting for room for at most that time.
   *
   * @return whether there was room
   */
  boolean send(E element, long timeout, TimeUnit unit)
      throws InterruptedException, BrokenPipeException;

  /** As {@link #send(Object)}, if that is possible without waiting. */
  boolean trySend(E element) throws BrokenPipeException;

  /**
   * Closes this end: the other one reads what has been sent, then sees the end. Threads that wait
   * get {@link IllegalStateException}. Closing again does nothing.
   */
  @Override
  void close();
}
