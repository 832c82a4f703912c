package io.tandem.ipc.cli.demo;

/** A round's results and how long it took, from its first name sent to its last answer received. */
record Measured(Results results, long nanos) {
  /** Names out and results back. */
  long messages() {
    return 2L * results.size();
  }
}
