package io.tandem.ipc;

/** Every producer place of the object is taken by a living process. */
public final class ProducerLimitException extends TandemException {
  private static final long serialVersionUID = 1L;

  public ProducerLimitException(Problem problem) {
    super(problem, null);
  }

  public ProducerLimitException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
