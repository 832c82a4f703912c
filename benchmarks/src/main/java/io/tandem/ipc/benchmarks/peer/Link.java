package io.tandem.ipc.benchmarks.peer;

import java.io.IOException;

/**
 * One process's end of a connection in both directions: all that the measured loops know about a
 * contender. One thread uses it.
 *
 * <p>The loop over the messages is inside of the contender, so that each can use what its library
 * offers for bulk (batches, claims, handlers) and the measurement adds no call per message.
 */
public interface Link extends AutoCloseable {
  /**
   * Sends messages, waiting while there is no room for more. When it returns, all of them have been
   * handed over: nothing waits for a later call.
   *
   * @param payload gives the base of each message; all its words are written
   * @return the sum of all words sent
   */
  long send(Payload payload, long count) throws IOException;

  /**
   * Receives exactly that many messages, waiting for them in the way the scenario says: {@link
   * Scenario#pauses} spin-wait hints after each look that found nothing, or asleep if it is {@link
   * Scenario#blocking}.
   *
   * @return the sum of all words received, each really loaded
   */
  long receive(long count) throws IOException;

  @Override
  void close() throws IOException;
}
