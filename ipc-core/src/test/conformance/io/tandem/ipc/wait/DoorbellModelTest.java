package io.tandem.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelFailure;
import io.tandem.ipc.testkit.ModelProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every schedule of the doorbell's protocol, over a kernel made of two words.
 *
 * <p>There is no slice, except after a death: a lost wake-up is a schedule in which a process can
 * never go on.
 */
@Tag("model")
class DoorbellModelTest {
  static final long BELL = 0;
  static final long ITEMS = 128;
  private static final long FLAGS = 136;
  private static final long QUEUE = 256;

  /** How often schedules of many processes change from one that could go on to another. */
  private static final int SWITCHES = 3;

  /** The owner word of the process declared first: slot 1, generation 1. */
  private static final int FIRST_OWNER = 1 << 12 | 1;

  static final long NEVER = Long.MAX_VALUE / 2;

  /**
   * The futex of the bell's sequence. One word holds the queue, a bit for each process, below a
   * count of wake-ups: enqueueing fails if a wake-up came in between, as it does by the lock of the
   * real queue. Bits of the dead are skipped, as the kernel removes them.
   */
  private static final class ModelKernel implements Kernel {
    private static final long WAKE_UP = 1L << 32;

    final ModelProcess me;
    final Words words;
    final int bit;
    final IntFunction<Integer> ownerOfBit;
    final int processes;
    int timeOuts; // without a death, still to come
    int slices; // slept, one for each death

    ModelKernel(ModelProcess me, int bit, int[] owners, int timeOuts) {
      this.me = me;
      this.words = me.words();
      this.bit = bit;
      this.ownerOfBit = i -> owners[i];
      this.processes = owners.length;
      this.timeOuts = timeOuts;
    }

    @Override
    public int sleep(int expected, long nanos, boolean interruptible) {
      for (; ; ) {
        long queue = words.getVolatile(QUEUE);
        if ((int) words.getVolatile(BELL + DoorbellLayout.SEQUENCE) != expected) {
          return CHANGED;
        }
        if (words.compareAndSet(QUEUE, queue, queue | 1L << bit)) {
          break;
        }
      }
      if (timeOuts > 0) {
        timeOuts--;
        return leave() ? TIMED_OUT : WOKEN;
      }
      while ((words.getVolatile(QUEUE) & 1L << bit) != 0) {
        if (slices < deaths() && leave()) {
          slices++; // one slice after each death is enough, or the protocol is wrong
          return TIMED_OUT;
        }
      }
      return WOKEN;
    }

    private int deaths() {
      int deaths = 0;
      for (int i = 0; i < processes; i++) {
        if (i != bit && me.liveness().isDead(ownerOfBit.apply(i))) {
          deaths++;
        }
      }
      return deaths;
    }

    /** Leaves the queue; false if a wake-up was faster. */
    private boolean leave() {
      for (; ; ) {
        long queue = words.getVolatile(QUEUE);
        if ((queue & 1L << bit) == 0) {
          return false;
        }
        if (words.compareAndSet(QUEUE, queue, queue & ~(1L << bit))) {
          return true;
        }
      }
    }

    @Override
    public int wake(int count) {
      for (; ; ) {
        long queue = words.getVolatile(QUEUE);
        long left = queue;
        int woken = 0;
        for (int i = 0; i < processes && woken < count; i++) {
          if ((left & 1L << i) != 0) {
            left &= ~(1L << i);
            if (i == bit || !me.liveness().isDead(ownerOfBit.apply(i))) {
              woken++;
            }
          }
        }
        if (words.compareAndSet(QUEUE, queue, left + WAKE_UP)) {
          return woken;
        }
      }
    }
  }

  /** A process of a check: what it does with the bell. */
  interface Role {
    void play(ModelProcess me, Doorbell bell);
  }

  /** A check under construction: gives each process its bit and its kernel. */
  static final class Scene {
    final ModelCheck check;
    final List<Integer> owners = new ArrayList<>();

    Scene(String name, MemoryModel memory) {
      check =
          ModelCheck.named(name + ", " + memory)
              .memory(memory)
              .memory(512)
              .label(BELL, DoorbellLayout.LAYOUT, 1)
              .label(ITEMS, 8, "items")
              .label(QUEUE, 8, "queue")
              .setup(words -> words.setPlain(BELL + DoorbellLayout.SLEEPERS, (1L << 32) + 1));
    }

    Scene process(String name, Role role) {
      return process(name, 0, role);
    }

    Scene process(String name, int timeOuts, Role role) {
      int bit = owners.size();
      check.process(
          name,
          me -> {
            int[] all = owners.stream().mapToInt(Integer::intValue).toArray();
            ModelKernel kernel = new ModelKernel(me, bit, all, timeOuts);
            role.play(me, new Doorbell(me.words(), BELL, kernel, false));
          });
      owners.add(check.ownerOf(name));
      return this;
    }
  }

  static boolean tryTake(Words words) {
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

  static void take(ModelProcess me, Doorbell bell) {
    Sleep.uninterruptibly(bell, () -> tryTake(me.words()), NEVER);
  }

  static void put(ModelProcess me, Doorbell bell) {
    me.words().getAndAdd(ITEMS, 1);
    bell.ring();
  }

  /** The store of a lone producer: a release, no locked instruction before the ring. */
  static void store(ModelProcess me, Doorbell bell, long items) {
    me.words().setRelease(ITEMS, items);
    bell.ring();
  }

  @Test
  void everyConsumerGetsItsItem() {
    new Scene("two producers, two consumers", MemoryModel.SEQUENTIAL)
        .process("producer 1", DoorbellModelTest::put)
        .process("producer 2", DoorbellModelTest::put)
        .process("consumer 1", DoorbellModelTest::take)
        .process("consumer 2", DoorbellModelTest::take)
        .check
        .switches(SWITCHES)
        .run();
  }

  @Test
  void twoConsumersShareWhatOneProducerBrings() {
    new Scene("a producer, two consumers", MemoryModel.SEQUENTIAL)
        .process("producer", DoorbellModelTest::putTwice)
        .process("consumer 1", DoorbellModelTest::take)
        .process("consumer 2", DoorbellModelTest::take)
        .check
        .switches(SWITCHES + 1)
        .run();
  }

  static void putTwice(ModelProcess me, Doorbell bell) {
    put(me, bell);
    put(me, bell);
  }

  @Test
  void aConsumerGetsOneItemAfterTheOther() {
    new Scene("a producer, a consumer, two items", MemoryModel.SEQUENTIAL)
        .process("producer", DoorbellModelTest::putTwice)
        .process(
            "consumer",
            (me, bell) -> {
              take(me, bell);
              take(me, bell);
            })
        .check
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"STORE_BUFFERS", "WEAK_STORES"})
  void aReleaseStoreIsEnoughBeforeARing(MemoryModel memory) {
    new Scene("release store", memory)
        .process(
            "producer",
            (me, bell) -> {
              store(me, bell, 1);
              store(me, bell, 2);
            })
        .process(
            "consumer",
            (me, bell) -> {
              awaitItems(me, bell, 1);
              awaitItems(me, bell, 2);
            })
        .check
        .run();
  }

  @Test
  void whoIsServedWithoutBeingAsleepHasSeenTheSequenceMove() {
    new Scene("second item wanted", MemoryModel.SEQUENTIAL)
        .process(
            "producer",
            (me, bell) -> {
              store(me, bell, 1);
              store(me, bell, 2);
            })
        .process("consumer", (me, bell) -> awaitItems(me, bell, 2))
        .check
        .run();
  }

  static void awaitItems(ModelProcess me, Doorbell bell, long wanted) {
    Sleep.uninterruptibly(bell, () -> me.words().getAcquire(ITEMS) >= wanted, NEVER);
  }

  @Test
  void aConsumerThatGivesUpWhileAsleepTakesNoWakeUpAlong() {
    givesUp(1);
  }

  @Test
  void aConsumerThatGivesUpWhenWokenPassesTheWakeUpOn() {
    givesUp(0);
  }

  private static void givesUp(int timeOuts) {
    new Scene("one consumer gives up, time-outs " + timeOuts, MemoryModel.SEQUENTIAL)
        .process("producer", DoorbellModelTest::put)
        .process("impatient", timeOuts, DoorbellModelTest::giveUpAtSecondAttempt)
        .process(
            "consumer",
            (me, bell) -> {
              take(me, bell);
              put(me, bell);
            })
        .check
        .switches(SWITCHES)
        .run();
  }

  private static void giveUpAtSecondAttempt(ModelProcess me, Doorbell bell) {
    boolean[] looked = {false};
    Attempt attempt =
        () -> {
          if (looked[0]) {
            throw new IllegalStateException("gives up");
          }
          looked[0] = true;
          return tryTake(me.words());
        };
    try {
      Sleep.uninterruptibly(bell, attempt, NEVER);
      put(me, bell); // for the other one, who is to have it
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("gives up");
    }
  }

  @Test
  void aConsumerWhoseTimeIsOverTakesNoWakeUpAlong() {
    new Scene("one consumer's time is over", MemoryModel.SEQUENTIAL)
        .process("producer", DoorbellModelTest::put)
        .process(
            "late",
            (me, bell) -> {
              if (Sleep.uninterruptibly(bell, () -> tryTake(me.words()), Long.MIN_VALUE / 2)) {
                put(me, bell);
              }
            })
        .process("consumer", DoorbellModelTest::take)
        .check
        .switches(SWITCHES + 1)
        .run();
  }

  @Test
  void ringAllReachesEverybody() {
    new Scene("ring all", MemoryModel.SEQUENTIAL)
        .process(
            "setter",
            (me, bell) -> {
              me.words().setRelease(FLAGS, 1);
              bell.ringAll();
            })
        .process("taker", (me, bell) -> put(me, bell))
        .process("waiter 1", DoorbellModelTest::awaitFlag)
        .process("waiter 2", DoorbellModelTest::awaitFlag)
        .check
        .switches(SWITCHES - 1)
        .run();
  }

  private static void awaitFlag(ModelProcess me, Doorbell bell) {
    Sleep.uninterruptibly(bell, () -> me.words().getAcquire(FLAGS) == 1, NEVER);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void deathsAnywhereAreHealedByTheSlice(int deaths) {
    deaths(MemoryModel.SEQUENTIAL, deaths).switches(2).run();
  }

  static ModelCheck deaths(MemoryModel memory, int deaths) {
    return new Scene(deaths + " deaths", memory)
        .process("producer", DoorbellModelTest::putTwice)
        .process("mortal", DoorbellModelTest::takeOrLearnThatNothingComes)
        .process("consumer", DoorbellModelTest::takeOrLearnThatNothingComes)
        .check
        .kills(deaths);
  }

  /** Each consumer takes at most one item: only a dead producer can leave one without. */
  static void takeOrLearnThatNothingComes(ModelProcess me, Doorbell bell) {
    Sleep.uninterruptibly(
        bell,
        () -> tryTake(me.words()) || (producerIsDead(me) && me.words().getAcquire(ITEMS) == 0),
        NEVER);
  }

  private static boolean producerIsDead(ModelProcess me) {
    return me.liveness().isDead(FIRST_OWNER);
  }

  @ParameterizedTest
  @EnumSource(names = {"STORE_BUFFERS", "WEAK_STORES"})
  void theFirstSleeperEverCanMissARing(MemoryModel memory) {
    ModelCheck firstEver =
        new Scene("first sleeper ever", memory)
            .process("producer", (me, bell) -> store(me, bell, 1))
            .process("consumer", DoorbellModelTest::take)
            .check
            .setup(words -> {});
    assertThatThrownBy(firstEver::run)
        .as("this is what the slice is for, and why it is documented")
        .isInstanceOf(ModelFailure.class);
  }

  @Test
  void noWakeUpFindsNobodyAfterEverybodyHasLeft() {
    new Scene("clean counts", MemoryModel.SEQUENTIAL)
        .process("producer", DoorbellModelTest::put)
        .process("consumer", DoorbellModelTest::take)
        .check
        .atEnd(
            view -> {
              long sleepers = view.words().getPlain(BELL + DoorbellLayout.SLEEPERS);
              assertThat((int) (sleepers >>> 32) - (int) sleepers).isBetween(0, 1);
            })
        .run();
  }
}
