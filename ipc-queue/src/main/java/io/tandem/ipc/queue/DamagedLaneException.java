package io.tandem.ipc.queue;

/**
 * A lane's words contradict each other. The object that owns the lane, which knows its name and
 * file, turns this into a {@link io.tandem.ipc.CorruptSegmentException}.
 */
final class DamagedLaneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DamagedLaneException(String what, long value, String other, long otherValue) {
    super(what + " " + value + " does not fit " + other + " " + otherValue);
  }
}
