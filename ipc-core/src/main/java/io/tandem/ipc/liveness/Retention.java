package io.tandem.ipc.liveness;

/** What becomes of a domain's objects when nobody is attached to it any more. */
public enum Retention {
  /**
   * They live as long as somebody uses the domain: the last participant that leaves removes them,
   * and if it could not (it was killed), the next one that joins starts with an empty domain.
   */
  WHILE_USED,

  /** They stay until somebody removes them, whoever comes and goes in between. */
  UNTIL_REMOVED
}
