package io.tandem.ipc;

/** The file has a layout version that this release does not know. */
public final class WrongVersionException extends TandemException {
  private static final long serialVersionUID = 1L;

  public WrongVersionException(Problem problem) {
    super(problem, null);
  }

  public WrongVersionException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
