package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import io.tandem.ipc.EvictedException;
import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.ReaderLimitException;
import io.tandem.ipc.ShutdownException;
import io.tandem.ipc.WrongParametersException;
import io.tandem.ipc.WrongSchemaException;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.TempDomain;
import io.tandem.ipc.wait.WaitAny;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing to many readers, in threads of one process. */
class TopicTest {
  record Quote(String symbol, double price) {}

  @RegisterExtension final TempDomain temporary = new TempDomain();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Domain domain;

  @BeforeEach
  void open() {
    domain = temporary.open();
  }

  @AfterEach
  void close() {
    domain.close();
    threads.shutdownNow();
  }

  private static TopicBuilder<Long> longs() {
    return Topic.of(Codecs.longs());
  }

  private Topic<Long> lossy(int capacity) {
    return longs().capacity(capacity).lossy().create(domain, "topic");
  }

  private Topic<Long> evicting(int capacity) {
    return longs().capacity(capacity).reliable(SlowReader.EVICT).create(domain, "topic");
  }

  private Topic<Long> blocking(int capacity) {
    return longs().capacity(capacity).reliable().create(domain, "topic");
  }

  private static void publish(Topic<Long> topic, long from, long to) {
    for (long i = from; i < to; i++) {
      assertThat(topic.tryPublish(i)).as("message %d", i).isTrue();
    }
  }

  private static List<Long> readAll(TopicReader<Long> reader) {
    List<Long> read = new ArrayList<>();
    for (Long message; (message = reader.poll()) != null; ) {
      read.add(message);
    }
    return read;
  }

  @ParameterizedTest
  @ValueSource(ints = {TopicShape.LOSSY, TopicShape.BLOCKING, TopicShape.EVICTING})
  void everyReaderGetsEveryMessageInOrder(int delivery) throws Exception {
    TopicBuilder<Quote> builder = Topic.of(Quote.class).capacity(7);
    Topic<Quote> topic =
        switch (delivery) {
          case TopicShape.LOSSY -> builder.lossy().create(domain, "quotes");
          case TopicShape.BLOCKING -> builder.reliable().create(domain, "quotes");
          default -> builder.reliable(SlowReader.EVICT).create(domain, "quotes");
        };
    Topic<Quote> other = Topic.of(Quote.class).open(domain, "quotes");
    TopicReader<Quote> a = topic.reader(Start.newest());
    TopicReader<Quote> b = other.reader(Start.newest());
    for (int i = 0; i < 50; i++) {
      (i % 3 == 0 ? other : topic).publish(new Quote("ACME", i));
      assertThat(a.take()).isEqualTo(new Quote("ACME", i));
      assertThat(b.poll(1, TimeUnit.MINUTES)).isEqualTo(new Quote("ACME", i));
      assertThat(a.poll()).isNull();
      assertThat(a.position()).isEqualTo(i + 1);
      assertThat(topic.position()).isEqualTo(i + 1);
    }
    assertThat(a.lost() + b.lost()).isZero();
    assertThat(a.poll(1, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void lateReadersChooseWhereTheyBegin() {
    Topic<Long> topic = lossy(15);
    assertThat(topic.capacity()).isEqualTo(15);
    publish(topic, 0, 10);
    assertThat(readAll(topic.reader(Start.oldest())))
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(readAll(topic.reader(Start.newest()))).isEmpty();
    assertThat(readAll(topic.reader(Start.at(7)))).containsExactly(7L, 8L, 9L);
    assertThat(readAll(topic.reader(Start.at(10)))).isEmpty();
    publish(topic, 10, 100);
    assertThat(topic.oldestPosition()).isEqualTo(84);
    TopicReader<Long> oldest = topic.reader(Start.oldest());
    assertThat(readAll(oldest)).first().isEqualTo(84L);
    assertThat(oldest.lost()).isZero();
    TopicReader<Long> gone = topic.reader(Start.at(80));
    assertThat(gone.position()).isEqualTo(84);
    assertThat(gone.lost()).isEqualTo(4);
    assertThatThrownBy(() -> topic.reader(Start.at(101)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "there is no such position yet: topic 'topic' in domain '" + domain.name() + "'")
        .hasMessageContaining("wanted position 101, next position 100");
    assertThatThrownBy(() -> Start.at(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("position -1 is negative.");
  }

  @Test
  void readersOfAReliableTopicBeginLateToo() {
    Topic<Long> topic = blocking(15);
    publish(topic, 0, 100);
    TopicReader<Long> oldest = topic.reader(Start.oldest());
    assertThat(oldest.position()).as("what is kept for sure").isEqualTo(85);
    assertThat(oldest.lost()).isZero();
    TopicReader<Long> gone = topic.reader(Start.at(50));
    assertThat(gone.lost()).isEqualTo(35);
    publish(topic, 100, 101);
    assertThat(topic.tryPublish(101L)).as("the oldest must be read first").isFalse();
    assertThat(readAll(oldest)).hasSize(16);
    assertThat(topic.tryPublish(101L)).as("the other one, too").isFalse();
    assertThat(readAll(gone)).hasSize(16).endsWith(100L);
    assertThat(topic.tryPublish(101L)).isTrue();
  }

  @Test
  void aSlowReaderOfALossyTopicIsToldExactlyWhatItHasLost() {
    Topic<Long> topic = lossy(7);
    TopicReader<Long> reader = topic.reader(Start.newest());
    long next = 0;
    for (int published : new int[] {3, 8, 9, 20, 1, 100}) {
      long from = topic.position();
      publish(topic, from, from + published);
      assertThat(reader.lag()).isEqualTo(published);
      long lostBefore = reader.lost();
      List<Long> read = readAll(reader);
      long lost = reader.lost() - lostBefore;
      assertThat(lost).isEqualTo(Math.max(0, published - 8));
      assertThat(read).hasSize((int) (published - lost)).first().isEqualTo(next + lost);
      next += published;
      assertThat(reader.position()).isEqualTo(next);
      assertThat(reader.lag()).isZero();
    }
  }

  @Test
  void publishersOfAReliableTopicWaitForTheSlowestReader() throws Exception {
    Topic<Long> topic = blocking(3);
    TopicReader<Long> slow = topic.reader(Start.newest());
    TopicReader<Long> fast = topic.reader(Start.newest());
    publish(topic, 0, 4);
    assertThat(readAll(fast)).hasSize(4);
    assertThat(topic.tryPublish(4L)).isFalse();
    assertThat(topic.publish(4L, 5, TimeUnit.MILLISECONDS)).isFalse();
    Future<?> publishing =
        threads.submit(
            () -> {
              topic.publish(4L);
              return null;
            });
    assertThat(fast.poll(20, TimeUnit.MILLISECONDS)).isNull();
    assertThat(slow.take()).isZero();
    publishing.get(1, TimeUnit.MINUTES);
    assertThat(fast.take()).isEqualTo(4);
    assertThat(topic.tryPublish(5L)).isFalse();
    slow.close();
    assertThat(topic.tryPublish(5L)).as("nobody waits for who has left").isTrue();
  }

  @Test
  void aSlowReaderIsEvictedAndToldWhatItHasMissed() {
    Topic<Long> topic = evicting(7);
    TopicReader<Long> slow = topic.reader(Start.newest());
    TopicReader<Long> fast = topic.reader(Start.newest());
    assertThat(topic.tryPublish(0L)).isTrue();
    assertThat(slow.poll()).isZero();
    assertThat(fast.poll()).isZero();
    publish(topic, 1, 9);
    assertThat(readAll(fast)).hasSize(8);
    publish(topic, 9, 12);
    assertThat(readAll(fast)).hasSize(3);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(slow::take)
          .isInstanceOfSatisfying(
              EvictedException.class,
              e -> {
                assertThat(e.position()).isEqualTo(1);
                assertThat(e.missed()).isEqualTo(3);
              })
          .hasMessageStartingWith(
              "the reader was evicted, as it held the publishers up: topic 'topic' in domain")
          .hasMessageContaining("position 1, missed 3 messages.")
          .hasMessageContaining("a new reader starts with what is kept");
    }
    assertThat(slow.isReady()).isTrue();
    slow.close();
    TopicReader<Long> again = topic.reader(Start.at(1));
    assertThat(again.lost()).isEqualTo(4);
    assertThat(again.poll()).isEqualTo(5);
    TopicReader<Long> oldest = topic.reader(Start.oldest());
    assertThat(oldest.position()).as("a quarter is left free").isEqualTo(6);
  }

  @Test
  void readersAndPublishersHaveALimit() {
    Topic<Long> topic = longs().maxReaders(2).maxPublishers(1).reliable().create(domain, "topic");
    Topic<Long> other = longs().open(domain, "topic");
    TopicReader<Long> one = topic.reader(Start.newest());
    topic.reader(Start.newest());
    assertThatThrownBy(() -> other.reader(Start.newest()))
        .isInstanceOf(ReaderLimitException.class)
        .hasMessageStartingWith("every reader's seat is taken by a living process: topic 'topic'")
        .hasMessageContaining("seats 2")
        .hasMessageContaining("held by process " + ProcessHandle.current().pid());
    one.close();
    other.reader(Start.newest()).close();
    publish(topic, 0, 1);
    assertThatThrownBy(() -> other.tryPublish(1L))
        .isInstanceOf(ProducerLimitException.class)
        .hasMessageStartingWith("every publisher's place is taken by a living process: topic")
        .hasMessageContaining("make the topic with more maxPublishers");
    topic.close();
    assertThat(other.tryPublish(1L)).as("the place is passed on").isTrue();
    assertThat(readAll(other.reader(Start.oldest()))).containsExactly(0L, 1L);
  }

  @Test
  void shutdownEndsTheTopicAfterEverythingWasRead() throws Exception {
    Topic<Long> topic = blocking(7);
    Topic<Long> other = longs().open(domain, "topic");
    TopicReader<Long> reader = other.reader(Start.oldest());
    publish(topic, 0, 3);
    TopicReader<Long> last = other.reader(Start.newest());
    Future<Long> endless = threads.submit(last::take);
    assertThat(topic.isShutdown()).isFalse();
    topic.shutdown();
    topic.shutdown();
    assertThat(other.isShutdown()).isTrue();
    assertThatThrownBy(() -> other.tryPublish(3L))
        .isInstanceOf(ShutdownException.class)
        .hasMessageStartingWith("the topic has been shut down: topic 'topic' in domain");
    assertThatThrownBy(() -> endless.get(1, TimeUnit.MINUTES))
        .hasCauseInstanceOf(ShutdownException.class);
    assertThat(readAll(reader)).containsExactly(0L, 1L, 2L);
    assertThat(reader.isReady()).isTrue();
    assertThat(reader.poll()).isNull();
    assertThatThrownBy(reader::take)
        .isInstanceOf(ShutdownException.class)
        .hasMessageStartingWith("the topic has been shut down and everything has been read: topic");
    assertThatThrownBy(() -> reader.poll(1, TimeUnit.MINUTES))
        .isInstanceOf(ShutdownException.class);
    assertThat(readAll(topic.reader(Start.oldest()))).as("late ones, too").hasSize(3);
  }

  @Test
  void aFullTopicCanBeShutDownAndLosesNothing() {
    Topic<Long> topic = blocking(3);
    TopicReader<Long> reader = topic.reader(Start.newest());
    publish(topic, 0, 4);
    topic.shutdown();
    assertThat(readAll(reader)).containsExactly(0L, 1L, 2L, 3L);
    assertThatThrownBy(reader::take).isInstanceOf(ShutdownException.class);
  }

  @Test
  void misuseIsToldClearly() {
    Topic<byte[]> topic =
        Topic.of(Codecs.bytes()).messageBytes(100).lossy().create(domain, "bytes");
    assertThat(topic.maxMessageBytes()).isEqualTo(104);
    assertThatThrownBy(() -> topic.tryPublish(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> topic.publish(new byte[200]))
        .isInstanceOf(MessageTooLargeException.class)
        .hasMessageStartingWith("the message is too large for the topic: topic 'bytes' in domain")
        .hasMessageContaining("limit 104 bytes");
    assertThatThrownBy(() -> longs().capacity(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity 0 is not within 1 to 16777215.");
    assertThatThrownBy(
            () -> longs().capacity(1 << 23).messageBytes(1 << 20).create(domain, "large"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Choose a smaller capacity or messageBytes.");
    assertThatThrownBy(() -> Topic.of(Codecs.bytes()).reliable().open(domain, "bytes"))
        .isInstanceOf(WrongParametersException.class);
    assertThatThrownBy(() -> Topic.of(Codecs.bytes()).capacity(5).open(domain, "bytes"))
        .isInstanceOf(WrongParametersException.class);
    assertThatThrownBy(() -> longs().open(domain, "bytes"))
        .isInstanceOf(WrongSchemaException.class);
  }

  @Test
  void whatIsClosedSaysSo() throws Exception {
    Topic<Long> topic = blocking(3);
    TopicReader<Long> reader = topic.reader(Start.newest());
    TopicReader<Long> another = topic.reader(Start.newest());
    Future<Long> taking = threads.submit(another::take);
    publish(topic, 0, 4);
    assertThat(taking.get(1, TimeUnit.MINUTES)).isZero();
    Future<Long> waiting =
        threads.submit(
            () -> {
              long last;
              do {
                last = another.take();
              } while (last != 9);
              return last;
            });
    Future<?> publishing =
        threads.submit(
            () -> {
              topic.publish(9L);
              return null;
            });
    reader.close();
    reader.close();
    assertThat(reader.isClosed()).isTrue();
    assertThatThrownBy(reader::poll)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the reader has been closed: reader of topic 'topic' in domain");
    assertThat(waiting.get(1, TimeUnit.MINUTES)).isEqualTo(9L);
    publishing.get(1, TimeUnit.MINUTES);
    Future<Long> endless = threads.submit(another::take);
    topic.close();
    topic.close();
    assertThat(another.isClosed()).isTrue();
    assertThatThrownBy(() -> endless.get(1, TimeUnit.MINUTES))
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> topic.tryPublish(1L))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the topic has been closed by this process: topic 'topic'");
    assertThatThrownBy(() -> topic.reader(Start.newest()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(topic::position).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(topic::shutdown).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(another::lag).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPublisherThatWaitsLearnsThatItsHandleIsClosed() throws Exception {
    Topic<Long> topic = blocking(1);
    Topic<Long> other = longs().open(domain, "topic");
    TopicReader<Long> reader = other.reader(Start.newest());
    publish(topic, 0, 2);
    CountDownLatch begun = new CountDownLatch(1);
    Future<?> publishing =
        threads.submit(
            () -> {
              begun.countDown();
              topic.publish(2L);
              return null;
            });
    begun.await();
    topic.close();
    assertThatThrownBy(() -> publishing.get(1, TimeUnit.MINUTES))
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(readAll(reader)).as("what was published stays").containsExactly(0L, 1L);
  }

  @Test
  void anInterruptEndsAWait() throws Exception {
    Topic<Long> topic = blocking(1);
    TopicReader<Long> reader = topic.reader(Start.newest());
    publish(topic, 0, 2);
    CountDownLatch begun = new CountDownLatch(1);
    Thread[] publisher = new Thread[1];
    Future<?> publishing =
        threads.submit(
            () -> {
              publisher[0] = Thread.currentThread();
              begun.countDown();
              topic.publish(2L);
              return null;
            });
    begun.await();
    publisher[0].interrupt();
    assertThatThrownBy(() -> publishing.get(1, TimeUnit.MINUTES))
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(readAll(reader)).containsExactly(0L, 1L);
  }

  @Test
  void aReaderIsWaitedForTogetherWithOthers() throws Exception {
    Topic<Long> quotes = lossy(15);
    SharedQueue<Long> orders = SharedQueue.of(Codecs.longs()).create(domain, "orders");
    TopicReader<Long> reader = quotes.reader(Start.newest());
    WaitAny any = WaitAny.of(reader, orders);
    assertThat(any.poll()).isNull();
    Future<?> ready = threads.submit(() -> any.await());
    publish(quotes, 0, 1);
    assertThat(ready.get(1, TimeUnit.MINUTES)).isSameAs(reader);
    assertThat(reader.poll()).isZero();
    orders.put(7L);
    assertThat(any.await()).isSameAs(orders);
  }

  /** Many publishing threads, on handles of their own; every reader sees the same order. */
  @ParameterizedTest
  @ValueSource(ints = {TopicShape.LOSSY, TopicShape.BLOCKING})
  void allReadersSeeOneOrder(int delivery) throws Exception {
    int publishers = 3;
    long each = 4_000;
    Topic<Long> topic = delivery == TopicShape.LOSSY ? lossy(1 << 14) : blocking(63);
    List<Future<List<Long>>> reading = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      TopicReader<Long> reader = topic.reader(Start.oldest());
      reading.add(threads.submit(() -> takeMany(reader, publishers * each)));
    }
    for (int i = 0; i < publishers; i++) {
      long publisher = i;
      Topic<Long> handle = longs().open(domain, "topic");
      threads.submit(
          () -> {
            for (long n = 0; n < each; n++) {
              handle.publish(publisher << 32 | n);
            }
            return null;
          });
    }
    List<Long> first = reading.get(0).get(1, TimeUnit.MINUTES);
    for (Future<List<Long>> other : reading) {
      assertThat(other.get(1, TimeUnit.MINUTES)).isEqualTo(first);
    }
    long[] next = new long[publishers];
    for (long message : first) {
      assertThat(message & 0xFFFF_FFFFL).isEqualTo(next[(int) (message >>> 32)]++);
    }
  }

  private static List<Long> takeMany(TopicReader<Long> reader, long count)
      throws InterruptedException {
    List<Long> taken = new ArrayList<>();
    while (taken.size() < count) {
      taken.add(reader.take());
    }
    return taken;
  }

  /** Readers that cannot follow: nothing is torn, and every message is read or counted as lost. */
  @Test
  void fastPublishersTearNothing() throws Exception {
    Topic<byte[]> topic =
        Topic.of(Codecs.bytes()).messageBytes(512).capacity(3).lossy().create(domain, "bytes");
    TopicReader<byte[]> reader = topic.reader(Start.oldest());
    List<Future<?>> publishing = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      byte kind = (byte) (i + 1);
      publishing.add(
          threads.submit(
              () -> {
                byte[] message = new byte[400];
                for (int n = 0; n < 25_000; n++) {
                  Arrays.fill(message, (byte) (n << 2 | kind));
                  topic.publish(message);
                }
                return null;
              }));
    }
    Future<?> ending =
        threads.submit(
            () -> {
              for (Future<?> each : publishing) {
                each.get();
              }
              topic.shutdown();
              return null;
            });
    long read = 0;
    try {
      while (true) {
        byte[] message = reader.take();
        read++;
        assertThat(message).hasSize(400).containsOnly(message[0]);
        assertThat(reader.position()).isEqualTo(read + reader.lost());
      }
    } catch (ShutdownException e) {
      ending.get(1, TimeUnit.MINUTES);
    }
    assertThat(read + reader.lost()).isEqualTo(50_000);
    assertThat(read).isPositive();
  }
}
