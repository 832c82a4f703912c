package io.tandem.ipc.cli.demo;

/** A way to get names to workers and answers back. The workers live from one round to the next. */
interface Transport {
  /**
   * Sends all names of a round and waits for all answers.
   *
   * @throws DemoException if that cannot be done
   */
  Measured run(Round round) throws InterruptedException;
}
