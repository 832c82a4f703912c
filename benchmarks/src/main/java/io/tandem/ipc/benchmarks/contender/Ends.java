package io.tandem.ipc.benchmarks.contender;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * What a rival offers to the threads of one process of a {@link Crowd}: to those of the first
 * process producers, to those of the second consumers.
 */
interface Ends extends Closeable {
  /** One sending thread's end. */
  interface Producer {
    /** Sends the message with that base: the words base to base + 7; waits for room. */
    void send(long base) throws IOException, InterruptedException;

    /** Sends a message of zeros, which is none: the consumer that gets it ends. */
    void sendEnd() throws IOException, InterruptedException;

    /** Hands over what has been kept back. */
    default void flush() throws IOException {}
  }

  /** One receiving thread's end. */
  interface Consumer {
    /** Receives messages and adds each, until one is the end. */
    void receive(Tally tally) throws IOException, InterruptedException;
  }

  /** What the sending thread with that number uses; called once, by it. */
  Producer producer(int index) throws IOException;

  /** What the receiving thread with that number uses; called once, by it. */
  Consumer consumer(int index) throws IOException;

  /** Tells that many consumers the end, after all that the producers have sent. */
  default void end(List<Producer> producers, int consumers)
      throws IOException, InterruptedException {
    for (int i = 0; i < consumers; i++) {
      producers.get(0).sendEnd();
    }
    producers.get(0).flush();
  }
}
