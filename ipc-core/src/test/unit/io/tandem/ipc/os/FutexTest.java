package io.tandem.ipc.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FutexTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  @TempDir Path directory;
  private MappedRegion region;
  private long word;
  private long other;

  @BeforeEach
  void map() throws IOException {
    region = map(Files.createFile(directory.resolve("words")), 4096);
    region.buffer().putInt(128, 7).putInt(256, -9);
    word = region.address() + 128;
    other = region.address() + 256;
  }

  @AfterEach
  void release() {
    region.release();
  }

  @Test
  void portableModeRefusesEveryCall() {
    assumeTrue(!Native.isLoaded(), "portable mode only");
    assertThat(Futex.canAwaitAny()).isFalse();
    assertThatThrownBy(() -> Futex.await(8, 0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Futex.await needs the native library; portable mode: ");
    assertThatThrownBy(() -> Futex.awaitAny(new long[] {8}, new int[1], 1, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Futex.wake(8, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void doesNotSleepWhenTheWordHasChanged() {
    nativeOnly();
    assertThat(Futex.await(word, 6, MINUTE)).isEqualTo(Futex.CHANGED);
  }

  @Test
  void sleepsNoLessThanTheTimeout() {
    nativeOnly();
    long start = System.nanoTime();
    assertThat(Futex.await(word, 7, 3_000_000)).isEqualTo(Futex.TIMED_OUT);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(3_000_000);
  }

  @Test
  void aTimeoutOfZeroOrLessDoesNotSleep() {
    nativeOnly();
    assertThat(Futex.await(word, 7, 0)).isEqualTo(Futex.TIMED_OUT);
    assertThat(Futex.await(word, 7, Long.MIN_VALUE)).isEqualTo(Futex.TIMED_OUT);
    assertThat(Futex.await(other, 7, Long.MIN_VALUE)).isEqualTo(Futex.CHANGED);
  }

  @Test
  void wakeWithoutWaitersWakesNobody() {
    nativeOnly();
    assertThat(Futex.wake(word, 1)).isZero();
    assertThat(Futex.wake(word, Integer.MAX_VALUE)).isZero();
  }

  @Test
  void wakeWakesAThreadThatSleepsWithTheLongestTimeout() {
    nativeOnly();
    CompletableFuture<Integer> waiter =
        CompletableFuture.supplyAsync(() -> Futex.await(word, 7, Long.MAX_VALUE));
    wakeOne(word);
    assertThat(waiter.join()).isEqualTo(Futex.WOKEN);
  }

  @Test
  void theSameWordMappedElsewhereIsTheSameWord() throws IOException {
    nativeOnly();
    MappedRegion again = map(directory.resolve("words"), 4096);
    assertThat(again.address()).isNotEqualTo(region.address());
    CompletableFuture<Integer> waiter =
        CompletableFuture.supplyAsync(() -> Futex.await(word, 7, MINUTE));
    wakeOne(again.address() + 128);
    assertThat(waiter.join()).isEqualTo(Futex.WOKEN);
    again.release();
  }

  @Test
  void wakesAnotherProcess() throws Exception {
    nativeOnly();
    String file = directory.resolve("words").toString();
    try (ChildJvm child = ChildJvm.start(FutexTest::waiter, file)) {
      child.expect("waiting");
      wakeOne(word);
      child.expect("result " + Futex.WOKEN);
    }
  }

  @Test
  void waitsForAnyOfSeveralWords() {
    assumeTrue(Futex.canAwaitAny(), "Linux 5.16 and native mode only");
    long[] addresses = {word, other};
    int[] expected = {7, -9};
    assertThat(Futex.awaitAny(addresses, expected, 2, 1_000_000)).isEqualTo(Futex.TIMED_OUT);
    assertThat(Futex.awaitAny(addresses, expected, 2, -1)).isEqualTo(Futex.TIMED_OUT);
    CompletableFuture<Integer> waiter =
        CompletableFuture.supplyAsync(() -> Futex.awaitAny(addresses, expected, 2, Long.MAX_VALUE));
    wakeOne(other);
    assertThat(waiter.join()).isEqualTo(1);
    expected[1] = 0;
    assertThat(Futex.awaitAny(addresses, expected, 2, MINUTE)).isEqualTo(Futex.CHANGED);
    assertThat(Futex.awaitAny(addresses, expected, 1, 1)).isEqualTo(Futex.TIMED_OUT);
  }

  @Test
  void waitsForAsManyWordsAsTheLimitSays() {
    assumeTrue(Futex.canAwaitAny(), "Linux 5.16 and native mode only");
    long[] addresses = new long[Futex.AWAIT_ANY_LIMIT];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = region.address() + 1024 + 4L * i;
    }
    int[] zeros = new int[addresses.length];
    assertThat(Futex.awaitAny(addresses, zeros, addresses.length, 1_000_000))
        .isEqualTo(Futex.TIMED_OUT);
    CompletableFuture<Integer> waiter =
        CompletableFuture.supplyAsync(
            () -> Futex.awaitAny(addresses, zeros, addresses.length, MINUTE));
    wakeOne(addresses[addresses.length - 1]);
    assertThat(waiter.join()).isEqualTo(addresses.length - 1);
  }

  @Test
  void refusesACountOutsideTheLimits() {
    assumeTrue(Futex.canAwaitAny(), "Linux 5.16 and native mode only");
    assertThatThrownBy(() -> Futex.awaitAny(new long[] {word, word}, new int[] {7}, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count is 2, wanted is 1 to 1 (the shorter array, at most 128)");
    assertThatThrownBy(() -> Futex.awaitAny(new long[] {word}, new int[] {7}, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count is 0, wanted is 1 to 1 (the shorter array, at most 128)");
    assertThatThrownBy(() -> Futex.awaitAny(new long[129], new int[129], 129, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count is 129, wanted is 1 to 128 (the shorter array, at most 128)");
  }

  @Test
  void refusesAnAddressThatIsNotOfAWord() {
    nativeOnly();
    for (long address : new long[] {0, word + 1, word + 2}) {
      assertThatThrownBy(() -> Futex.await(address, 7, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "address is 0x" + Long.toHexString(address) + ", wanted is a multiple of 4 above 0");
      assertThatThrownBy(() -> Futex.wake(address, 1)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Futex.wake(word, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count is -1, wanted is 0 or more");
  }

  @Test
  void anAddressThatIsNotMappedIsAnErrorAndNoCrash() {
    nativeOnly();
    assertThatThrownBy(() -> Futex.await(64, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Futex.await at 0x40: not mapped memory (EFAULT)");
    assertThatThrownBy(() -> Futex.wake(64, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sleepingOnAReleasedRegionIsHarmless() {
    nativeOnly();
    region.release();
    assertThat(Futex.await(word, 7, MINUTE)).isEqualTo(Futex.CHANGED);
    assertThat(Futex.await(word, 0, 1_000)).isEqualTo(Futex.TIMED_OUT);
    assertThat(Futex.wake(word, 1)).isZero();
  }

  private static void nativeOnly() {
    assumeTrue(Native.isLoaded(), "native mode only");
  }

  /** Rings until somebody has been woken: he may not be asleep yet. */
  private static void wakeOne(long address) {
    Poll.until(() -> Futex.wake(address, 1) == 1);
  }

  private static MappedRegion map(Path file, long bytes) throws IOException {
    try (SharedFile opened = SharedFile.open(file)) {
      if (opened.sizeBytes() == 0) {
        FileSpace.allocate(opened, 0, bytes);
      }
      return MappedRegion.map(opened, 0, bytes);
    }
  }

  /** Sleeps on the word of {@link #map()}. */
  private static void waiter(ChildLink link) throws IOException {
    MappedRegion region = map(Path.of(link.argument(0)), 4096);
    link.send("waiting");
    link.send("result " + Futex.await(region.address() + 128, 7, MINUTE));
    region.release();
  }
}
