package io.tandem.ipc.benchmarks.rig;

import java.io.IOException;

/** One entrant at work on one scenario: its processes, from their start to their end. */
public interface Visit extends AutoCloseable {
  /** Brings it to its steady state; nothing of it is measured. */
  void warmUp() throws IOException;

  /** One measured repetition. */
  Sample repeat() throws IOException;

  /**
   * How long a measuring thread of the last repetition was ready but had no core, as a share of the
   * repetition.
   */
  double delayedShare();

  @Override
  void close() throws IOException;
}
