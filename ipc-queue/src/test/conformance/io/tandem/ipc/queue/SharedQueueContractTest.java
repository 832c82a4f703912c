package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.TempDomain;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every shared queue does, whatever its ordering and its way to wait; in threads. */
class SharedQueueContractTest {
  @RegisterExtension final TempDomain temporary = new TempDomain();

  private Domain domain;

  static Stream<Arguments> kinds() {
    return Arrays.stream(Ordering.values())
        .flatMap(
            ordering ->
                Stream.of(
                        WaitStrategy.spinThenPark(),
                        WaitStrategy.park(),
                        WaitStrategy.yielding(),
                        WaitStrategy.busySpin())
                    .map(waiting -> Arguments.of(ordering, waiting)));
  }

  @BeforeEach
  void open() {
    domain = temporary.open();
  }

  @AfterEach
  void close() {
    domain.close();
  }

  private SharedQueue<Long> make(Ordering ordering, WaitStrategy waiting, int capacity) {
    return SharedQueue.of(Codecs.longs())
        .capacity(capacity)
        .ordering(ordering)
        .waitStrategy(waiting)
        .create(domain, "queue");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void elementsComeOutInTheOrderTheyWentIn(Ordering ordering, WaitStrategy waiting)
      throws InterruptedException {
    SharedQueue<Long> queue = make(ordering, waiting, 64);
    long in = 0;
    long out = 0;
    for (int round = 0; round < 100; round++) {
      while (queue.offer(in)) {
        in++;
      }
      assertThat(in - out).isGreaterThanOrEqualTo(64);
      for (int i = 0; i <= round % 64; i++) {
        assertThat(queue.take()).isEqualTo(out++);
      }
    }
    for (Long value; (value = queue.poll()) != null; ) {
      assertThat(value).isEqualTo(out++);
    }
    assertThat(out).isEqualTo(in);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void timeoutsAreKept(Ordering ordering, WaitStrategy waiting) throws InterruptedException {
    SharedQueue<Long> queue = make(ordering, waiting, 2);
    long start = System.nanoTime();
    assertThat(queue.poll(30, TimeUnit.MILLISECONDS)).isNull();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
    while (queue.offer(1L)) {
      Thread.onSpinWait();
    }
    start = System.nanoTime();
    assertThat(queue.offer(2L, 30, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
    assertThat(queue.poll(-1, TimeUnit.DAYS)).isEqualTo(1L);
    assertThat(queue.offer(3L, 0, TimeUnit.DAYS)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyElementIsTakenOnceByManyThreads(Ordering ordering, WaitStrategy waiting)
      throws Exception {
    SharedQueue<Long> queue = make(ordering, waiting, 32);
    int each = 5_000;
    int threads = 3;
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    AtomicInteger left = new AtomicInteger(each * threads);
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (int p = 0; p < threads; p++) {
      long base = p * 1_000_000L;
      tasks.add(
          new FutureTask<>(
              () -> {
                for (int i = 0; i < each; i++) {
                  queue.put(base + i);
                }
                return null;
              }));
      tasks.add(
          new FutureTask<>(
              () -> {
                long[] last = {-1, -1, -1};
                while (left.get() > 0) {
                  Long value = queue.poll(5, TimeUnit.MILLISECONDS);
                  if (value != null) {
                    left.decrementAndGet();
                    assertThat(seen.add(value)).as("first time").isTrue();
                    int producer = (int) (value / 1_000_000);
                    assertThat(value).isGreaterThan(last[producer]);
                    last[producer] = value;
                  }
                }
                return null;
              }));
    }
    tasks.forEach(task -> new Thread(task).start());
    for (FutureTask<Void> task : tasks) {
      task.get(60, TimeUnit.SECONDS);
    }
    assertThat(seen).hasSize(each * threads);
    assertThat(queue.poll()).isNull();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aWaitingThreadCanBeInterrupted(Ordering ordering, WaitStrategy waiting) throws Exception {
    SharedQueue<Long> queue = make(ordering, waiting, 2);
    CountDownLatch ready = new CountDownLatch(1);
    FutureTask<Long> taker =
        new FutureTask<>(
            () -> {
              ready.countDown();
              return queue.take();
            });
    Thread thread = new Thread(taker);
    thread.start();
    ready.await();
    thread.interrupt();
    assertThatThrownBy(() -> taker.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
    queue.put(9L);
    assertThat(queue.take()).isEqualTo(9L);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void elementsOfAllSizesTravelWhole(Ordering ordering, WaitStrategy waiting) {
    SharedQueue<byte[]> queue =
        SharedQueue.of(Codecs.bytes())
            .capacity(64)
            .elementBytes(4096)
            .ordering(ordering)
            .waitStrategy(waiting)
            .create(domain, "bytes");
    for (int size = 0; size <= queue.maxElementBytes() - 8; size = size * 3 / 2 + 1) {
      byte[] bytes = new byte[size];
      for (int i = 0; i < size; i++) {
        bytes[i] = (byte) (i * 31 + size);
      }
      assertThat(queue.offer(bytes)).as("%d bytes", size).isTrue();
      assertThat(queue.poll()).as("%d bytes", size).isEqualTo(bytes);
    }
  }

  /** What is put through a handle opened anew may go into another lane; stamps keep the order. */
  @Test
  void orderInRealTimeOutlastsAHandle() throws InterruptedException {
    SharedQueue<Long> first = SharedQueue.of(Codecs.longs()).create(domain, "handles");
    first.put(0L); // takes the first lane
    try (SharedQueue<Long> second = SharedQueue.of(Codecs.longs()).open(domain, "handles")) {
      second.put(1L);
      second.put(2L);
    }
    SharedQueue<Long> third = SharedQueue.of(Codecs.longs()).open(domain, "handles");
    first.close(); // gives the first lane up
    third.put(3L);
    for (long expected = 0; expected <= 3; expected++) {
      assertThat(third.take()).isEqualTo(expected);
    }
  }
}
