package io.tandem.ipc;

/** The file system has no room for the object. Nothing has been created. */
public final class StorageFullException extends TandemException {
  private static final long serialVersionUID = 1L;

  public StorageFullException(Problem problem) {
    super(problem, null);
  }

  public StorageFullException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
