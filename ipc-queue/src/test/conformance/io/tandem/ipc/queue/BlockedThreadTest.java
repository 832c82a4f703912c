package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.TempDomain;
import io.tandem.ipc.wait.WaitAny;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Threads that wait for a queue are seen to wait, natively and in pure Java. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BlockedThreadTest {
  @RegisterExtension final TempDomain temporary = new TempDomain();

  private Domain domain;
  private SharedQueue<Long> queue;

  @BeforeEach
  void open() {
    domain = temporary.open();
    queue =
        SharedQueue.of(Codecs.longs())
            .capacity(1)
            .exactCapacity()
            .waitStrategy(WaitStrategy.parkInJava())
            .create(domain, "queue");
  }

  @AfterEach
  void close() {
    domain.close();
  }

  private static <T> FutureTask<T> startAndSeeItWait(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task);
    thread.start();
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    return task;
  }

  @Test
  void aTakerIsSeenToWait() throws Exception {
    FutureTask<Long> take = startAndSeeItWait(queue::take);
    queue.put(1L);
    assertThat(take.get(1, TimeUnit.MINUTES)).isEqualTo(1);
    FutureTask<Long> poll = startAndSeeItWait(() -> queue.poll(1, TimeUnit.HOURS));
    queue.put(2L);
    assertThat(poll.get(1, TimeUnit.MINUTES)).isEqualTo(2);
  }

  @Test
  void whoPutsIntoAFullQueueIsSeenToWait() throws Exception {
    queue.put(1L);
    FutureTask<Boolean> offer = startAndSeeItWait(() -> queue.offer(2L, 1, TimeUnit.HOURS));
    assertThat(queue.take()).isEqualTo(1);
    assertThat(offer.get(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void whoWaitsForAnyOfSeveralIsSeenToWait() throws Exception {
    SharedQueue<Long> other = SharedQueue.of(Codecs.longs()).create(domain, "other");
    WaitAny any = WaitAny.of(WaitStrategy.parkInJava(), List.of(queue, other));
    FutureTask<Object> wait = startAndSeeItWait(any::await);
    other.put(1L);
    assertThat(wait.get(1, TimeUnit.MINUTES)).isSameAs(other);
  }
}
