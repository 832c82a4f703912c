package io.tandem.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.memory.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Producers and consumers that sleep at doorbells whose slice is longer than the test may take, so
 * a lost wake-up is a hang.
 *
 * <p>Refutes: no fence between registration and second look; no fence between publishing and the
 * look at the sleepers; reading the sequence after registering; counting a wake-up as received by
 * one who leaves without using it.
 */
class LostWakeUpStressTest {
  private static final long NOT_EMPTY = 0;
  private static final long NOT_FULL = 128;
  private static final long COUNT = 256;
  private static final int MOST = 3;

  @TempDir Path directory;

  static List<Ways> waysWithoutPolling() {
    return Ways.available().stream().filter(way -> !way.isPortable()).toList();
  }

  static Stream<Arguments> waysAndSharing() {
    return waysWithoutPolling().stream()
        .flatMap(way -> Stream.of(Arguments.of(way, true), Arguments.of(way, false)));
  }

  private static boolean add(Words words, int change) {
    for (; ; ) {
      long count = words.getAcquire(COUNT);
      if (count + change < 0 || count + change > MOST) {
        return false;
      }
      if (words.compareAndSet(COUNT, count, count + change)) {
        return true;
      }
    }
  }

  @ParameterizedTest(allowZeroInvocations = true) // none in portable mode
  @MethodSource("waysAndSharing")
  void everyRingThatMattersArrives(Ways way, boolean shareHandles) throws InterruptedException {
    int threads = way.isVirtual() ? 8 : 3;
    int each = 60_000 / threads;
    Words words = way.memory(directory);
    CountDownLatch done = new CountDownLatch(2 * threads);
    Doorbell notEmpty = way.bellWithoutSlices(words, NOT_EMPTY);
    Doorbell notFull = way.bellWithoutSlices(words, NOT_FULL);
    for (int i = 0; i < threads; i++) {
      Doorbell empty = shareHandles ? notEmpty : way.bellWithoutSlices(words, NOT_EMPTY);
      Doorbell full = shareHandles ? notFull : way.bellWithoutSlices(words, NOT_FULL);
      way.start(() -> carry(words, each, 1, full, empty, done));
      way.start(() -> carry(words, each, -1, empty, full, done));
    }
    assertThat(done.await(Until.HANG_NANOS - 1_000_000_000L, TimeUnit.NANOSECONDS))
        .as("finished without the help of a slice; left: %s", done)
        .isTrue();
    assertThat(words.getAcquire(COUNT)).isZero();
  }

  private static void carry(
      Words words, int times, int change, Doorbell waits, Doorbell rings, CountDownLatch done) {
    for (int i = 0; i < times; i++) {
      WaitStrategy.park().awaitUninterruptibly(waits, () -> add(words, change));
      rings.ring();
    }
    done.countDown();
  }

  @ParameterizedTest(allowZeroInvocations = true) // none in portable mode
  @MethodSource("waysWithoutPolling")
  void nothingIsLostWhenSleepersGiveUpAtRandom(Ways way) throws InterruptedException {
    int threads = way.isVirtual() ? 16 : 4;
    int things = 20_000;
    Words words = way.memory(directory);
    Doorbell bell = way.bellWithoutSlices(words, NOT_EMPTY);
    Doorbell otherHandle = way.bellWithoutSlices(words, NOT_EMPTY);
    AtomicInteger taken = new AtomicInteger();
    List<Thread> takers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      SplittableRandom random = new SplittableRandom(i);
      Doorbell handle = i % 2 == 0 ? bell : otherHandle;
      takers.add(way.start(() -> takeImpatiently(handle, words, taken, things, random)));
    }
    SplittableRandom random = new SplittableRandom(99);
    for (int i = 0; i < things; i++) {
      Until.so("there is room", () -> add(words, 1));
      bell.ring();
      if (random.nextInt(8) == 0) {
        takers.get(random.nextInt(threads)).interrupt();
      }
    }
    Until.so("everything is taken", () -> taken.get() == things);
    for (Thread taker : takers) {
      taker.interrupt();
      taker.join();
    }
  }

  private static void takeImpatiently(
      Doorbell bell, Words words, AtomicInteger taken, int things, SplittableRandom random) {
    while (taken.get() < things) {
      long patience = random.nextBoolean() ? random.nextLong(1, 200_000) : Long.MAX_VALUE;
      try {
        if (WaitStrategy.park().await(bell, () -> add(words, -1), patience)) {
          taken.incrementAndGet();
        }
      } catch (InterruptedException e) {
        Thread.onSpinWait(); // meant: an interrupted taker comes back
      }
    }
  }
}
