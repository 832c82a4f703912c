package io.tandem.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A JVM with one carrier thread and a thousand virtual threads that wait. */
class VirtualThreadsTest {
  private static final int WAITERS = 1_000;
  private static final int BELLS = 100;
  private static final long BELL_BYTES = 128;
  private static final long ITEMS = BELLS * BELL_BYTES;

  @TempDir Path directory;
  @RegisterExtension final ChildJvms children = new ChildJvms();

  static List<Ways> waysOfVirtualThreads() {
    return Ways.available().stream().filter(Ways::isVirtual).toList();
  }

  private static boolean tryTake(Words words, long at) {
    for (; ; ) {
      long items = words.getAcquire(at);
      if (items == 0) {
        return false;
      }
      if (words.compareAndSet(at, items, items - 1)) {
        return true;
      }
    }
  }

  /** Has a thousand threads take one item each, from one place or from many. */
  static void takers(ChildLink link) throws InterruptedException {
    Words words = SharedMemory.map(Path.of(link.argument(0)));
    Ways way = Ways.valueOf(link.argument(1));
    int bells = Integer.parseInt(link.argument(2));
    Doorbell[] bell = new Doorbell[bells];
    for (int i = 0; i < bells; i++) {
      bell[i] = way.bell(words, i * BELL_BYTES);
    }
    AtomicInteger waiting = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    for (int i = 0; i < WAITERS; i++) {
      int at = i % bells;
      var unused =
          way.start(
              () -> {
                waiting.incrementAndGet();
                WaitStrategy.spinThenPark()
                    .awaitUninterruptibly(bell[at], () -> tryTake(words, ITEMS + at * 8L));
                taken.incrementAndGet();
              });
    }
    AtomicLong turns = new AtomicLong();
    var unused =
        way.start(
            () -> {
              while (taken.get() < WAITERS) {
                turns.incrementAndGet();
                LockSupport.parkNanos(10_000); // a loop of yields would starve the others
              }
            });
    Until.so("all wait", () -> waiting.get() == WAITERS);
    long before = turns.get();
    Until.so("another virtual thread goes on meanwhile", () -> turns.get() > before + 100);
    link.send("waiting");
    link.receive();
    link.send(platformThreads());
    Until.so("all have taken", () -> taken.get() == WAITERS);
    link.send("taken");
    Until.so("the threads that slept for them have ended", () -> platformThreads() == 0);
    link.send("ended");
  }

  private static long platformThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("tandem-waiter-"))
        .count();
  }

  private void takeAll(Ways way, int bells, long mostThreads) {
    Path file = directory.resolve("items");
    Words words = SharedMemory.createAndMap(file);
    ChildJvm takers =
        children.add(
            ChildJvm.options()
                .jvm("-Djdk.virtualThreadScheduler.parallelism=1")
                .jvm("-Djdk.virtualThreadScheduler.maxPoolSize=1")
                .start(VirtualThreadsTest::takers, file.toString(), way.name(), "" + bells));
    takers.expect("waiting");
    takers.send("how many platform threads wait for them?");
    assertThat(Long.parseLong(takers.receive())).isLessThanOrEqualTo(mostThreads);
    for (int i = 0; i < WAITERS; i++) {
      int at = i % bells;
      words.getAndAdd(ITEMS + at * 8L, 1);
      way.bell(words, at * BELL_BYTES).ring();
    }
    takers.expect("taken");
    takers.expect("ended");
  }

  @ParameterizedTest(allowZeroInvocations = true) // none before JDK 21
  @MethodSource("waysOfVirtualThreads")
  void aThousandWaitForOneBellWithoutBlockingTheOnlyCarrier(Ways way) {
    takeAll(way, 1, 1);
  }

  @ParameterizedTest(allowZeroInvocations = true) // none before JDK 21
  @MethodSource("waysOfVirtualThreads")
  void aThousandWaitForAHundredBells(Ways way) {
    takeAll(way, BELLS, way == Ways.VIRTUAL_FUTEX ? BELLS : 1);
  }
}
