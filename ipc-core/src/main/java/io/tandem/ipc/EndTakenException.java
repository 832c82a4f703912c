package io.tandem.ipc;

/** The end of a pipe that was asked for has, or once had, an owner; an end is opened once. */
public final class EndTakenException extends TandemException {
  private static final long serialVersionUID = 1L;

  public EndTakenException(Problem problem) {
    super(problem, null);
  }
}
