package io.tandem.ipc.cli.console;

/** The command line is wrong, or names something that cannot be used. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
