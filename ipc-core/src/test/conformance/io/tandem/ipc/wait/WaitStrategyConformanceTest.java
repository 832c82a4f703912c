package io.tandem.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.memory.Words;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of waiting, for every strategy and every way to sleep. */
class WaitStrategyConformanceTest {
  private static final List<WaitStrategy> STRATEGIES =
      List.of(
          WaitStrategy.spinThenPark(),
          WaitStrategy.park(),
          WaitStrategy.parkInJava(),
          WaitStrategy.yielding(),
          WaitStrategy.busySpin());
  private static final long BELL = 0;
  private static final long COUNT = 256; // of things there are to take

  @TempDir Path directory;

  static Stream<Arguments> everyWayAndStrategy() {
    return Ways.available().stream()
        .flatMap(way -> STRATEGIES.stream().map(strategy -> Arguments.of(way, strategy)));
  }

  static Stream<Arguments> everyWayAndSleepingStrategy() {
    return Ways.available().stream()
        .flatMap(way -> STRATEGIES.subList(0, 3).stream().map(s -> Arguments.of(way, s)));
  }

  /** Some things in shared memory that can be put and taken, and threads that want them. */
  private final class Shelf {
    final Ways way;
    final Words words;
    final Doorbell bell;

    Shelf(Ways way) {
      this.way = way;
      this.words = way.memory(directory);
      this.bell = way.bell(words, BELL);
    }

    boolean tryTake() {
      for (; ; ) {
        long count = words.getAcquire(COUNT);
        if (count == 0) {
          return false;
        }
        if (words.compareAndSet(COUNT, count, count - 1)) {
          return true;
        }
      }
    }

    void put() {
      words.getAndAdd(COUNT, 1);
      bell.ring();
    }

    int unserved() {
      long sleepers = words.getAcquire(BELL + DoorbellLayout.SLEEPERS);
      return (int) (sleepers >>> 32) - (int) sleepers;
    }

    /** Runs a task on a thread of the kind under test. */
    <T> Task<T> start(Callable<T> task) {
      return new Task<>(way, task);
    }

    void untilAsleep() {
      Until.so("somebody has registered to sleep", () -> unserved() > 0);
    }
  }

  private static final class Task<T> {
    final CompletableFuture<T> result = new CompletableFuture<>();
    final Thread thread;

    Task(Ways way, Callable<T> task) {
      thread =
          way.start(
              () -> {
                try {
                  result.complete(task.call());
                } catch (Throwable e) {
                  result.completeExceptionally(e);
                }
              });
    }

    T get() throws Exception {
      return result.get(Until.HANG_NANOS, TimeUnit.NANOSECONDS);
    }
  }

  @ParameterizedTest
  @MethodSource("everyWayAndStrategy")
  void returnsAtOnceWhenThereIsNothingToWaitFor(Ways way, WaitStrategy strategy) throws Exception {
    Shelf shelf = new Shelf(way);
    shelf.put();
    Task<Boolean> taker = shelf.start(() -> strategy.await(shelf.bell, shelf::tryTake, 0));
    assertThat(taker.get()).isTrue();
    assertThat(shelf.unserved()).isZero();
  }

  @ParameterizedTest
  @MethodSource("everyWayAndStrategy")
  void aTimeoutOfZeroOrLessMakesOneAttempt(Ways way, WaitStrategy strategy) throws Exception {
    Shelf shelf = new Shelf(way);
    for (long timeout : new long[] {0, -1, Long.MIN_VALUE}) {
      AtomicInteger attempts = new AtomicInteger();
      Attempt failing = () -> attempts.incrementAndGet() < 0;
      Task<Boolean> taker = shelf.start(() -> strategy.await(shelf.bell, failing, timeout));
      assertThat(taker.get()).isFalse();
      Task<Boolean> deaf =
          shelf.start(() -> strategy.awaitUninterruptibly(shelf.bell, failing, timeout));
      assertThat(deaf.get()).isFalse();
      assertThat(attempts).hasValue(2);
    }
  }

  @ParameterizedTest
  @MethodSource("everyWayAndStrategy")
  void neverGivesUpEarly(Ways way, WaitStrategy strategy) throws Exception {
    Shelf shelf = new Shelf(way);
    for (long timeout : new long[] {1, 30_000, 1_000_000, 25_000_000}) {
      Task<Long> taker =
          shelf.start(
              () -> {
                long start = System.nanoTime();
                assertThat(strategy.await(shelf.bell, shelf::tryTake, timeout)).isFalse();
                return System.nanoTime() - start;
              });
      assertThat(taker.get()).isGreaterThanOrEqualTo(timeout);
      Task<Long> deaf =
          shelf.start(
              () -> {
                long start = System.nanoTime();
                assertThat(strategy.awaitUninterruptibly(shelf.bell, shelf::tryTake, timeout))
                    .isFalse();
                return System.nanoTime() - start;
              });
      assertThat(deaf.get()).isGreaterThanOrEqualTo(timeout);
    }
    Until.so("whoever leaves takes the registration along", () -> shelf.unserved() == 0);
  }

  @ParameterizedTest
  @MethodSource("everyWayAndStrategy")
  void aThreadInterruptedBeforeGetsTheExceptionThoughItCouldSucceed(Ways way, WaitStrategy strategy)
      throws Exception {
    Shelf shelf = new Shelf(way);
    shelf.put();
    Task<Boolean> taker =
        shelf.start(
            () -> {
              Thread.currentThread().interrupt();
              assertThatThrownBy(() -> strategy.await(shelf.bell, shelf::tryTake, 0))
                  .isInstanceOf(InterruptedException.class);
              return Thread.currentThread().isInterrupted();
            });
    assertThat(taker.get()).as("the status is cleared").isFalse();
    assertThat(shelf.tryTake()).as("nothing was taken").isTrue();
  }

  @ParameterizedTest
  @MethodSource("everyWayAndStrategy")
  void anInterruptEndsTheWait(Ways way, WaitStrategy strategy) throws Exception {
    Shelf shelf = new Shelf(way);
    for (int i = 0; i < 20; i++) {
      AtomicBoolean waits = new AtomicBoolean();
      Task<Boolean> taker =
          shelf.start(
              () -> {
                Attempt attempt =
                    () -> {
                      waits.set(true);
                      return shelf.tryTake();
                    };
                assertThatThrownBy(() -> strategy.await(shelf.bell, attempt))
                    .isInstanceOf(InterruptedException.class);
                return Thread.currentThread().isInterrupted();
              });
      Until.so("the thread waits", waits::get);
      if (i % 2 == 0 && STRATEGIES.indexOf(strategy) < 2) {
        shelf.untilAsleep();
      }
      taker.thread.interrupt();
      assertThat(taker.get()).as("the status is cleared").isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("everyWayAndStrategy")
  void anUninterruptibleWaitGoesOnAndKeepsTheInterrupt(Ways way, WaitStrategy strategy)
      throws Exception {
    Shelf shelf = new Shelf(way);
    AtomicInteger attempts = new AtomicInteger();
    Task<Boolean> taker =
        shelf.start(
            () -> {
              strategy.awaitUninterruptibly(
                  shelf.bell,
                  () -> {
                    attempts.incrementAndGet();
                    return shelf.tryTake();
                  });
              return Thread.currentThread().isInterrupted();
            });
    Until.so("the thread waits", () -> attempts.get() > 0);
    taker.thread.interrupt();
    int before = attempts.get();
    Until.so("the thread goes on waiting", () -> attempts.get() > before + 2);
    assertThat(taker.result).isNotDone();
    shelf.put();
    assertThat(taker.get()).as("the status is set").isTrue();
  }

  @ParameterizedTest
  @MethodSource("everyWayAndStrategy")
  void anExceptionOfTheAttemptEndsTheWait(Ways way, WaitStrategy strategy) throws Exception {
    Shelf shelf = new Shelf(way);
    AtomicBoolean closed = new AtomicBoolean();
    Attempt attempt =
        () -> {
          if (closed.get()) {
            throw new IllegalStateException("closed");
          }
          return shelf.tryTake();
        };
    Task<Boolean> taker = shelf.start(() -> strategy.await(shelf.bell, attempt, Long.MAX_VALUE));
    if (STRATEGIES.indexOf(strategy) < 2) {
      shelf.untilAsleep();
    }
    closed.set(true);
    shelf.bell.ringAll();
    assertThatThrownBy(taker::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("closed");
    Until.so("the registration is gone", () -> shelf.unserved() == 0);
  }

  @ParameterizedTest
  @MethodSource("everyWayAndStrategy")
  void everyThingPutReachesATaker(Ways way, WaitStrategy strategy) throws Exception {
    Shelf shelf = new Shelf(way);
    int takers = STRATEGIES.indexOf(strategy) < 2 ? 5 : 2;
    int each = STRATEGIES.indexOf(strategy) < 2 ? 200 : 20;
    List<Task<Integer>> tasks =
        Stream.generate(
                () ->
                    shelf.start(
                        () -> {
                          for (int i = 0; i < each; i++) {
                            strategy.await(shelf.bell, shelf::tryTake);
                          }
                          return each;
                        }))
            .limit(takers)
            .toList();
    for (int i = 0; i < takers * each; i++) {
      shelf.put();
      if (i % 7 == 0) {
        Thread.onSpinWait();
      }
    }
    for (Task<Integer> task : tasks) {
      assertThat(task.get()).isEqualTo(each);
    }
    assertThat(shelf.tryTake()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("everyWayAndSleepingStrategy")
  void aWokenSleeperThatThrowsPassesTheWakeUpOn(Ways way, WaitStrategy strategy) throws Exception {
    Shelf shelf = new Shelf(way);
    AtomicBoolean broken = new AtomicBoolean();
    Attempt takeOrThrow =
        () -> {
          if (broken.get()) {
            throw new IllegalStateException("broken");
          }
          return shelf.tryTake();
        };
    Task<Boolean> first =
        shelf.start(() -> strategy.await(shelf.bell, takeOrThrow, Long.MAX_VALUE));
    shelf.untilAsleep();
    Task<Boolean> second =
        shelf.start(() -> strategy.await(shelf.bell, shelf::tryTake, Long.MAX_VALUE));
    broken.set(true);
    shelf.put();
    assertThat(second.get()).isTrue();
    assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class);
  }

  @ParameterizedTest
  @MethodSource("everyWayAndSleepingStrategy")
  void ringAllReachesThoseWhoWaitForDifferentThings(Ways way, WaitStrategy strategy)
      throws Exception {
    Shelf shelf = new Shelf(way);
    int waiters = 12;
    List<Task<Boolean>> tasks = new java.util.ArrayList<>();
    for (int i = 0; i < waiters; i++) {
      long bit = 1L << i;
      tasks.add(
          shelf.start(
              () ->
                  strategy.await(
                      shelf.bell,
                      () -> (shelf.words.getAcquire(COUNT) & bit) != 0,
                      Long.MAX_VALUE)));
    }
    shelf.untilAsleep();
    for (int i = waiters - 1; i >= 0; i--) {
      shelf.words.getAndAdd(COUNT, 1L << i);
      shelf.bell.ringAll();
      assertThat(tasks.get(i).get()).isTrue();
    }
  }
}
