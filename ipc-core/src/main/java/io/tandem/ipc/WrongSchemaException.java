package io.tandem.ipc;

/** The object's elements have another type or shape than the ones this process would send. */
public final class WrongSchemaException extends TandemException {
  private static final long serialVersionUID = 1L;

  public WrongSchemaException(Problem problem) {
    super(problem, null);
  }

  public WrongSchemaException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
