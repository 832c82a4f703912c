package io.tandem.ipc.testkit;

/** A schedule that breaks what must hold. The message has the schedule and its trace. */
public final class ModelFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final String schedule;

  ModelFailure(String message, String schedule, Throwable cause) {
    super(message, cause);
    this.schedule = schedule;
  }

  /** What {@link ModelCheck#replay} takes. */
  public String schedule() {
    return schedule;
  }
}
