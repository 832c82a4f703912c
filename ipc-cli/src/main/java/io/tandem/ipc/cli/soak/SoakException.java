package io.tandem.ipc.cli.soak;

/** The soak could not be run; its message is for the user. */
final class SoakException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SoakException(String message) {
    super(message);
  }

  SoakException(String message, Throwable cause) {
    super(message, cause);
  }
}
