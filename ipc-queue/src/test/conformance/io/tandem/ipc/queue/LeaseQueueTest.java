package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import io.tandem.ipc.ShutdownException;
import io.tandem.ipc.WrongKindException;
import io.tandem.ipc.WrongParametersException;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.TempDomain;
import io.tandem.ipc.wait.WaitAny;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a queue with leases promises, in threads of one process. */
class LeaseQueueTest {
  @RegisterExtension final TempDomain temporary = new TempDomain();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Domain domain;
  private LeaseQueue<Long> queue;

  @BeforeEach
  void open() {
    domain = temporary.open();
    queue =
        LeaseQueue.of(Codecs.longs())
            .capacity(16)
            .maxProducers(4)
            .maxDeliveries(3)
            .create(domain, "tasks");
  }

  @AfterEach
  void close() {
    domain.close();
    threads.shutdownNow();
  }

  @Test
  void anElementIsInUntilItIsAcknowledged() throws Exception {
    queue.put(1L);
    Lease<Long> lease = queue.take();
    assertThat(lease.value()).isEqualTo(1L);
    assertThat(lease.deliveries()).isEqualTo(1);
    assertThat(lease.isRedelivered()).isFalse();
    assertThat(lease.isOpen()).isTrue();
    assertThat(lease).hasToString("Lease of 1, open, delivery 1");
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.isEmpty()).isFalse();
    assertThat(queue.poll()).as("somebody works on it").isNull();
    lease.ack();
    assertThat(lease.isOpen()).isFalse();
    assertThat(queue.size()).isZero();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.poll()).isNull();
  }

  @Test
  void oldestFirstAndWhatComesBackBeforeWhatIsNew() throws Exception {
    for (long i = 1; i <= 4; i++) {
      queue.put(i);
    }
    Lease<Long> first = queue.take();
    Lease<Long> second = queue.take();
    assertThat(List.of(first.value(), second.value())).containsExactly(1L, 2L);
    first.nack();
    Lease<Long> again = queue.take();
    assertThat(again.value()).isEqualTo(1L);
    assertThat(again.deliveries()).isEqualTo(2);
    assertThat(again.isRedelivered()).isTrue();
    assertThat(queue.take().value()).isEqualTo(3L);
    assertThat(queue.take().value()).isEqualTo(4L);
  }

  @Test
  void aLeaseIsEndedOnce() throws Exception {
    queue.put(1L);
    Lease<Long> lease = queue.take();
    lease.ack();
    assertThatThrownBy(lease::ack)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "The lease of 1 from queue 'tasks' in domain '"
                + domain.name()
                + "' has been ended already. A lease is acknowledged or given back once.");
    assertThatThrownBy(lease::nack).isInstanceOf(IllegalStateException.class);
    lease.close();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void closingALeaseGivesItBackUnlessItWasEnded() throws Exception {
    queue.put(1L);
    try (Lease<Long> lease = queue.take()) {
      assertThat(lease.isOpen()).isTrue();
    }
    try (Lease<Long> lease = queue.take()) {
      assertThat(lease.deliveries()).isEqualTo(2);
      lease.ack();
    }
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void closingTheHandleGivesItsLeasesBack() throws Exception {
    LeaseQueue<Long> other = LeaseQueue.of(Codecs.longs()).open(domain, "tasks");
    queue.put(1L);
    Lease<Long> lease = other.take();
    assertThat(queue.poll()).isNull();
    other.close();
    assertThat(lease.isOpen()).isFalse();
    assertThat(queue.take().deliveries()).isEqualTo(2);
    assertThatThrownBy(lease::ack)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the queue has been closed by this process: queue 'tasks'");
    assertThatThrownBy(other::poll).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(other::take).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatComesBackTooOftenIsADeadLetter() throws Exception {
    queue.put(7L);
    queue.put(8L);
    for (int i = 1; i <= 3; i++) {
      Lease<Long> lease = queue.take();
      assertThat(lease.value()).isEqualTo(7L);
      assertThat(lease.deliveries()).isEqualTo(i);
      lease.nack();
    }
    Lease<Long> next = queue.take();
    assertThat(next.value()).isEqualTo(8L);
    next.ack();
    assertThat(queue.deadLetters().name()).isEqualTo("tasks.dead");
    assertThat(queue.deadLetters().take()).isEqualTo(7L);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void whereDeadLettersHaveNoRoomTheElementIsDeliveredOnceMore() throws Exception {
    while (queue.deadLetters().offer(0L)) {
      Thread.onSpinWait();
    }
    queue.put(7L);
    for (int i = 0; i < 3; i++) {
      queue.take().nack();
    }
    Lease<Long> fourth = queue.take();
    assertThat(fourth.value()).isEqualTo(7L);
    assertThat(fourth.deliveries()).isEqualTo(4);
  }

  @Test
  void joinWaitsUntilAllIsAcknowledged() throws Exception {
    queue.put(1L);
    queue.put(2L);
    assertThat(queue.join(1, TimeUnit.MILLISECONDS)).isFalse();
    Future<?> joined =
        threads.submit(
            () -> {
              queue.join();
              return null;
            });
    Lease<Long> first = queue.take();
    queue.take().ack();
    assertThat(queue.join(1, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(joined.isDone()).isFalse();
    first.ack();
    joined.get(1, TimeUnit.MINUTES);
    assertThat(queue.join(0, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void afterShutdownTakersAreToldWhenAllIsAcknowledged() throws Exception {
    queue.put(1L);
    Lease<Long> lease = queue.take();
    queue.shutdown();
    assertThatThrownBy(() -> queue.put(2L)).isInstanceOf(ShutdownException.class);
    Future<Lease<Long>> waiting = threads.submit(queue::take);
    lease.nack();
    Lease<Long> again = waiting.get(1, TimeUnit.MINUTES);
    assertThat(again.deliveries()).isEqualTo(2);
    assertThat(queue.isTerminated()).isFalse();
    Future<Lease<Long>> told = threads.submit(queue::take);
    again.ack();
    assertThatThrownBy(() -> told.get(1, TimeUnit.MINUTES))
        .hasCauseInstanceOf(ShutdownException.class);
    assertThat(queue.isTerminated()).isTrue();
    assertThatThrownBy(() -> queue.poll(1, TimeUnit.HOURS)).isInstanceOf(ShutdownException.class);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void timedWaitsEndAndInterruptsAreKept() throws Exception {
    assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
    while (queue.offer(1L)) {
      Thread.onSpinWait();
    }
    assertThat(queue.offer(1L, 1, TimeUnit.MILLISECONDS)).isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> queue.put(1L)).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(queue::join).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> queue.offer(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void aHeldLeaseKeepsItsRoomAndNoMore() throws Exception {
    queue.put(0L);
    Lease<Long> held = queue.take();
    long put = 1;
    while (queue.offer(put)) {
      put++;
    }
    for (long i = 1; i < put; i++) {
      Lease<Long> lease = queue.take();
      assertThat(lease.value()).isEqualTo(i);
      lease.ack();
    }
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.offer(99L)).as("the room is behind the one that is held").isFalse();
    held.ack();
    assertThat(queue.offer(99L)).isTrue();
    assertThat(queue.take().value()).isEqualTo(99L);
  }

  @Test
  void elementsOfAnySizeTravel() throws Exception {
    LeaseQueue<byte[]> bytes =
        LeaseQueue.of(Codecs.bytes()).capacity(8).elementBytes(600).create(domain, "bytes");
    for (int size : new int[] {0, 1, 500, 1000, 4000}) {
      bytes.put(new byte[size]);
      Lease<byte[]> lease = bytes.take();
      assertThat(lease.value()).hasSize(size);
      lease.nack();
      Lease<byte[]> again = bytes.take();
      assertThat(again.value()).hasSize(size);
      again.ack();
    }
  }

  @Test
  void itIsAnotherKindThanASharedQueue() {
    assertThatThrownBy(() -> SharedQueue.of(Codecs.longs()).open(domain, "tasks"))
        .isInstanceOf(WrongKindException.class);
    assertThatThrownBy(() -> LeaseQueue.of(Codecs.longs()).open(domain, "tasks.dead"))
        .isInstanceOf(WrongKindException.class);
    assertThatThrownBy(() -> LeaseQueue.of(Codecs.longs()).maxDeliveries(4).open(domain, "tasks"))
        .isInstanceOf(WrongParametersException.class)
        .hasMessageContaining("maxDeliveries");
    assertThatThrownBy(() -> LeaseQueue.of(Codecs.longs()).maxDeliveries(255))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxDeliveries 255 is not within 1 to 254.");
  }

  @Test
  void waitAnySeesWhatIsReady() throws Exception {
    SharedQueue<Long> other = SharedQueue.of(Codecs.longs()).create(domain, "other");
    WaitAny either = WaitAny.of(queue, other);
    other.put(1L);
    assertThat(either.await()).isSameAs(other);
    other.take();
    queue.put(2L);
    assertThat(either.await()).isSameAs(queue);
    Lease<Long> lease = queue.take();
    assertThat(queue.isReady()).isFalse();
    lease.nack();
    assertThat(either.await()).isSameAs(queue);
  }

  /** Many take, many give back: each element is acknowledged exactly once. */
  @Test
  void eachElementIsAcknowledgedOnce() throws Exception {
    int count = 20_000;
    LeaseQueue<Long> busy = LeaseQueue.of(Codecs.longs()).capacity(64).create(domain, "busy");
    ConcurrentHashMap<Long, AtomicInteger> acknowledged = new ConcurrentHashMap<>();
    List<Future<?>> all = new ArrayList<>();
    for (int p = 0; p < 2; p++) {
      long from = (long) p * count;
      all.add(
          threads.submit(
              () -> {
                for (long i = from; i < from + count; i++) {
                  busy.put(i);
                }
                return null;
              }));
    }
    for (int c = 0; c < 3; c++) {
      all.add(threads.submit(() -> work(busy, acknowledged)));
    }
    all.get(0).get(2, TimeUnit.MINUTES);
    all.get(1).get(2, TimeUnit.MINUTES);
    busy.shutdown();
    for (Future<?> each : all) {
      each.get(2, TimeUnit.MINUTES);
    }
    assertThat(acknowledged).hasSize(2 * count);
    assertThat(acknowledged.values()).allMatch(times -> times.get() == 1);
    assertThat(busy.isTerminated()).isTrue();
  }

  private static Void work(
      LeaseQueue<Long> queue, ConcurrentHashMap<Long, AtomicInteger> acknowledged)
      throws InterruptedException {
    try {
      while (true) {
        Lease<Long> lease = queue.take();
        if ((lease.value() + lease.deliveries()) % 5 == 0) {
          lease.nack();
        } else {
          acknowledged.computeIfAbsent(lease.value(), v -> new AtomicInteger()).incrementAndGet();
          lease.ack();
        }
      }
    } catch (ShutdownException e) {
      return null;
    }
  }
}
