package io.tandem.ipc.queue;

import io.tandem.ipc.SharedObject;
import io.tandem.ipc.wait.Doorbell;
import java.io.EOFException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The reading end of a {@link SharedPipe}.
 *
 * @param <E> the elements
 */
public final class PipeReader<E> implements SharedObject, Receiver<E> {
  private final PipeCore core;
  private final PipeInput<E> input;

  PipeReader(PipeCore core, PipeSettings<E> settings) {
    this.core = core;
    this.input = new PipeInput<>(core, settings.codec(), settings.waiting());
  }

  @Override
  public E receive() throws InterruptedException, EOFException {
    return input.receive(Long.MAX_VALUE);
  }

  @Override
  public E receive(long timeout, TimeUnit unit) throws InterruptedException, EOFException {
    return input.receive(unit.toNanos(timeout));
  }

  @Override
  public E tryReceive() throws EOFException {
    return input.tryReceive();
  }

  @Override
  public Doorbell bell() {
    return input.bell();
  }

  @Override
  public boolean isReady() {
    return input.isReady();
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
    core.close(input::release);
  }

  @Override
  public String toString() {
    return "reader of " + core.describe();
  }
}
