package io.tandem.ipc.queue;

import io.tandem.ipc.Attachment;
import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Domain;
import io.tandem.ipc.Problem;
import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.SharedObject;
import io.tandem.ipc.codec.SerializableHandle;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.wait.Doorbell;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The raw form of a queue: records of bytes from one producer at a time, without codec, allocation
 * or copy where none is needed. What {@link SharedQueue} is built from, for those who count
 * nanoseconds.
 *
 * <pre>{@code
 * Lane ticks = Lane.builder().cells(1 << 14).payloadBytes(32).openOrCreate(domain, "ticks");
 *
 * try (LaneProducer producer = ticks.openProducer()) {       // one process
 *   long at = producer.tryClaim(32);
 *   if (at != LaneProducer.FULL) {
 *     producer.memory().writeLong(at, price);                // in place
 *     producer.commit(at, 32);
 *   }
 * }
 *
 * try (LaneConsumer consumer = ticks.openConsumer()) {       // another process
 *   consumer.read((memory, at, length) -> seen(memory.readLong(at)), 1000);
 * }
 * }</pre>
 *
 * <p><b>When a process dies</b>, at any instruction: of the producer's records, those committed (as
 * batches: published) are in the lane and the others are not; another producer may then be opened.
 * A single consumer that dies while it reads a batch has published no progress for it, so the next
 * consumer sees that batch again. Competing takers each take a record or do not.
 *
 * <p>A handle is safe for use by many threads; the producers, consumers and takers opened from it
 * belong to one thread each.
 */
public final class Lane implements SharedObject, SerializableHandle {
  static final int VERSION = LaneObjectLayout.LAYOUT.version();

  private static final long serialVersionUID = 1L;

  private final transient Attachment attachment;
  private final transient Liveness liveness;
  private final transient LaneRing ring;
  private final transient boolean competing;
  private final transient Doorbell notEmpty;
  private final transient Doorbell notFull;
  private final transient Set<Runnable> ends = ConcurrentHashMap.newKeySet();

  Lane(
      Domain domain,
      String name,
      Segment segment,
      Liveness liveness,
      LaneRing ring,
      boolean competing) {
    this.attachment = new Attachment(domain, "lane", name, segment, Attachment.OPEN_AGAIN);
    this.liveness = liveness;
    this.ring = ring;
    this.competing = competing;
    this.notEmpty = new Doorbell(segment.body(), LaneObjectLayout.NOT_EMPTY);
    this.notFull = new Doorbell(segment.body(), LaneObjectLayout.NOT_FULL);
  }

  /** Begins a lane. */
  public static LaneBuilder builder() {
    return new LaneBuilder();
  }

  /**
   * Becomes the lane's producer.
   *
   * @throws ProducerLimitException if a living process is the producer
   * @throws CorruptSegmentException if the lane has been damaged
   */
  public LaneProducer openProducer() {
    checkOpen();
    try {
      LaneWriter writer = LaneWriter.tryClaim(ring, liveness);
      if (writer == null) {
        throw taken("producer", LaneLayout.PRODUCER);
      }
      return new LaneProducer(this, writer);
    } catch (DamagedLaneException e) {
      throw damaged(e);
    }
  }

  /** As {@link #openConsumer(Polling)} with {@link Polling#adaptive}. */
  public LaneConsumer openConsumer() {
    return openConsumer(Polling.adaptive());
  }

  /**
   * Becomes the lane's single consumer.
   *
   * @throws ProducerLimitException if a living process is the consumer
   * @throws IllegalStateException if the lane was made for competing takers
   */
  public LaneConsumer openConsumer(Polling polling) {
    checkOpen();
    requireTakers(false, "openTaker");
    LaneReader reader = LaneReader.tryClaim(ring, liveness, polling);
    if (reader == null) {
      throw taken("consumer", LaneLayout.CONSUMER);
    }
    return new LaneConsumer(this, reader);
  }

  /**
   * Opens one of any number of competing takers.
   *
   * @throws IllegalStateException if the lane was made for a single consumer
   */
  public LaneTaker openTaker() {
    checkOpen();
    requireTakers(true, "openConsumer");
    return new LaneTaker(this, ring);
  }

  private void requireTakers(boolean wanted, String instead) {
    if (competing != wanted) {
      throw new IllegalStateException(
          this
              + " was made for "
              + (competing ? "competing takers" : "a single consumer")
              + ". Use "
              + instead
              + ", or make the lane with the other kind.");
    }
  }

  private ProducerLimitException taken(String role, long ownerOffset) {
    return new ProducerLimitException(
        Problem.of("the lane has a " + role + " that is alive")
            .object(toString())
            .file(file())
            .holder(liveness.describe((int) ring.words.getAcquire(ownerOffset)))
            .next("Close it there first; a lane has one " + role + " at a time"));
  }

  CorruptSegmentException damaged(DamagedLaneException e) {
    return attachment.damaged(e);
  }

  void checkOpen() {
    attachment.checkOpen();
  }

  Words memory() {
    return ring.words;
  }

  LaneRing ring() {
    return ring;
  }

  Liveness liveness() {
    return liveness;
  }

  Doorbell notEmpty() {
    return notEmpty;
  }

  Doorbell notFull() {
    return notFull;
  }

  /** The longest record that can be claimed and read in place, in bytes. */
  public int maxInPlaceBytes() {
    return ring.maxInPlace();
  }

  /** The longest record at all, in bytes; it would fill the lane. */
  public int maxRecordBytes() {
    return ring.maxLength();
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
   * <p>Close producers and consumers first, each in its own thread: what one of them is just doing
   * while the lane is closed may be lost, for a consumer: seen again.
   */
  @Override
  public void close() {
    if (!attachment.tryClose()) {
      return;
    }
    for (Runnable end : ends) {
      end.run();
    }
    notEmpty.ringAll();
    notFull.ringAll();
    attachment.detach(this);
  }

  @Override
  public String toString() {
    return attachment.describe();
  }

  /** Remembers how to give an end of the lane up when the handle is closed. */
  Runnable onClose(Runnable release) {
    ends.add(release);
    return release;
  }

  /** Forgets an end that has been given up. */
  void forget(Runnable release) {
    ends.remove(release);
  }

  /** What travels when the handle is serialized. */
  private Object writeReplace() {
    return attachment.serialized(new LaneBuilder.Opener());
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a handle is read as its serialized form");
  }
}
