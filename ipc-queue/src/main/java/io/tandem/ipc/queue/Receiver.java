package io.tandem.ipc.queue;

import io.tandem.ipc.wait.Awaitable;
import java.io.EOFException;
import java.util.concurrent.TimeUnit;

/**
 * The reading side of a {@link SharedPipe} or a {@link Connection}. Safe for use by many threads,
 * who take turns. Can be waited for together with others, by {@link io.tandem.ipc.wait.WaitAny}.
 *
 * <p>When the writer has closed its end or died, everything that it has sent is received first, and
 * then each call throws {@link EOFException}. A thread that waits learns of a death within 20 ms,
 * one that has waited for seconds within 100 ms.
 *
 * @param <E> the elements
 */
public interface Receiver<E> extends Awaitable, AutoCloseable {
  /**
   * Receives the next element, waiting for as long as it takes.
   *
   * @throws EOFException if everything has been received and nothing will come
   * @throws IllegalStateException if this end is closed
   * @throws io.tandem.ipc.CodecException if it cannot be decoded; it is gone then
   */
  E receive() throws InterruptedException, EOFException;

  /** As {@link #receive()}, waiting for at most that time; null when it is over. */
  E receive(long timeout, TimeUnit unit) throws InterruptedException, EOFException;

  /** As {@link #receive()}, if that is possible without waiting; otherwise null. */
  E tryReceive() throws EOFException;

  /**
   * Closes this end: the writer gets {@link BrokenPipeException}. Threads that wait get {@link
   * IllegalStateException}. Closing again does nothing.
   */
  @Override
  void close();
}
