package io.tandem.ipc;

/** The file holds another kind of object than the one asked for. */
public final class WrongKindException extends TandemException {
  private static final long serialVersionUID = 1L;

  public WrongKindException(Problem problem) {
    super(problem, null);
  }

  public WrongKindException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
