package io.tandem.ipc.cli.demo;

import java.io.Serializable;

/**
 * A name on its way to a worker.
 *
 * @param round which pass over the names it belongs to; an answer carries it back, so that a late
 *     one is not taken for an answer of the next pass
 * @param number the name's place in the list; results are kept by it
 */
record Job(Task task, int round, int number, String name) implements Serializable {
  /** The number of the job that ends a round on a pipe. */
  static final int END = -1;

  /** What to do with a name. */
  enum Task {
    /** Read the file and digest it. */
    FINGERPRINT,
    /** Only answer: what is left is the cost of the transport. */
    ECHO
  }
}
