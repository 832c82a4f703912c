package io.tandem.ipc.queue;

import io.tandem.ipc.Attachment;
import io.tandem.ipc.Domain;
import io.tandem.ipc.EvictedException;
import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.ReaderLimitException;
import io.tandem.ipc.SharedObject;
import io.tandem.ipc.ShutdownException;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.codec.Coding;
import io.tandem.ipc.codec.SerializableHandle;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.wait.Doorbell;
import io.tandem.ipc.wait.WaitStrategy;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Messages of any number of processes for any number of readers: each reader gets every message, in
 * the same order.
 *
 * <pre>{@code
 * // JVM A                                       // JVM B, and C, and D
 * Topic<Quote> quotes =                          Topic<Quote> quotes =
 *     Topic.of(Quote.class).lossy()                  Topic.of(Quote.class)
 *         .openOrCreate(shop, "quotes");                 .open(shop, "quotes");
 * quotes.publish(new Quote("ACME", 9.5));        try (var reader = quotes.reader(Start.newest())) {
 *                                                  Quote next = reader.take();
 *                                                }
 * }</pre>
 *
 * <p>A handle is safe for use by many threads, who take turns in publishing. A message that was
 * published happens-before its being read. Each message has a <b>position</b>: 0, 1, 2, and so on.
 *
 * <p><b>Two kinds</b>, chosen when the topic is made. In a {@linkplain TopicBuilder#lossy lossy}
 * topic publishers never wait; a reader that is too far behind loses the oldest messages, never a
 * part of one, and {@link TopicReader#lost} counts them exactly. In a {@linkplain
 * TopicBuilder#reliable() reliable} topic publishers wait for the slowest living reader, or
 * {@linkplain SlowReader#EVICT evict} it.
 *
 * <p><b>When a process dies</b>, at any instruction: a publisher's message is published whole, or
 * not at all, and nobody waits for it. A dead reader holds nobody up: publishers that wait learn of
 * its death within 20 ms, those that have waited for seconds within 100 ms. A process that is
 * stopped while it publishes holds nobody up either; one that is stopped while it should read is
 * alive, and a reliable topic waits for it or evicts it.
 *
 * <p><b>Memory.</b> Each handle that publishes has room for as many messages as the topic keeps,
 * given with its first message and passed on to the next one when it closes or dies.
 *
 * @param <E> the messages
 */
public final class Topic<E> implements SharedObject, SerializableHandle {
  private static final long serialVersionUID = 1L;

  private final transient Attachment attachment;
  private final transient TopicShape shape;
  private final transient Coding<E> coding;
  private final transient WaitStrategy waiting;
  private final transient TopicRing ring;
  private final transient TopicPlaces places;
  private final transient TopicSeats seats;
  private final transient Doorbell published;
  private final transient Doorbell room;
  private final transient PublisherSide<E> publishing;

  /** Those that are open; guarded by itself, also while one is made. */
  private final transient Set<TopicReader<E>> readers = new HashSet<>();

  Topic(
      Domain domain,
      String name,
      Segment segment,
      Liveness liveness,
      TopicShape shape,
      TopicBuilder<E> builder) {
    this.attachment = new Attachment(domain, "topic", name, segment, Attachment.OPEN_AGAIN);
    this.shape = shape;
    this.coding = builder.coding();
    this.waiting = builder.waiting();
    this.ring = new TopicRing(segment.body(), shape);
    this.places = new TopicPlaces(QueueLanes.memoryOf(segment), shape, liveness);
    this.seats = shape.isLossy() ? null : new TopicSeats(ring, liveness);
    this.published = new Doorbell(segment.body(), TopicLayout.PUBLISHED);
    this.room = new Doorbell(segment.body(), TopicLayout.ROOM);
    this.publishing =
        new PublisherSide<>(attachment, ring, seats, places, liveness, coding.codec(), published);
  }

  /** Begins a topic of that type, with the codec that {@link Codecs#of} chooses. */
  public static <E> TopicBuilder<E> of(Class<E> type) {
    return new TopicBuilder<>(Coding.of(type));
  }

  /** Begins a topic whose messages have their own codec. */
  public static <E> TopicBuilder<E> of(Codec<E> codec) {
    return new TopicBuilder<>(Coding.of(codec));
  }

  /**
   * Publishes a message if no reader must be waited for. Of a lossy topic, or one that evicts, that
   * is always so.
   *
   * @return whether it has been published
   * @throws NullPointerException if it is null
   * @throws ShutdownException if the topic has been shut down
   * @throws MessageTooLargeException if it takes more bytes than {@link #maxMessageBytes}
   * @throws io.tandem.ipc.CodecException if it cannot be encoded
   * @throws io.tandem.ipc.ProducerLimitException if every publisher's place is taken
   * @throws io.tandem.ipc.StorageFullException if the file system has no room for the blocks of
   *     this publisher
   * @throws IllegalStateException if this handle is closed
   */
  public boolean tryPublish(E message) {
    return publishing.tryPublish(message);
  }

  /** As {@link #tryPublish}, waiting for slow readers as long as it takes. */
  public void publish(E message) throws InterruptedException {
    publish(message, Long.MAX_VALUE);
  }

  /**
   * As {@link #tryPublish}, waiting for slow readers for at most that time.
   *
   * @return whether it has been published
   */
  public boolean publish(E message, long timeout, TimeUnit unit) throws InterruptedException {
    return publish(message, unit.toNanos(timeout));
  }

  private boolean publish(E message, long timeoutNanos) throws InterruptedException {
    return publishing.publish(message, waiting, room, timeoutNanos);
  }

  /**
   * Begins to read. The reader belongs to this handle: it is closed with it.
   *
   * @throws IllegalArgumentException if the position to start at is beyond {@link #position}
   * @throws ReaderLimitException if the topic is reliable and every reader's seat is taken
   * @throws IllegalStateException if this handle is closed
   */
  public TopicReader<E> reader(Start start) {
    Objects.requireNonNull(start, "start");
    synchronized (readers) {
      checkOpen();
      try {
        TopicReader<E> reader = new TopicReader<>(this, cursor(start), coding.codec(), waiting);
        readers.add(reader);
        return reader;
      } catch (DamagedLaneException e) {
        throw damaged(e);
      }
    }
  }

  private TopicCursor cursor(Start start) {
    long next = ring.next();
    long kept = Math.max(ring.first(), next - ring.entries());
    long lead = shape.delivery() == TopicShape.EVICTING ? ring.entries() / 4 : 0;
    long oldest = Math.max(kept, next - ring.entries() + lead);
    long wanted = ring.first() + start.choose(oldest - ring.first(), next - ring.first());
    if (wanted > next || wanted < 0) {
      throw new IllegalArgumentException(
          Problem.of("there is no such position yet")
              .object(toString())
              .file(file())
              .fact("wanted", start)
              .fact("next", "position " + (next - ring.first()))
              .next("Start at the newest, or at a position that this topic has told")
              .toString());
    }
    TopicCursor cursor = cursorAt(Math.max(wanted, kept));
    if (start.isPosition()) {
      cursor.addLost(cursor.position() - wanted);
    }
    return cursor;
  }

  private TopicCursor cursorAt(long position) {
    if (seats == null) {
      return new TopicCursor(ring, places, position);
    }
    TopicSeats.Seat seat = seats.trySit(position);
    if (seat == null) {
      throw new ReaderLimitException(
          Problem.of("every reader's seat is taken by a living process")
              .object(toString())
              .file(file())
              .fact("seats", shape.readers())
              .holder(seats.holders())
              .next(
                  "Close readers that are no longer used, or make the topic with more maxReaders"));
    }
    return new TopicCursor(ring, places, seat);
  }

  /** Forgets a reader that has been closed. */
  void closed(TopicReader<E> reader) {
    synchronized (readers) {
      readers.remove(reader);
    }
    ringRoom();
  }

  /**
   * The topic as a publisher of the JDK's reactive streams: each subscriber has a reader of its own
   * from the moment it subscribes, and a thread of its own.
   *
   * <p>Subscribers get no more messages than they request. In a reliable topic one that requests
   * nothing is a slow reader. When the topic has been shut down and everything has been received
   * they get {@code onComplete}; when they are evicted, when this handle is closed or the memory is
   * damaged, {@code onError} with what {@link TopicReader#take} throws. Cancelling closes the
   * reader. The subscription is a {@link TopicSubscription}, which knows positions and losses.
   *
   * @param start where each subscriber begins
   */
  public Flow.Publisher<E> asPublisher(Start start) {
    return asPublisher(start, new TopicSubscriptions.Threads(toString()));
  }

  /**
   * As {@link #asPublisher(Start)}, with threads of the caller's.
   *
   * @param executor gets one task for each subscription, which lasts as long as the subscription
   */
  public Flow.Publisher<E> asPublisher(Start start, Executor executor) {
    return new TopicSubscriptions<>(this, start, executor, waiting);
  }

  /** The position of the next message: how many have been published so far. */
  public long position() {
    return look(ring::next) - ring.first();
  }

  /** The position of the oldest message that is kept. */
  public long oldestPosition() {
    return Math.max(0, position() - ring.entries());
  }

  private long look(LongSupplier action) {
    checkOpen();
    try {
      return action.getAsLong();
    } catch (DamagedLaneException e) {
      throw damaged(e);
    }
  }

  /**
   * Ends publishing, for all processes and for good. What has been published can still be read;
   * then readers are told. A publisher gets {@link ShutdownException} from now on. To shut down
   * again does nothing.
   */
  public void shutdown() {
    publishing.end();
    published.ringAll();
    room.ringAll();
  }

  /** Whether the topic has been shut down, by any process. */
  public boolean isShutdown() {
    boolean shutdown = look(() -> ring.isSealed() ? 1 : 0) == 1;
    checkOpen();
    return shutdown;
  }

  /** How many messages are kept at least; what was asked for, rounded up. */
  public int capacity() {
    return (int) ring.entries() - 1;
  }

  /** The most bytes that a message can take, encoded. */
  public int maxMessageBytes() {
    return shape.messageBytes();
  }

  Doorbell published() {
    return published;
  }

  /** Tells publishers that a reader has moved on. */
  void ringRoom() {
    if (!shape.isLossy()) {
      room.ringAll();
    }
  }

  /** What positions begin with in memory. */
  long first() {
    return ring.first();
  }

  EvictedException evicted(long position) {
    long kept = look(ring::next) - ring.entries();
    return new EvictedException(
        Problem.of("the reader was evicted, as it held the publishers up")
            .object(toString())
            .file(file())
            .next(
                "Read faster, or make the topic with more capacity; a new reader starts with what"
                    + " is kept"),
        position - ring.first(),
        Math.max(0, kept - position));
  }

  ShutdownException ended() {
    return new ShutdownException(
        Problem.of("the topic has been shut down and everything has been read")
            .object(toString())
            .file(file())
            .next("Close the reader"));
  }

  /** What to throw where damage was found: of a closed segment's memory nothing is true. */
  RuntimeException damaged(DamagedLaneException e) {
    return attachment.damaged(e);
  }

  void checkOpen() {
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
   * <p>Closes the readers of this handle. What was published stays.
   */
  @Override
  public void close() {
    if (!attachment.tryClose()) {
      return;
    }
    publishing.leave();
    List<TopicReader<E>> open;
    synchronized (readers) {
      open = new ArrayList<>(readers);
    }
    open.forEach(TopicReader::close);
    published.ringAll();
    room.ringAll();
    attachment.detach(this);
  }

  @Override
  public String toString() {
    return attachment.describe();
  }

  /** What travels when the handle is serialized. It is read with the usual wait strategy. */
  private Object writeReplace() {
    return attachment.serialized(new TopicBuilder.Opener<>(coding));
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a handle is read as its serialized form");
  }
}
