package io.tandem.ipc.queue;

import java.io.IOException;

/**
 * Nobody will read what would be written: the other end of the pipe has been closed or has died.
 */
public final class BrokenPipeException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenPipeException(String message) {
    super(message);
  }
}
