package io.tandem.ipc;

/** The object was made with other parameters than the ones asked for. */
public final class WrongParametersException extends TandemException {
  private static final long serialVersionUID = 1L;

  public WrongParametersException(Problem problem) {
    super(problem, null);
  }

  public WrongParametersException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
