package io.tandem.ipc.cli;

/** The command line makes no sense; the message says which part, and what was expected. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
