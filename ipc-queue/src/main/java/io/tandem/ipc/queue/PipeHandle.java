package io.tandem.ipc.queue;

import io.tandem.ipc.SharedObject;
import java.nio.file.Path;

/** What the ends of pipes have in common as handles. */
abstract class PipeHandle implements SharedObject {
  private final PipeCore core;

  PipeHandle(PipeCore core) {
    this.core = core;
  }

  /** Waits for threads that are just sending or receiving, then gives up what this end holds. */
  abstract void release();

  /** What this end is called. */
  abstract String role();

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
