package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.codec.Coding;
import io.tandem.ipc.queue.QueueSettings.Mode;
import io.tandem.ipc.wait.Doorbell;
import io.tandem.ipc.wait.WaitStrategy;
import java.io.EOFException;
import java.util.concurrent.TimeUnit;

/**
 * One end of a pipe between two processes, or two threads, that both send and receive.
 *
 * <pre>{@code
 * // JVM A                                         // JVM B
 * Connection<String> client =                      Connection<String> server =
 *     Connection.of(String.class)                      Connection.of(String.class)
 *         .create(shop, "talk");                           .open(shop, "talk");
 * client.send("hello");                            server.send(server.receive() + ", too");
 * client.receive();
 * }</pre>
 *
 * <p>Elements arrive in the order in which they were sent, each once. Each end is opened once, so
 * that "the other end is gone" stays true; what happens then is said at {@link Sender} and {@link
 * Receiver}. A process that is killed at any instruction has sent an element whole or not at all.
 *
 * @param <E> the elements
 */
public final class Connection<E> extends PipeHandle implements Sender<E>, Receiver<E> {
  private static final long serialVersionUID = 1L;

  private final transient PipeSettings<E> settings;
  private final transient PipeOutput<E> output;
  private final transient PipeInput<E> input;

  Connection(PipeCore core, PipeSettings<E> settings) {
    super(core);
    this.settings = settings;
    this.output = new PipeOutput<>(core, settings.codec(), settings.waiting());
    this.input = new PipeInput<>(core, settings.codec(), settings.waiting());
  }

  /** Begins a connection for that type, with the codec that {@link Codecs#of} chooses. */
  public static <E> Builder<E> of(Class<E> type) {
    return new Builder<>(Coding.of(type));
  }

  /** Begins a connection whose elements have their own codec. */
  public static <E> Builder<E> of(Codec<E> codec) {
    return new Builder<>(Coding.of(codec));
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
   * The other end, to be sent to the process that is to have it.
   *
   * @throws IllegalStateException if this end is closed
   */
  public PipeEnd<Connection<E>> other() {
    return PipeEnd.of(isFirst() ? PipeEnd.Side.SECOND : PipeEnd.Side.FIRST, this, settings);
  }

  @Override
  void release() {
    output.release();
    input.release();
  }

  @Override
  String role() {
    return "end";
  }

  /**
   * How to make or open a connection. Not safe for use by many threads.
   *
   * @param <E> the elements
   */
  public static final class Builder<E> {
    private final PipeSettings<E> settings;

    private Builder(Coding<E> coding) {
      this.settings = new PipeSettings<>(coding, PipeLayout.BOTH_WAYS);
    }

    /**
     * How many elements of up to {@link #elementBytes} can be on their way in each direction; 256
     * if not said. The room is a power of two of cells, so it may be more.
     */
    public Builder<E> capacity(int elements) {
      settings.capacity(elements);
      return this;
    }

    /**
     * The encoded size, in bytes, that the capacity is counted in; 56 if not said. Larger elements
     * work too, they take the room of several.
     */
    public Builder<E> elementBytes(int bytes) {
      settings.elementBytes(bytes);
      return this;
    }

    /** How this end's threads wait; {@link WaitStrategy#spinThenPark} if not said. */
    public Builder<E> waitStrategy(WaitStrategy strategy) {
      settings.waitStrategy(strategy);
      return this;
    }

    /**
     * Makes the connection and takes its first end. Errors of the file as of {@link
     * SharedQueueBuilder#create}.
     */
    public Connection<E> create(Domain domain, String name) {
      return settings.attach(
          Mode.CREATE, domain, name, true, core -> new Connection<>(core, settings));
    }

    /**
     * Takes the second end of a connection. Errors of the file as of {@link
     * SharedQueueBuilder#open}.
     *
     * @throws io.tandem.ipc.EndTakenException if it has been opened before
     */
    public Connection<E> open(Domain domain, String name) {
      return settings.attach(
          Mode.OPEN, domain, name, false, core -> new Connection<>(core, settings));
    }
  }
}
