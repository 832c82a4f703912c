package io.tandem.ipc;

/** Every participant slot of the domain is taken by a living process. */
public final class DomainFullException extends TandemException {
  private static final long serialVersionUID = 1L;

  public DomainFullException(Problem problem) {
    super(problem, null);
  }

  public DomainFullException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
