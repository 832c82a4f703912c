package io.tandem.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.memory.Words;
import io.tandem.ipc.os.Native;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Doorbells between processes that are killed and stopped. */
class SleeperDeathTest {
  private static final long BELL = 0;
  private static final long ITEMS = 256;

  @TempDir Path directory;
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private Path file;
  private Words words;
  private Doorbell bell;

  @BeforeEach
  void createDoorbell() {
    file = directory.resolve("doorbell");
    words = SharedMemory.createAndMap(file);
    bell = new Doorbell(words, BELL);
  }

  private static boolean tryTake(Words words) {
    for (; ; ) {
      long items = words.getAcquire(ITEMS);
      if (items == 0) {
        return false;
      }
      if (words.compareAndSet(ITEMS, items, items - 1)) {
        return true;
      }
    }
  }

  /** Takes an item whenever told to; with slices or with rings only. */
  static void taker(ChildLink link) throws InterruptedException {
    Words words = SharedMemory.map(Path.of(link.argument(0)));
    boolean sliced = link.argument(1).equals("sliced");
    Doorbell bell = sliced ? new Doorbell(words, BELL) : withoutSlices(words);
    for (; ; ) {
      link.send("takes");
      WaitStrategy.park().await(bell, () -> tryTake(words));
      link.send("took");
      link.receive();
    }
  }

  private static Doorbell withoutSlices(Words words) {
    Ways way = Native.isLoaded() ? Ways.FUTEX_WAITV : Ways.PORTABLE;
    return Ways.available().contains(way)
        ? way.bellWithoutSlices(words, BELL)
        : Ways.FUTEX.bellWithoutSlices(words, BELL);
  }

  /** Makes a change without ringing for it, and dies. */
  static void killedBeforeItsRing(ChildLink link) {
    Words words = SharedMemory.map(Path.of(link.argument(0)));
    link.receive();
    words.getAndAdd(ITEMS, 1);
    ChildLink.killSelf();
  }

  private ChildJvm startTaker(String slices) {
    ChildJvm taker = children.start(SleeperDeathTest::taker, file.toString(), slices);
    taker.expect("takes");
    return taker;
  }

  private int unserved() {
    long sleepers = words.getAcquire(BELL + DoorbellLayout.SLEEPERS);
    return (int) (sleepers >>> 32) - (int) sleepers;
  }

  private void untilAsleep(int count) {
    Until.so(count + " have registered to sleep", () -> unserved() >= count);
  }

  private void put() {
    words.getAndAdd(ITEMS, 1);
    bell.ring();
  }

  @Test
  void aRingWakesASleeperOfAnotherProcess() {
    ChildJvm taker = startTaker("unsliced");
    for (int i = 0; i < 100; i++) {
      untilAsleep(1);
      put();
      taker.expect("took");
      taker.send("again");
      taker.expect("takes");
    }
  }

  @Test
  void aKilledSleeperCostsOneWakeUpThatFindsNobody() {
    ChildJvm taker = startTaker("sliced");
    untilAsleep(1);
    taker.kill();
    assertThat(unserved()).isPositive();
    long before = bell.sequence();
    bell.ring();
    assertThat(unserved()).isZero();
    assertThat(bell.sequence()).isEqualTo(before + 1);
    bell.ring();
    assertThat(bell.sequence()).as("nobody to ring for").isEqualTo(before + 1);
  }

  @Test
  void aWakeUpThatWentToAKilledSleeperCostsTheOthersASlice() {
    ChildJvm victim = startTaker("unsliced");
    untilAsleep(1);
    ChildJvm other = startTaker("sliced");
    victim.stop();
    put();
    other.expect("took");
    victim.kill();
    other.send("again");
    other.expect("takes");
    put();
    other.expect("took");
  }

  @Test
  void aStoppedSleeperHoldsNobodyUpAndGoesOnWhenContinued() {
    ChildJvm stopped = startTaker("sliced");
    untilAsleep(1);
    ChildJvm other = startTaker("sliced");
    stopped.stop();
    for (int i = 0; i < 20; i++) {
      put();
      other.expect("took");
      other.send("again");
      other.expect("takes");
    }
    stopped.cont();
    put();
    put();
    stopped.expect("took");
    other.expect("took");
  }

  @Test
  void aRingerKilledBeforeItsRingCostsASlice() throws InterruptedException {
    ChildJvm victim = children.start(SleeperDeathTest::killedBeforeItsRing, file.toString());
    victim.send("go");
    WaitStrategy.park().await(bell, () -> tryTake(words));
    assertThat(victim.awaitExit()).isEqualTo(137);
  }

  @Test
  void oneProcessWithAndOneWithoutTheNativeLibraryWaitForEachOther() {
    ChildJvm portable =
        children.add(
            ChildJvm.options()
                .portable()
                .start(SleeperDeathTest::taker, file.toString(), "sliced"));
    portable.expect("takes");
    for (int i = 0; i < 5; i++) {
      put();
      portable.expect("took");
      portable.send("again");
      portable.expect("takes");
    }
    ChildJvm ringer =
        children.add(
            ChildJvm.options().portable().start(SleeperDeathTest::ringer, file.toString()));
    portable.kill();
    for (int i = 0; i < 5; i++) {
      ringer.send("put");
      WaitStrategy.park().awaitUninterruptibly(bell, () -> tryTake(words));
    }
  }

  static void ringer(ChildLink link) {
    Words words = SharedMemory.map(Path.of(link.argument(0)));
    Doorbell bell = new Doorbell(words, BELL);
    for (; ; ) {
      link.receive();
      words.getAndAdd(ITEMS, 1);
      bell.ring();
    }
  }
}
