package io.tandem.ipc.queue;

import io.tandem.ipc.EvictedException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.ShutdownException;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Source;
import io.tandem.ipc.wait.Attempt;
import io.tandem.ipc.wait.Awaitable;
import io.tandem.ipc.wait.Doorbell;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A reader of a {@link Topic}: gets the messages one after the other, from where it has begun. Can
 * be waited for together with others, by {@link io.tandem.ipc.wait.WaitAny}.
 *
 * <p>Safe for use by many threads; then each message goes to one of them. In a reliable topic what
 * has been read makes room, so a reader that is not used any more should be closed. One whose
 * process dies, or leaves the domain, holds nobody up.
 *
 * @param <E> the messages
 */
public final class TopicReader<E> implements Awaitable, AutoCloseable {
  private final Topic<E> topic;
  private final TopicCursor cursor;
  private final Codec<E> codec;
  private final WaitStrategy waiting;
  private final Source source = new Source();
  private final ReentrantLock turn = new ReentrantLock();
  private volatile boolean closed;

  TopicReader(Topic<E> topic, TopicCursor cursor, Codec<E> codec, WaitStrategy waiting) {
    this.topic = topic;
    this.cursor = cursor;
    this.codec = codec;
    this.waiting = waiting;
  }

  /**
   * Reads the next message if there is one; otherwise null.
   *
   * @throws EvictedException if publishers have not waited for this reader, see {@link SlowReader}
   * @throws IllegalStateException if this reader or its topic's handle is closed
   * @throws io.tandem.ipc.CodecException if the message cannot be decoded; it is passed over then
   * @throws io.tandem.ipc.CorruptSegmentException if the memory is damaged
   */
  public E poll() {
    Reading reading = new Reading();
    reading.look();
    return reading.message;
  }

  /**
   * Reads the next message, waiting for at most that time; null when the time is over.
   *
   * @throws ShutdownException if the topic has been shut down and everything has been read; the
   *     others as of {@link #poll()}
   */
  public E poll(long timeout, TimeUnit unit) throws InterruptedException {
    Reading reading = new Reading();
    waiting.await(topic.published(), reading, unit.toNanos(timeout));
    return reading.message;
  }

  /**
   * Reads the next message, waiting for as long as it takes.
   *
   * @throws ShutdownException if the topic has been shut down and everything has been read; the
   *     others as of {@link #poll()}
   */
  public E take() throws InterruptedException {
    Reading reading = new Reading();
    waiting.await(topic.published(), reading);
    return reading.message;
  }

  /** An attempt to read that keeps what it gets. */
  final class Reading implements Attempt {
    E message;

    @Override
    public boolean tryOnce() {
      if (look() == TopicCursor.END) {
        throw topic.ended();
      }
      return message != null;
    }

    /** Reads; what {@link TopicCursor#tryRead} has answered. */
    int look() {
      int answer;
      turn.lock();
      try {
        checkOpen();
        answer = cursor.tryRead();
        checkOpen(); // of a closed segment's memory nothing is true
        if (answer >= 0) {
          source.reset(cursor.bytes(), 0, answer);
          message = codec.decode(source);
          source.requireEnd();
        }
      } catch (DamagedLaneException e) {
        checkOpen();
        throw topic.damaged(e);
      } finally {
        turn.unlock();
      }
      if (answer == TopicCursor.EVICTED) {
        throw topic.evicted(cursor.position());
      }
      if (answer >= 0) {
        topic.ringRoom();
      }
      return answer;
    }
  }

  /** The position of the next message that this reader will get, if it is kept until then. */
  public long position() {
    return cursor.position() - topic.first();
  }

  /** How many messages there are that this reader has not got yet, kept or not. */
  public long lag() {
    checkOpen();
    return Math.max(0, topic.position() - position());
  }

  /**
   * How many messages this reader has lost so far: those between two that it got, or before the
   * first if it was to start at a position, which had been replaced by newer ones before they could
   * be read. In a reliable topic only the latter.
   */
  public long lost() {
    return cursor.lost();
  }

  /** Whether no message will come any more, or this reader has been evicted. */
  boolean isEnded() {
    checkOpen();
    boolean ended = cursor.isEnded();
    checkOpen();
    return ended;
  }

  @Override
  public Doorbell bell() {
    return topic.published();
  }

  /** Whether {@link #take} would not wait: for a message, or to tell the end or an eviction. */
  @Override
  public boolean isReady() {
    checkOpen();
    boolean ready = cursor.isReady();
    checkOpen();
    return ready;
  }

  private void checkOpen() {
    topic.checkOpen();
    if (closed) {
      throw new IllegalStateException(
          Problem.of("the reader has been closed")
              .object(toString())
              .file(topic.file())
              .next("Open another one to go on; it can start where this one has stopped")
              .toString());
    }
  }

  /** Whether {@link #close} has been called on this reader or its topic's handle. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Stops reading. Threads that wait in this reader get {@link IllegalStateException}. In a
   * reliable topic nobody waits for it any more. Closing again does nothing.
   */
  @Override
  public void close() {
    turn.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      cursor.leave();
    } finally {
      turn.unlock();
    }
    topic.published().ringAll();
    topic.closed(this);
  }

  @Override
  public String toString() {
    return "reader of " + topic;
  }
}
