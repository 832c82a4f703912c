package io.tandem.ipc.wait;

import static io.tandem.ipc.wait.DoorbellModelTest.BELL;
import static io.tandem.ipc.wait.DoorbellModelTest.awaitItems;
import static io.tandem.ipc.wait.DoorbellModelTest.store;

import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.wait.DoorbellModelTest.Scene;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The doorbell on a machine that reorders whatever it may: loads are performed early, and no atomic
 * update keeps them back, only a full fence.
 */
@Tag("model")
class DoorbellOrderModelTest {
  private static ModelCheck weak(Scene scene) {
    return scene.check.earlyLoads(true).earlyStores(true);
  }

  @Test
  void aReleaseStoreIsEnoughBeforeARing() {
    weak(new Scene("release store, early", MemoryModel.WEAK_STORES)
            .process("producer", (me, bell) -> store(me, bell, 1))
            .process("consumer", (me, bell) -> awaitItems(me, bell, 1)))
        .run();
  }

  @Test
  void whoHasMadeAVolatileStoreNeedsNoFenceToRing() {
    weak(new Scene("ring after fence, early", MemoryModel.WEAK_STORES)
            .process(
                "producer",
                (me, bell) -> {
                  me.words().setVolatile(DoorbellModelTest.ITEMS, 1);
                  bell.ringAfterFence();
                })
            .process("consumer", (me, bell) -> awaitItems(me, bell, 1)))
        .run();
  }

  /**
   * Three rings of two ringers: one that takes long for its step must not bring an old value back,
   * on which somebody is about to fall asleep.
   */
  @Test
  void theSequenceNeverComesBackToAnEarlierValue() {
    new Scene("slow ringer", MemoryModel.SEQUENTIAL)
        .process(
            "slow",
            (me, bell) -> {
              me.words().getAndAdd(DoorbellModelTest.ITEMS, 1);
              bell.ring();
            })
        .process("quick", DoorbellModelTest::putTwice)
        .process("consumer", (me, bell) -> awaitItems(me, bell, 3))
        .check
        .setup(words -> words.setPlain(BELL + DoorbellLayout.SLEEPERS, (8L << 32) + 1))
        .switches(4)
        .run();
  }

  /** Two sleepers of whom one gives up: what it takes back must be its own registration. */
  @Test
  void whoGivesUpTakesNobodyElsesRegistrationBack() {
    weak(new Scene("gives up, early", MemoryModel.WEAK_STORES)
            .process("producer", DoorbellModelTest::put)
            .process(
                "late", (me, bell) -> Sleep.uninterruptibly(bell, () -> false, Long.MIN_VALUE / 2))
            .process("consumer", DoorbellModelTest::take))
        .switches(4)
        .run();
  }
}
