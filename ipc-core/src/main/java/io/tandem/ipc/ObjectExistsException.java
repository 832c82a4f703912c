package io.tandem.ipc;

/** An object of that name is in the domain already, and {@code create} was asked for. */
public final class ObjectExistsException extends TandemException {
  private static final long serialVersionUID = 1L;

  public ObjectExistsException(Problem problem) {
    super(problem, null);
  }

  public ObjectExistsException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
