package io.tandem.ipc.queue;

import io.tandem.ipc.Attachment;
import io.tandem.ipc.Problem;
import io.tandem.ipc.SharedObject;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * What the ends of pipes have in common as handles.
 *
 * <p>Serializable only to say what to do instead: an end belongs to the process that has opened it.
 */
abstract class PipeHandle implements SharedObject, Serializable {
  private static final long serialVersionUID = 1L;

  private final transient PipeCore core;

  PipeHandle(PipeCore core) {
    this.core = core;
  }

  /** Waits for threads that are just sending or receiving, then gives up what this end holds. */
  abstract void release();

  /** What this end is called. */
  abstract String role();

  /** Whether this is the first end. */
  final boolean isFirst() {
    return core.lane(true) == 0;
  }

  final Attachment attachment() {
    return core.attachment();
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException(
        getClass().getName()
            + ": "
            + Problem.of("an end belongs to the process that has opened it")
                .object(core.attachment().describe())
                .next("Send what other() gives, and have it opened there"));
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("an end of a pipe does not travel");
  }

  @Override
  public String name() {
    return core.attachment().name();
  }

  @Override
  public Path file() {
    return core.attachment().file();
  }

  @Override
  public boolean isClosed() {
    return core.attachment().isClosed();
  }

  @Override
  public void close() {
    core.close(this);
  }

  @Override
  public String toString() {
    return role() + " of " + core.attachment().describe();
  }
}
