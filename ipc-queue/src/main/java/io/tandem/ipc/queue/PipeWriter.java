package io.tandem.ipc.queue;

import java.util.concurrent.TimeUnit;

/**
 * The writing end of a {@link SharedPipe}.
 *
 * @param <E> the elements
 */
public final class PipeWriter<E> extends PipeHandle implements Sender<E> {
  private static final long serialVersionUID = 1L;

  private final transient PipeSettings<E> settings;
  private final transient PipeOutput<E> output;

  PipeWriter(PipeCore core, PipeSettings<E> settings) {
    super(core);
    this.settings = settings;
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

  /**
   * The reading end, to be sent to the process that is to have it.
   *
   * @throws IllegalStateException if this end is closed
   */
  public PipeEnd<PipeReader<E>> other() {
    return PipeEnd.of(PipeEnd.Side.READER, this, settings);
  }

  @Override
  void release() {
    output.release();
  }

  @Override
  String role() {
    return "writer";
  }
}
