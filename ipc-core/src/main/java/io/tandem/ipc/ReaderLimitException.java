package io.tandem.ipc;

/** Every reader's place of the object is taken by a living process. */
public final class ReaderLimitException extends TandemException {
  private static final long serialVersionUID = 1L;

  public ReaderLimitException(Problem problem) {
    super(problem, null);
  }
}
