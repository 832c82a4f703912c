package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import io.tandem.ipc.ShutdownException;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.ChildBody;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.TempDomain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shutting a queue down: who gets what, in threads and in processes, dead ones too. */
class ShutdownTest {
  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<ChildJvm> started = new ArrayList<>();
  private Domain domain;
  private SharedQueue<Long> queue;

  @BeforeEach
  void open() {
    domain = temporary.open();
    queue = SharedQueue.of(Codecs.longs()).capacity(4).exactCapacity().create(domain, "queue");
  }

  @AfterEach
  void close() {
    started.forEach(ChildJvm::close);
    domain.close();
    threads.shutdownNow();
  }

  @Test
  void whatIsInCanBeTakenAndNothingNewComes() throws Exception {
    queue.put(1L);
    queue.put(2L);
    assertThat(queue.isShutdown()).isFalse();
    queue.shutdown();
    queue.shutdown();
    assertThat(queue.isShutdown()).isTrue();
    assertThat(queue.isTerminated()).isFalse();
    assertThat(queue.size()).isEqualTo(2);
    assertShut(() -> queue.offer(3L));
    assertShut(() -> queue.offer(3L, 1, TimeUnit.HOURS));
    assertShut(() -> queue.add(3L));
    assertShut(
        () -> {
          queue.put(3L);
          return null;
        });
    assertThat(queue.take()).isEqualTo(1L);
    assertThat(queue.poll(1, TimeUnit.HOURS)).isEqualTo(2L);
    assertThat(queue.isTerminated()).isTrue();
    assertThat(queue.poll()).isNull();
    assertThat(queue.peek()).isNull();
    assertShut(queue::take);
    assertShut(() -> queue.poll(1, TimeUnit.HOURS));
  }

  @Test
  void theErrorSaysWhoDidItAndWhatToDo() {
    queue.shutdown();
    assertThatThrownBy(() -> queue.offer(1L))
        .isInstanceOf(ShutdownException.class)
        .hasMessage(
            "the queue has been shut down: queue 'queue' in domain '%s' [%s]; by this process."
                + " To put more, unlink the queue and create it anew.",
            domain.name(), queue.file());
  }

  @Test
  void aQueueThatNobodyHasUsedIsAtItsEndAtOnce() {
    queue.shutdown();
    assertThat(queue.isTerminated()).isTrue();
    assertShut(queue::take);
    assertShut(() -> queue.offer(1L));
  }

  @Test
  void aFullQueueWithoutAFreeCellIsShutDownToo() throws Exception {
    SharedQueue<Long> small = SharedQueue.of(Codecs.longs()).capacity(2).create(domain, "small");
    while (small.offer(7L)) {
      Thread.onSpinWait();
    }
    int size = small.size();
    small.shutdown();
    assertShut(() -> small.offer(8L));
    for (int i = 0; i < size; i++) {
      assertThat(small.isTerminated()).isFalse();
      assertThat(small.take()).isEqualTo(7L);
      assertShut(() -> small.offer(8L));
    }
    assertShut(small::take);
    assertThat(small.isTerminated()).isTrue();
  }

  @Test
  void shutdownNowGivesBackWhatIsLeft() {
    queue.add(1L);
    queue.add(2L);
    queue.add(3L);
    assertThat(queue.shutdownNow()).containsExactly(1L, 2L, 3L);
    assertThat(queue.isTerminated()).isTrue();
    assertThat(queue.shutdownNow()).isEmpty();
  }

  @Test
  void waitingThreadsAreToldInEveryProcess() throws Exception {
    SharedQueue<Long> full =
        SharedQueue.of(Codecs.longs()).capacity(4).exactCapacity().create(domain, "full");
    for (long i = 0; i < 4; i++) {
      full.put(i);
    }
    ChildJvm taker = start(ShutdownTest::takeFromEmpty);
    ChildJvm putter = start(ShutdownTest::putIntoFull);
    taker.expect("waiting");
    putter.expect("waiting");
    List<Future<Long>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(threads.submit(queue::take));
      waiting.add(threads.submit(() -> put(full, 9L)));
    }
    queue.shutdown();
    full.shutdown();
    for (Future<Long> each : waiting) {
      assertThatThrownBy(() -> each.get(1, TimeUnit.MINUTES))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(ShutdownException.class);
    }
    taker.expect("shut down");
    putter.expect("shut down");
    assertThat(full.shutdownNow()).containsExactly(0L, 1L, 2L, 3L);
  }

  private static void takeFromEmpty(ChildLink link) throws InterruptedException {
    SharedQueue<Long> queue = openQueue(link, "queue");
    link.send("waiting");
    try {
      queue.take();
    } catch (ShutdownException e) {
      link.send("shut down");
    }
    link.receive();
  }

  private static void putIntoFull(ChildLink link) throws InterruptedException {
    SharedQueue<Long> full = openQueue(link, "full");
    link.send("waiting");
    try {
      full.put(9L);
    } catch (ShutdownException e) {
      link.send("shut down");
    }
    link.receive();
  }

  /** Several put, several take, somebody shuts down: taken is exactly what was put. */
  @ParameterizedTest
  @EnumSource(Ordering.class)
  void nothingIsLostBetweenPutsAndTheEnd(Ordering ordering) throws Exception {
    for (int round = 0; round < 60; round++) {
      String name = "race-" + round;
      SharedQueue<Long> racing =
          SharedQueue.of(Codecs.longs()).capacity(8).ordering(ordering).create(domain, name);
      AtomicLong put = new AtomicLong();
      AtomicLong taken = new AtomicLong();
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        SharedQueue<Long> own = SharedQueue.of(Codecs.longs()).open(domain, name);
        all.add(threads.submit(() -> countUntilShut(put, () -> put(own, 1L))));
        all.add(threads.submit(() -> countUntilShut(taken, own::take)));
      }
      while (taken.get() < round && all.stream().noneMatch(Future::isDone)) {
        Thread.onSpinWait();
      }
      racing.shutdown();
      for (Future<Void> each : all) {
        each.get(1, TimeUnit.MINUTES);
      }
      assertThat(taken.get()).as("round %d", round).isEqualTo(put.get());
      assertThat(racing.isTerminated()).isTrue();
      assertThat(racing.isEmpty()).isTrue();
      domain.unlink(name);
      racing.close();
    }
  }

  private static Long put(SharedQueue<Long> queue, Long element) throws InterruptedException {
    queue.put(element);
    return element;
  }

  private static Void countUntilShut(AtomicLong count, Callable<Long> action) throws Exception {
    try {
      while (true) {
        action.call();
        count.incrementAndGet();
      }
    } catch (ShutdownException e) {
      return null;
    }
  }

  @Test
  void whoIsKilledWhileShuttingDownHasDoneItOrNot() throws Exception {
    ChildJvm killed = start(ShutdownTest::shutDownAndDie);
    killed.expect("shut down");
    killed.kill();
    assertThatThrownBy(() -> queue.offer(1L))
        .isInstanceOf(ShutdownException.class)
        .hasMessageContaining("; by process " + killed.pid());
    assertShut(queue::take);
  }

  private static void shutDownAndDie(ChildLink link) {
    openQueue(link, "queue").shutdown();
    link.send("shut down");
    link.receive();
  }

  @Test
  void aProducerThatDiedLeavesItsElementsBeforeTheEnd() throws Exception {
    ChildJvm producer = start(ShutdownTest::putThree);
    producer.expect("put");
    producer.kill();
    queue.shutdown();
    assertThat(queue.take()).isEqualTo(0L);
    assertThat(queue.take()).isEqualTo(1L);
    assertThat(queue.take()).isEqualTo(2L);
    assertShut(queue::take);
  }

  private static void putThree(ChildLink link) throws InterruptedException {
    SharedQueue<Long> queue = openQueue(link, "queue");
    for (long i = 0; i < 3; i++) {
      queue.put(i);
    }
    link.send("put");
    link.receive();
  }

  private static SharedQueue<Long> openQueue(ChildLink link, String name) {
    return SharedQueue.of(Codecs.longs()).open(Domain.open(Path.of(link.argument(0))), name);
  }

  private ChildJvm start(ChildBody body) {
    ChildJvm child = children.start(body, temporary.directory().toString());
    started.add(child);
    return child;
  }

  private static void assertShut(Callable<?> action) {
    assertThatThrownBy(action::call)
        .isInstanceOf(ShutdownException.class)
        .hasMessageStartingWith("the queue has been shut down: queue '");
  }
}
