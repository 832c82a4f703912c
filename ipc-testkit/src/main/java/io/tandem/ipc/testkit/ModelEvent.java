package io.tandem.ipc.testkit;

/**
 * Something a {@link Monitor} is told about, in the order in which it happened.
 *
 * @param process the process it happened to, counted from 0 in the order of declaration
 * @param name that process's name
 * @param phase what kind of event
 * @param value what the process said, null for {@link Phase#DIED}
 */
public record ModelEvent(int process, String name, Phase phase, Object value) {
  /** The kinds of event. */
  public enum Phase {
    /** An operation is about to take its first step. */
    BEGIN,
    /** An operation has taken its last step. */
    END,
    /** Whatever else the process has to say. */
    NOTE,
    /** The process has been killed. */
    DIED
  }

  @Override
  public String toString() {
    return phase == Phase.DIED ? name + " died" : name + " " + phase.name() + " " + value;
  }
}
