package io.tandem.ipc.queue;

import io.tandem.ipc.wait.Attempt;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A topic as a {@link Flow.Publisher}. Each subscription is a task with a reader of its own that
 * waits for demand and messages at the same time.
 */
final class TopicSubscriptions<E> implements Flow.Publisher<E> {
  private final Topic<E> topic;
  private final Start start;
  private final Executor executor;
  private final WaitStrategy waiting;

  TopicSubscriptions(Topic<E> topic, Start start, Executor executor, WaitStrategy waiting) {
    this.topic = topic;
    this.start = Objects.requireNonNull(start, "start");
    this.executor = Objects.requireNonNull(executor, "executor");
    this.waiting = waiting;
  }

  /** A daemon thread for each task. */
  record Threads(String topic) implements Executor {
    @Override
    public void execute(Runnable task) {
      Thread thread = new Thread(task, "subscriber of " + topic);
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public void subscribe(Flow.Subscriber<? super E> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    TopicReader<E> reader;
    try {
      reader = topic.reader(start);
    } catch (RuntimeException e) {
      refuse(subscriber, e);
      return;
    }
    try {
      executor.execute(new Subscription<>(topic, reader, subscriber, waiting));
    } catch (RuntimeException e) {
      reader.close();
      refuse(subscriber, e);
    }
  }

  /** The contract wants a subscription before an error. */
  private static void refuse(Flow.Subscriber<?> subscriber, RuntimeException error) {
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long messages) {}

          @Override
          public void cancel() {}
        });
    subscriber.onError(error);
  }

  private static final class Subscription<E> implements TopicSubscription, Runnable, Attempt {
    private final Topic<E> topic;
    private final TopicReader<E> reader;
    private final Flow.Subscriber<? super E> subscriber;
    private final WaitStrategy waiting;
    private final TopicReader<E>.Reading reading;
    private final AtomicLong demand = new AtomicLong();
    private volatile boolean canceled;
    private volatile boolean waits;
    private volatile IllegalArgumentException wrongRequest;
    private boolean ended;

    Subscription(
        Topic<E> topic,
        TopicReader<E> reader,
        Flow.Subscriber<? super E> subscriber,
        WaitStrategy waiting) {
      this.topic = topic;
      this.reader = reader;
      this.subscriber = subscriber;
      this.waiting = waiting;
      this.reading = reader.new Reading();
    }

    @Override
    public void run() {
      try {
        subscriber.onSubscribe(this);
        Throwable error = deliver();
        if (canceled) {
          return;
        }
        canceled = true; // nothing comes after what follows
        reader.close();
        if (error == null) {
          subscriber.onComplete();
        } else {
          subscriber.onError(error);
        }
      } finally { // also when the subscriber has thrown
        cancel();
      }
    }

    /** Delivers until the end: null, or what has ended it. Not what the subscriber throws. */
    private Throwable deliver() {
      while (true) {
        try {
          waits = true;
          waiting.await(topic.published(), this);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return e;
        } catch (RuntimeException e) {
          return e;
        } finally {
          waits = false;
        }
        if (canceled || ended) {
          return null;
        }
        if (wrongRequest != null) {
          return wrongRequest;
        }
        E message = reading.message;
        reading.message = null;
        subscriber.onNext(message);
      }
    }

    /** Whether there is something to do. */
    @Override
    public boolean tryOnce() {
      if (canceled || wrongRequest != null) {
        return true;
      }
      if (demand.get() == 0) {
        return reader.isEnded() && lookForEnd();
      }
      if (lookForEnd()) {
        return true;
      }
      if (reading.message == null) {
        return false;
      }
      demand.getAndUpdate(wanted -> wanted == Long.MAX_VALUE ? wanted : wanted - 1);
      return true;
    }

    /** Reads; whether that has found the end. */
    private boolean lookForEnd() {
      ended = reading.look() == TopicCursor.END;
      return ended;
    }

    @Override
    public void request(long messages) {
      if (messages <= 0) {
        wrongRequest =
            new IllegalArgumentException(
                "a request for " + messages + " messages; it must be for 1 or more.");
      } else {
        demand.getAndUpdate(wanted -> wanted + messages < 0 ? Long.MAX_VALUE : wanted + messages);
      }
      if (waits && !canceled) {
        topic.published().ringAll();
      }
    }

    @Override
    public void cancel() {
      canceled = true;
      reader.close();
    }

    @Override
    public long position() {
      return reader.position();
    }

    @Override
    public long lost() {
      return reader.lost();
    }
  }
}
