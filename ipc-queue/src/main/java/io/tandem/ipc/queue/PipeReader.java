package io.tandem.ipc.queue;

import io.tandem.ipc.wait.Doorbell;
import java.io.EOFException;
import java.util.concurrent.TimeUnit;

/**
 * The reading end of a {@link SharedPipe}.
 *
 * @param <E> the elements
 */
public final class PipeReader<E> extends PipeHandle implements Receiver<E> {
  private static final long serialVersionUID = 1L;

  private final transient PipeSettings<E> settings;
  private final transient PipeInput<E> input;

  PipeReader(PipeCore core, PipeSettings<E> settings) {
    super(core);
    this.settings = settings;
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

  /**
   * The writing end, to be sent to the process that is to have it.
   *
   * @throws IllegalStateException if this end is closed
   */
  public PipeEnd<PipeWriter<E>> other() {
    return PipeEnd.of(PipeEnd.Side.WRITER, this, settings);
  }

  @Override
  void release() {
    input.release();
  }

  @Override
  String role() {
    return "reader";
  }
}
