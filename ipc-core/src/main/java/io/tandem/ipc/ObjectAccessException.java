package io.tandem.ipc;

/**
 * An object's file cannot be used: it is a symbolic link or no regular file, belongs to another
 * user, has another mode, or the system refused to open or map it.
 */
public final class ObjectAccessException extends TandemException {
  private static final long serialVersionUID = 1L;

  public ObjectAccessException(Problem problem) {
    super(problem, null);
  }

  public ObjectAccessException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
