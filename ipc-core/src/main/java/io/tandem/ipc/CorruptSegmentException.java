package io.tandem.ipc;

/** The file's content cannot be true: it is truncated, random or damaged. */
public final class CorruptSegmentException extends TandemException {
  private static final long serialVersionUID = 1L;

  public CorruptSegmentException(Problem problem) {
    super(problem, null);
  }

  public CorruptSegmentException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
