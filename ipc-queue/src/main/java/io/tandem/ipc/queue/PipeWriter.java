package io.tandem.ipc.queue;

import io.tandem.ipc.SharedObject;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The writing end of a {@link SharedPipe}.
 *
 * @param <E> the elements
 */
public final class PipeWriter<E> implements SharedObject, Sender<E> {
  private final PipeCore core;
  private final PipeOutput<E> output;

  PipeWriter(PipeCore core, PipeSettings<E> settings) {
    this.core = core;
    this.output = new PipeOutput<>(core, settings.codec(), settings.waiting());
  }

  @Override
  public void send(E element) throws InterruptedException, BrokenPipeException {
    output.send(element, Long.MAX_VALUE);
  }

  @Override
  public boolean send(E element, long timeout, TimeUnit unit)
      throws InterruptedException, BrokenPipeException {
    return output.send(element, unit.toNanos(timeout));
  }

  @Override
  public boolean trySend(E element) throws BrokenPipeException {
    return output.trySend(element);
  }

  @Override
  public String name() {
    return core.name();
  }

  @Override
  public Path file() {
    return core.segment().file();
  }

  @Override
  public boolean isClosed() {
    return core.isClosed();
  }

  @Override
  public void close() {
    core.close(output::release);
  }

  @Override
  public String toString() {
    return "writer of " + core.describe();
  }
}
