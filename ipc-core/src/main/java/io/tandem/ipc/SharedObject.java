package io.tandem.ipc;

import java.nio.file.Path;

/**
 * A named object in a {@code Domain} that several processes share.
 *
 * <p>This handle is one process's attachment. Handles are safe for use by many threads. Closing one
 * detaches this handle only: the object lives on until the domain's last participant leaves or
 * somebody unlinks it.
 */
public interface SharedObject extends AutoCloseable {
  /** The object's name, unique in its domain. */
  String name();

  /** The object's file. */
  Path file();

  /** Whether {@link #close} has been called on this handle. */
  boolean isClosed();

  /**
   * Detaches this handle. Threads of this process that wait in it get {@link
   * IllegalStateException}; so does every later call. Other handles and other processes go on.
   * Closing twice does nothing.
   */
  @Override
  void close();
}
