package io.tandem.ipc;

/** No object of that name is in the domain. */
public final class ObjectMissingException extends TandemException {
  private static final long serialVersionUID = 1L;

  public ObjectMissingException(Problem problem) {
    super(problem, null);
  }

  public ObjectMissingException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
