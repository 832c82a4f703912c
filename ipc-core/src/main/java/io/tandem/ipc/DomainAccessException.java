package io.tandem.ipc;

/**
 * A domain's directory cannot be used: it is missing and cannot be made, is not a directory, is a
 * symbolic link, belongs to another user, or its mode lets others in.
 */
public final class DomainAccessException extends TandemException {
  private static final long serialVersionUID = 1L;

  public DomainAccessException(Problem problem) {
    super(problem, null);
  }

  public DomainAccessException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
