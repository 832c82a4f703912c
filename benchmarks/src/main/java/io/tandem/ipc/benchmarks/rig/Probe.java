package io.tandem.ipc.benchmarks.rig;

import java.io.IOException;
import java.util.OptionalDouble;

/** Measures the round trip of a cache line between the two cores of the trials. */
@FunctionalInterface
public interface Probe {
  /** The usual round trip now, in nanoseconds; empty where it can't be measured. */
  OptionalDouble roundTripNanos() throws IOException;
}
