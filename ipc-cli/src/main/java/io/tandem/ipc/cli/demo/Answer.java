package io.tandem.ipc.cli.demo;

import java.io.Serializable;

/** What comes back from a worker, or is said about one. */
sealed interface Answer extends Serializable {
  /** The number of the worker. */
  int worker();

  /** The worker is attached and takes jobs. */
  record Ready(int worker) implements Answer {}

  /**
   * A job is done.
   *
   * @param round the job's
   * @param number the job's
   */
  record Done(int worker, int round, int number, Fingerprint fingerprint) implements Answer {
    static Done of(Job job, int worker, Fingerprint fingerprint) {
      return new Done(worker, job.round(), job.number(), fingerprint);
    }
  }

  /** The worker's process has ended. The parent puts this into its own queue. */
  record Ended(int worker) implements Answer {}
}
