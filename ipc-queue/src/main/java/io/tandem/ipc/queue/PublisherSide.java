package io.tandem.ipc.queue;

import io.tandem.ipc.Attachment;
import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.ShutdownException;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Sink;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.wait.Attempt;
import io.tandem.ipc.wait.Doorbell;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a handle of a {@link Topic} needs to publish: a place, taken with its first message, and
 * turns for its threads. Encoding takes no turn.
 */
final class PublisherSide<E> {
  private static final long NANOS_BETWEEN_VERDICTS = 5_000_000;

  private final Attachment attachment;
  private final TopicRing ring;
  private final TopicSeats seats;
  private final TopicPlaces places;
  private final Liveness liveness;
  private final Codec<E> codec;
  private final Doorbell published;
  private final AtomicReference<Sink> spareSink = new AtomicReference<>();

  /** Held while publishing, and while the place is given up. */
  private final ReentrantLock turn = new ReentrantLock();

  private int place;
  private TopicWriter writer;

  /**
   * For an open handle.
   *
   * @param seats null if the topic is lossy
   * @param published rung for readers
   */
  PublisherSide(
      Attachment attachment,
      TopicRing ring,
      TopicSeats seats,
      TopicPlaces places,
      Liveness liveness,
      Codec<E> codec,
      Doorbell published) {
    this.attachment = attachment;
    this.ring = ring;
    this.seats = seats;
    this.places = places;
    this.liveness = liveness;
    this.codec = codec;
    this.published = published;
  }

  /** Publishes if no reader must be waited for. */
  boolean tryPublish(E message) {
    Sink sink = encode(message);
    boolean done = publishOnce(sink, liveness);
    spareSink.set(sink);
    return done;
  }

  /**
   * Publishes, waiting for slow readers for at most that time.
   *
   * @param room rings when readers have moved on
   */
  boolean publish(E message, WaitStrategy waiting, Doorbell room, long timeoutNanos)
      throws InterruptedException {
    Objects.requireNonNull(message, "message");
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Sink sink = encode(message);
    boolean done =
        publishOnce(sink, liveness)
            || waiting.await(room, new Publishing(sink, new Verdicts(liveness)), timeoutNanos);
    spareSink.set(sink);
    return done;
  }

  private final class Publishing implements Attempt {
    private final Sink sink;
    private final Verdicts verdicts;

    Publishing(Sink sink, Verdicts verdicts) {
      this.sink = sink;
      this.verdicts = verdicts;
    }

    @Override
    public boolean tryOnce() {
      return publishOnce(sink, verdicts);
    }
  }

  /** Asks now and then: a question costs system calls, and a thread that spins asks always. */
  private static final class Verdicts implements Liveness {
    private final Liveness liveness;
    private int last;
    private long nextNanos;

    Verdicts(Liveness liveness) {
      this.liveness = liveness;
    }

    @Override
    public int self() {
      return liveness.self();
    }

    @Override
    public boolean isDead(int owner) {
      long now = System.nanoTime();
      if (owner == last && now - nextNanos < 0) {
        return false;
      }
      last = owner;
      nextNanos = now + NANOS_BETWEEN_VERDICTS;
      return liveness.isDead(owner);
    }

    @Override
    public String describe(int owner) {
      return liveness.describe(owner);
    }
  }

  private Sink encode(E message) {
    Objects.requireNonNull(message, "message");
    attachment.checkOpen();
    Sink spare = spareSink.getAndSet(null);
    Sink sink = spare == null ? new Sink() : spare;
    sink.reset();
    codec.encode(message, sink);
    int most = ring.shape().messageBytes();
    if (sink.size() > most) {
      throw new MessageTooLargeException(
          Problem.of("the message is too large for the topic")
              .object(attachment.describe())
              .file(attachment.file())
              .next("Make the topic with larger messageBytes, or send it in parts"),
          sink.size(),
          most);
    }
    return sink;
  }

  private boolean publishOnce(Sink sink, Liveness verdicts) {
    long answer = publishInTurn(sink, verdicts);
    if (answer == TopicWriter.SHUT) {
      throw new ShutdownException(
          Problem.of("the topic has been shut down")
              .object(attachment.describe())
              .file(attachment.file())
              .next("To publish more, unlink the topic and create it anew"));
    }
    if (answer == TopicWriter.FULL) {
      return false;
    }
    published.ringAll();
    return true;
  }

  private long publishInTurn(Sink sink, Liveness verdicts) {
    turn.lock();
    try {
      attachment.checkOpen();
      if (writer == null) {
        writer = openWriter(places.claim(attachment.describe()));
      }
      return writer.tryPublish(sink.array(), sink.size(), verdicts);
    } catch (DamagedLaneException e) {
      throw attachment.damaged(e);
    } finally {
      turn.unlock();
    }
  }

  private TopicWriter openWriter(int claimed) {
    boolean done = false;
    try {
      TopicWriter opened = new TopicWriter(ring, seats, claimed, places.blocks(claimed));
      place = claimed;
      done = true;
      return opened;
    } finally {
      if (!done) {
        places.release(claimed);
      }
    }
  }

  /** Ends publishing, for all processes. */
  void end() {
    turn.lock();
    try {
      attachment.checkOpen();
      ring.seal();
    } catch (DamagedLaneException e) {
      throw attachment.damaged(e);
    } finally {
      turn.unlock();
    }
  }

  /** Gives the place up, after whoever is just publishing; the handle is closed already. */
  void leave() {
    turn.lock();
    try {
      if (writer != null) {
        places.release(place);
      }
    } finally {
      turn.unlock();
    }
  }
}
