package io.tandem.ipc.queue;

import io.tandem.ipc.Attachment;
import io.tandem.ipc.Domain;
import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.SharedObject;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.codec.Coding;
import io.tandem.ipc.codec.SerializableHandle;
import io.tandem.ipc.codec.Sink;
import io.tandem.ipc.codec.Source;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.wait.Doorbell;
import io.tandem.ipc.wait.WaitStrategy;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The latest value of one process, for any number of others to read: a price, a configuration, the
 * state of a service. Readers get the newest value whole, never parts of two; values in between are
 * not kept.
 *
 * <pre>{@code
 * LatestValue<Quote> quote = LatestValue.of(Quote.class).openOrCreate(shop, "ACME");
 * quote.set(new Quote(9.5, 9.6));          // in one process
 * Quote now = quote.get();                 // in any other
 * }</pre>
 *
 * <p>A handle is safe for use by many threads. Neither {@link #set} nor {@link #get} ever waits for
 * another process.
 *
 * <p><b>One writer.</b> The first process that sets a value is the writer until it closes its
 * handle, leaves the domain or dies; then another can be.
 *
 * <p><b>When a process dies</b>, at any instruction: the value that its writer was just setting is
 * set or it is not; readers go on with the last one that is. The value outlives its writer.
 *
 * @param <E> the value
 */
public final class LatestValue<E> implements SharedObject, SerializableHandle {
  private static final long serialVersionUID = 1L;

  private final transient Attachment attachment;
  private final transient Liveness liveness;
  private final transient LatestCell cell;
  private final transient int maxValueBytes;
  private final transient Coding<E> coding;
  private final transient Codec<E> codec;
  private final transient WaitStrategy waiting;
  private final transient Doorbell changed;
  private final transient Object writing = new Object();
  private final transient Sink sink = new Sink();

  LatestValue(
      Domain domain,
      String name,
      Segment segment,
      Liveness liveness,
      LatestCell cell,
      int maxValueBytes,
      LatestValueBuilder<E> builder) {
    this.attachment = new Attachment(domain, "latest value", name, segment, Attachment.OPEN_AGAIN);
    this.liveness = liveness;
    this.cell = cell;
    this.maxValueBytes = maxValueBytes;
    this.coding = builder.coding();
    this.codec = coding.codec();
    this.waiting = builder.waiting();
    this.changed = new Doorbell(segment.body(), LatestLayout.CHANGED);
  }

  /** Begins a value of that type, with the codec that {@link Codecs#of} chooses. */
  public static <E> LatestValueBuilder<E> of(Class<E> type) {
    return new LatestValueBuilder<>(Coding.of(type));
  }

  /** Begins a value that has its own codec. */
  public static <E> LatestValueBuilder<E> of(Codec<E> codec) {
    return new LatestValueBuilder<>(Coding.of(codec));
  }

  /**
   * Sets the value.
   *
   * @throws NullPointerException if it is null
   * @throws ProducerLimitException if another living process is the writer
   * @throws MessageTooLargeException if it takes more bytes than {@link #maxValueBytes}
   * @throws io.tandem.ipc.CodecException if it cannot be encoded
   */
  public void set(E value) {
    Objects.requireNonNull(value, "value");
    synchronized (writing) {
      checkOpen();
      if (!cell.tryClaim(liveness)) {
        throw anotherWriter();
      }
      sink.reset();
      codec.encode(value, sink);
      if (sink.size() > maxValueBytes) {
        throw tooLarge(sink.size());
      }
      cell.write(sink.array(), sink.size());
    }
    changed.ringAll();
  }

  private ProducerLimitException anotherWriter() {
    return new ProducerLimitException(
        Problem.of("the value has a writer that is alive")
            .object(toString())
            .file(file())
            .holder(liveness.describe(cell.writer()))
            .next("Close it there first; a value has one writer at a time"));
  }

  private MessageTooLargeException tooLarge(int size) {
    return new MessageTooLargeException(
        Problem.of("the value is too large")
            .object(toString())
            .file(file())
            .next("Make it with a larger valueBytes"),
        size,
        maxValueBytes);
  }

  /** The newest value; null if none was ever set. */
  public E get() {
    while (true) {
      checkOpen();
      long version = cell.version();
      if (version == 0) {
        checkOpen();
        return null;
      }
      byte[] bytes = copy(version);
      if (bytes != null) {
        Source source = new Source();
        source.reset(bytes, 0, bytes.length);
        E value = codec.decode(source);
        source.requireEnd();
        return value;
      }
    }
  }

  private byte[] copy(long version) {
    try {
      int length = cell.length(version);
      if (length == LatestCell.DISTURBED) {
        return null;
      }
      byte[] bytes = new byte[length];
      boolean whole = cell.tryRead(version, bytes, length);
      checkOpen(); // of a closed segment's memory nothing is true
      return whole ? bytes : null;
    } catch (DamagedLaneException e) {
      throw attachment.damaged(e);
    }
  }

  /** How many values have been set; a later value has a larger number. */
  public long version() {
    checkOpen();
    return cell.version();
  }

  /**
   * Waits until more values have been set than that.
   *
   * @param version what {@link #version} has answered before, or 0 for the first value
   */
  public void awaitNewer(long version) throws InterruptedException {
    waiting.await(changed, () -> version() > version);
  }

  /** As {@link #awaitNewer(long)}, for at most that time; whether there is a newer value. */
  public boolean awaitNewer(long version, long timeout, TimeUnit unit) throws InterruptedException {
    return waiting.await(changed, () -> version() > version, unit.toNanos(timeout));
  }

  /** The most bytes that a value can take, encoded. */
  public int maxValueBytes() {
    return maxValueBytes;
  }

  private void checkOpen() {
    attachment.checkOpen();
  }

  @Override
  public String name() {
    return attachment.name();
  }

  @Override
  public Path file() {
    return attachment.file();
  }

  @Override
  public boolean isClosed() {
    return attachment.isClosed();
  }

  /**
   * {@inheritDoc}
   *
   * <p>The value stays. If this process was its writer, another can be.
   */
  @Override
  public void close() {
    synchronized (writing) {
      if (!attachment.tryClose()) {
        return;
      }
      cell.release(liveness);
    }
    changed.ringAll();
    attachment.detach(this);
  }

  @Override
  public String toString() {
    return attachment.describe();
  }

  /** What travels when the handle is serialized. It is read with the usual wait strategy. */
  private Object writeReplace() {
    return attachment.serialized(new LatestValueBuilder.Opener<>(coding));
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a handle is read as its serialized form");
  }
}
