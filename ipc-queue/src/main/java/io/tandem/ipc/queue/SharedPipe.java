package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.codec.Coding;
import io.tandem.ipc.queue.QueueSettings.Mode;
import io.tandem.ipc.wait.WaitStrategy;

/**
 * A pipe from one process to another: how to make it, and to open its ends.
 *
 * <pre>{@code
 * // JVM A                                         // JVM B
 * PipeWriter<Order> out =                          PipeReader<Order> in =
 *     SharedPipe.of(Order.class)                       SharedPipe.of(Order.class)
 *         .openWriter(shop, "orders");                     .openReader(shop, "orders");
 * out.send(order);                                 Order next = in.receive();
 * out.close();                                     in.receive(); // EOFException
 * }</pre>
 *
 * <p>Elements arrive in the order in which they were sent, each once. Each end is opened once, in
 * any order; the one that comes first makes the pipe. What happens when an end closes or its
 * process dies is said at {@link Sender} and {@link Receiver}. For bytes see {@link PipeStreams}.
 *
 * <p>Instead of opening the other end by its name, a process can be sent it, as a {@link PipeEnd}.
 *
 * @param <E> the elements
 */
public final class SharedPipe<E> {
  private final PipeSettings<E> settings;

  private SharedPipe(Coding<E> coding) {
    this.settings = new PipeSettings<>(coding, PipeLayout.ONE_WAY);
  }

  /** Begins a pipe for that type, with the codec that {@link Codecs#of} chooses. */
  public static <E> SharedPipe<E> of(Class<E> type) {
    return new SharedPipe<>(Coding.of(type));
  }

  /** Begins a pipe whose elements have their own codec. */
  public static <E> SharedPipe<E> of(Codec<E> codec) {
    return new SharedPipe<>(Coding.of(codec));
  }

  /**
   * How many elements of up to {@link #elementBytes} can be on their way; 256 if not said. The room
   * is a power of two of cells, so it may be more.
   */
  public SharedPipe<E> capacity(int elements) {
    settings.capacity(elements);
    return this;
  }

  /**
   * The encoded size, in bytes, that the capacity is counted in; 56 if not said. Larger elements
   * work too, they take the room of several.
   */
  public SharedPipe<E> elementBytes(int bytes) {
    settings.elementBytes(bytes);
    return this;
  }

  /** How this end's threads wait; {@link WaitStrategy#spinThenPark} if not said. */
  public SharedPipe<E> waitStrategy(WaitStrategy strategy) {
    settings.waitStrategy(strategy);
    return this;
  }

  /**
   * Takes the writing end; makes the pipe if there is none. Errors of the file as of {@link
   * SharedQueueBuilder#open}.
   *
   * @throws io.tandem.ipc.EndTakenException if it has been opened before
   */
  public PipeWriter<E> openWriter(Domain domain, String name) {
    return settings.attach(
        Mode.OPEN_OR_CREATE, domain, name, true, core -> new PipeWriter<>(core, settings));
  }

  /**
   * Takes the reading end; makes the pipe if there is none. Errors of the file as of {@link
   * SharedQueueBuilder#open}.
   *
   * @throws io.tandem.ipc.EndTakenException if it has been opened before
   */
  public PipeReader<E> openReader(Domain domain, String name) {
    return settings.attach(
        Mode.OPEN_OR_CREATE, domain, name, false, core -> new PipeReader<>(core, settings));
  }
}
