package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import io.tandem.ipc.EvictedException;
import io.tandem.ipc.ReaderLimitException;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.TempDomain;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A topic as a publisher of the JDK's reactive streams. */
class TopicFlowTest {
  @RegisterExtension final TempDomain temporary = new TempDomain();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Domain domain;
  private Topic<Long> topic;

  @BeforeEach
  void open() {
    domain = temporary.open();
    topic =
        Topic.of(Codecs.longs())
            .capacity(7)
            .maxReaders(1)
            .reliable(SlowReader.EVICT)
            .create(domain, "topic");
  }

  @AfterEach
  void close() {
    domain.close();
    threads.shutdownNow();
  }

  /** Keeps all signals, in order, and requests nothing by itself. */
  private static final class Signals implements Flow.Subscriber<Long> {
    private final BlockingQueue<Object> all = new LinkedBlockingQueue<>();
    private volatile TopicSubscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      if (given instanceof TopicSubscription known) {
        subscription = known;
      }
      all.add("subscribed");
    }

    @Override
    public void onNext(Long message) {
      all.add(message);
    }

    @Override
    public void onError(Throwable error) {
      all.add(error);
    }

    @Override
    public void onComplete() {
      all.add("complete");
    }

    Object next() throws InterruptedException {
      Object signal = all.poll(30, TimeUnit.SECONDS);
      assertThat(signal).as("a signal in time").isNotNull();
      return signal;
    }
  }

  private Signals subscribe() throws InterruptedException {
    Signals signals = new Signals();
    topic.asPublisher(Start.oldest()).subscribe(signals);
    assertThat(signals.next()).isEqualTo("subscribed");
    return signals;
  }

  private void publish(long from, long to) {
    for (long i = from; i < to; i++) {
      assertThat(topic.tryPublish(i)).isTrue();
    }
  }

  @Test
  void asManyMessagesComeAsAreRequested() throws Exception {
    Signals signals = subscribe();
    publish(0, 4);
    signals.subscription.request(1);
    assertThat(signals.next()).isEqualTo(0L);
    signals.subscription.request(1);
    signals.subscription.request(1);
    assertThat(signals.next()).isEqualTo(1L);
    assertThat(signals.next()).isEqualTo(2L);
    assertThat(signals.subscription.position()).isEqualTo(3);
    assertThat(signals.subscription.lost()).isZero();
    assertThat(signals.all).isEmpty();
    signals.subscription.request(Long.MAX_VALUE);
    signals.subscription.request(Long.MAX_VALUE);
    assertThat(signals.next()).isEqualTo(3L);
    publish(4, 5);
    assertThat(signals.next()).isEqualTo(4L);
    topic.shutdown();
    assertThat(signals.next()).isEqualTo("complete");
    assertThat(signals.all).isEmpty();
  }

  @Test
  void theEndNeedsNoRequest() throws Exception {
    Signals signals = subscribe();
    publish(0, 1);
    signals.subscription.request(1);
    assertThat(signals.next()).isEqualTo(0L);
    topic.shutdown();
    assertThat(signals.next()).isEqualTo("complete");
  }

  @Test
  void whoCancelsLeavesItsSeatAndHearsNothingMore() throws Exception {
    Signals signals = subscribe();
    Signals second = new Signals();
    topic.asPublisher(Start.oldest()).subscribe(second);
    assertThat(second.next()).isEqualTo("subscribed");
    assertThat(second.next()).as("there is one seat").isInstanceOf(ReaderLimitException.class);
    signals.subscription.request(5);
    signals.subscription.cancel();
    signals.subscription.cancel();
    signals.subscription.request(5);
    publish(0, 5);
    Signals third = subscribe();
    third.subscription.request(1);
    assertThat(third.next()).isEqualTo(0L);
    topic.shutdown();
    assertThat(signals.all).isEmpty();
  }

  @Test
  void aSubscriberThatRequestsNothingIsEvictedInTheEnd() throws Exception {
    Signals signals = subscribe();
    publish(0, 9);
    assertThat(signals.next())
        .isInstanceOfSatisfying(EvictedException.class, e -> assertThat(e.position()).isZero());
  }

  @Test
  void aRequestForNothingIsAnError() throws Exception {
    Signals signals = subscribe();
    signals.subscription.request(0);
    assertThat((Throwable) signals.next())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a request for 0 messages; it must be for 1 or more.");
    publish(0, 9);
    assertThat(signals.all).isEmpty();
  }

  @Test
  void closingTheTopicEndsSubscriptions() throws Exception {
    Signals signals = subscribe();
    signals.subscription.request(1);
    topic.close();
    assertThat(signals.next()).isInstanceOf(IllegalStateException.class);
    Signals late = new Signals();
    topic.asPublisher(Start.oldest()).subscribe(late);
    assertThat(late.next()).isEqualTo("subscribed");
    assertThat(late.next()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> topic.asPublisher(Start.oldest()).subscribe(null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void subscriptionsRunWhereTheCallerSays() throws Exception {
    Signals signals = new Signals();
    topic.asPublisher(Start.newest(), threads).subscribe(signals);
    publish(0, 2);
    assertThat(signals.next()).isEqualTo("subscribed");
    signals.subscription.request(2);
    assertThat(signals.next()).as("from the moment it subscribed").isEqualTo(0L);
    signals.subscription.cancel();
    Signals refused = new Signals();
    topic
        .asPublisher(
            Start.newest(),
            task -> {
              throw new RejectedExecutionException("full");
            })
        .subscribe(refused);
    assertThat(refused.next()).isEqualTo("subscribed");
    assertThat(refused.next()).isInstanceOf(RejectedExecutionException.class);
    topic.reader(Start.newest()).close(); // the seat is free
  }

  @Test
  void aSubscriberMayRequestAndCancelWhereItIsCalled() throws Exception {
    BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    topic
        .asPublisher(Start.newest())
        .subscribe(
            new Flow.Subscriber<>() {
              private Flow.Subscription subscription;

              @Override
              public void onSubscribe(Flow.Subscription given) {
                subscription = given;
                given.request(1);
              }

              @Override
              public void onNext(Long message) {
                seen.add(message);
                if (message == 2) {
                  subscription.cancel();
                  seen.add("cancelled");
                } else {
                  subscription.request(1);
                }
              }

              @Override
              public void onError(Throwable error) {
                seen.add(error);
              }

              @Override
              public void onComplete() {
                seen.add("complete");
              }
            });
    publish(0, 4);
    for (Object expected : new Object[] {0L, 1L, 2L, "cancelled"}) {
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(expected);
    }
    topic.reader(Start.newest()).close();
    topic.shutdown();
    assertThat(seen).isEmpty();
  }
}
