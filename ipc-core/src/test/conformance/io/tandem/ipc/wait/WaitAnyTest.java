package io.tandem.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Waiting for one of several objects, for every way to sleep. */
class WaitAnyTest {
  private static final int BELL_AND_COUNT_BYTES = 2 * Layout.LINE_BYTES;

  @TempDir Path directory;

  static List<Ways> ways() {
    return Ways.available();
  }

  /** Several counters, each with its bell. */
  private final class Shelves {
    final Ways way;
    final Words words;
    final List<Shelf> all = new ArrayList<>();
    Thread lastStarted;

    Shelves(Ways way, int count) {
      this.way = way;
      this.words = way.memory(directory);
      for (int i = 0; i < count; i++) {
        long at = (long) i * BELL_AND_COUNT_BYTES;
        all.add(new Shelf(words, way.bellWithoutSlices(words, at), at + Layout.LINE_BYTES));
      }
    }

    WaitAny any() {
      return WaitAny.of(WaitStrategy.park(), all);
    }

    Shelf get(int i) {
      return all.get(i);
    }

    CompletableFuture<Awaitable> start(WaitAny any) {
      CompletableFuture<Awaitable> result = new CompletableFuture<>();
      lastStarted =
          way.start(
              () -> {
                try {
                  result.complete(any.await());
                } catch (Throwable e) {
                  result.completeExceptionally(e);
                }
              });
      return result;
    }

    void untilAsleepAt(int i) {
      Until.so("somebody has registered", () -> get(i).unserved() > 0);
    }
  }

  private record Shelf(Words words, Doorbell bell, long countAt) implements Awaitable {
    @Override
    public boolean isReady() {
      return words.getAcquire(countAt) > 0;
    }

    void put() {
      words.getAndAdd(countAt, 1);
      bell.ring();
    }

    boolean tryTake() {
      long count = words.getAcquire(countAt);
      return count > 0 && words.compareAndSet(countAt, count, count - 1);
    }

    int unserved() {
      long sleepers = words.getAcquire(countAt - Layout.LINE_BYTES + DoorbellLayout.SLEEPERS);
      return (int) (sleepers >>> 32) - (int) sleepers;
    }
  }

  private static Awaitable get(CompletableFuture<Awaitable> future) throws Exception {
    return future.get(Until.HANG_NANOS - 1_000_000_000L, TimeUnit.NANOSECONDS);
  }

  @Test
  void refusesToWaitForNothing() {
    assertThatThrownBy(WaitAny::of)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nothing to wait for: the list is empty");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void pollReturnsWhatIsReadyInTurn(Ways way) {
    Shelves shelves = new Shelves(way, 3);
    WaitAny any = shelves.any();
    assertThat(any.poll()).isNull();
    shelves.get(0).put();
    shelves.get(2).put();
    assertThat(List.of(any.poll(), any.poll(), any.poll(), any.poll()))
        .as("both stay ready, since nobody takes")
        .containsExactly(shelves.get(0), shelves.get(2), shelves.get(0), shelves.get(2));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void timedAwaitReturnsNullNotBeforeItsTime(Ways way) throws InterruptedException {
    Shelves shelves = new Shelves(way, 3);
    long start = System.nanoTime();
    assertThat(shelves.any().await(15, TimeUnit.MILLISECONDS)).isNull();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(15_000_000);
    assertThat(shelves.any().await(0, TimeUnit.SECONDS)).isNull();
    for (Shelf shelf : shelves.all) {
      Until.so("the registration is gone", () -> shelf.unserved() == 0);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void anInterruptEndsTheWait(Ways way) {
    Shelves shelves = new Shelves(way, 3);
    CompletableFuture<Awaitable> waiting = shelves.start(shelves.any());
    shelves.untilAsleepAt(2);
    shelves.lastStarted.interrupt();
    assertThatThrownBy(() -> get(waiting))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    for (Shelf shelf : shelves.all) {
      Until.so("the registration is gone", () -> shelf.unserved() == 0);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void eachOfThreeWakes(Ways way) throws Exception {
    Shelves shelves = new Shelves(way, 3);
    WaitAny any = shelves.any();
    for (int i = 0; i < 300; i++) {
      Shelf shelf = shelves.get(i % 3);
      CompletableFuture<Awaitable> waiting = shelves.start(any);
      if (i % 5 != 0) {
        shelves.untilAsleepAt(i % 3);
      }
      shelf.put();
      assertThat(get(waiting)).isSameAs(shelf);
      assertThat(shelf.tryTake()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void moreObjectsThanOneThreadCanSleepOn(Ways way) throws Exception {
    Shelves shelves = new Shelves(way, 200);
    WaitAny any = shelves.any();
    for (int i : new int[] {199, 0, 128, 126, 127}) {
      CompletableFuture<Awaitable> waiting = shelves.start(any);
      shelves.untilAsleepAt(199);
      shelves.get(i).put();
      assertThat(get(waiting)).isSameAs(shelves.get(i));
      assertThat(shelves.get(i).tryTake()).isTrue();
    }
    for (Shelf shelf : shelves.all) {
      Until.so("the registration is gone", () -> shelf.unserved() == 0);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void twoObjectsMayShareADoorbell(Ways way) throws Exception {
    Shelves shelves = new Shelves(way, 1);
    Shelf one = shelves.get(0);
    Shelf other = new Shelf(one.words(), one.bell(), one.countAt() + Layout.LINE_BYTES);
    CompletableFuture<Awaitable> waiting = shelves.start(WaitAny.of(one, other));
    shelves.untilAsleepAt(0);
    other.put();
    assertThat(get(waiting)).isSameAs(other);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whoOnlyLooksPassesTheWakeUpOnToThoseWhoTake(Ways way) throws Exception {
    Shelves shelves = new Shelves(way, 2);
    CompletableFuture<Awaitable> looking = shelves.start(shelves.any());
    shelves.untilAsleepAt(1);
    CompletableFuture<Boolean> taking = new CompletableFuture<>();
    Doorbell secondHandle = way.bellWithoutSlices(shelves.words, 0);
    way.start(
        () -> {
          WaitStrategy.park().awaitUninterruptibly(secondHandle, shelves.get(0)::tryTake);
          taking.complete(true);
        });
    if (!way.isPortable()) {
      Until.so("both have registered", () -> shelves.get(0).unserved() == 2);
    }
    shelves.get(0).put();
    assertThat(taking.get(Until.HANG_NANOS - 1_000_000_000L, TimeUnit.NANOSECONDS)).isTrue();
    shelves.get(1).put();
    assertThat(get(looking)).isIn(shelves.get(0), shelves.get(1));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void anExceptionOfOneEndsTheWait(Ways way) {
    Shelves shelves = new Shelves(way, 1);
    Doorbell bell = way.bell(shelves.words, 1024);
    Awaitable closed =
        new Awaitable() {
          @Override
          public Doorbell bell() {
            return bell;
          }

          @Override
          public boolean isReady() {
            throw new IllegalStateException("closed");
          }
        };
    WaitAny any = WaitAny.of(shelves.get(0), closed);
    assertThatThrownBy(any::await).isInstanceOf(IllegalStateException.class).hasMessage("closed");
  }
}
