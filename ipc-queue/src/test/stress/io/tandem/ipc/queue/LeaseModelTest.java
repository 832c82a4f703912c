package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Explores every schedule of taking, acknowledging and giving back leases, with processes that die
 * anywhere: nobody gets what a living process works on or what is done with, and in the end
 * everything that was put is done with.
 *
 * <p>Beside the lane each value has three words: put, worker (the owner word of who works on it)
 * and done.
 */
@Tag("model")
class LeaseModelTest {
  private static final int CELLS = 2;
  private static final int CELL_BYTES = 24;
  private static final int RECORD_BYTES = 8;
  private static final int LANE_BYTES =
      (int) (LaneRing.sizeBytes(CELLS, CELL_BYTES) + LeaseLayout.tableBytes(CELLS));
  private static final int VALUES = 4;
  private static final int WORDS_PER_VALUE = 3;

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void twoTakersNeverWorkOnTheSame(MemoryModel memory) {
    leases("two takers", memory)
        .process("producer", me -> put(me, 1, 2))
        .process("taker A", me -> takeAndAcknowledge(me, 1))
        .process("taker B", me -> takeAndAcknowledge(me, 1))
        .afterwards("rest", LeaseModelTest::finishAll)
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void whatIsGivenBackIsDeliveredAgain(MemoryModel memory) {
    leases("given back", memory)
        .process("producer", me -> put(me, 1))
        .process("taker A", LeaseModelTest::takeAndGiveBack)
        .process("taker B", me -> takeAndAcknowledge(me, 1))
        .afterwards("rest", LeaseModelTest::finishAll)
        .run();
  }

  @ParameterizedTest
  @EnumSource(
      value = MemoryModel.class,
      names = {"SEQUENTIAL", "STORE_BUFFERS"})
  void whatTheKilledHadIsDeliveredAgain(MemoryModel memory) {
    leases("killed takers", memory)
        .kills(2)
        .process("producer", me -> put(me, 1, 2))
        .process("taker A", me -> takeAndAcknowledge(me, 1))
        .process("taker B", me -> takeAndAcknowledge(me, 1))
        .afterwards("rest", LeaseModelTest::finishAll)
        .run();
  }

  /** A third record reuses the cell of the first, whose lease word is still there. */
  @Test
  void aLeaseOfAnEarlierLapMeansNothing() {
    leases("second lap", MemoryModel.SEQUENTIAL)
        .process("producer", me -> put(me, 1, 2, 3))
        .process("taker A", me -> takeAndAcknowledge(me, 2))
        .process("taker B", me -> takeAndAcknowledge(me, 1))
        .afterwards("rest", LeaseModelTest::finishAll)
        .switches(4)
        .run();
  }

  private static ModelCheck leases(String name, MemoryModel memory) {
    return ModelCheck.named("leases: " + name + ", " + memory)
        .memory(memory)
        .memory(LANE_BYTES + VALUES * WORDS_PER_VALUE * Long.BYTES)
        .tornPayload(true)
        .setup(words -> LaneRing.initialize(words.slice(0, LANE_BYTES), CELLS))
        .label(0, LaneLayout.LAYOUT, CELLS);
  }

  private static LaneRing ring(ModelProcess me) {
    return new LaneRing(me.words().slice(0, LANE_BYTES), CELLS, CELL_BYTES);
  }

  private static long putAt(int value) {
    return LANE_BYTES + (long) value * WORDS_PER_VALUE * Long.BYTES;
  }

  private static long workerAt(int value) {
    return putAt(value) + Long.BYTES;
  }

  private static long doneAt(int value) {
    return putAt(value) + 2L * Long.BYTES;
  }

  private static void put(ModelProcess me, int... values) {
    LaneWriter writer = LaneWriter.tryClaim(ring(me), me.liveness());
    for (int value : values) {
      byte[] bytes = new byte[RECORD_BYTES];
      Arrays.fill(bytes, (byte) value);
      if (writer.offer(me.clock(), bytes, 0, RECORD_BYTES)) {
        me.words().setRelease(putAt(value), 1);
      }
    }
  }

  private static LeaseTaker taker(ModelProcess me) {
    LaneRing ring = ring(me);
    return new LeaseTaker(
        new LaneSource() {
          @Override
          public int openLanes() {
            return 1;
          }

          @Override
          public LaneRing lane(int index) {
            return ring;
          }
        },
        me.liveness());
  }

  /** A lease taken, and the value that was in it. */
  private record Held(LeaseTaker.Taken lease, int value) {}

  private static Held take(ModelProcess me, LeaseTaker taker) {
    LeaseTaker.Taken lease = taker.tryTake();
    if (lease == null) {
      return null;
    }
    assertThat(taker.length()).isEqualTo(RECORD_BYTES);
    int value = taker.bytes()[0];
    assertThat(taker.bytes()[RECORD_BYTES - 1]).as("one record").isEqualTo((byte) value);
    Words words = me.words();
    long worker = words.getAcquire(workerAt(value));
    if (worker != 0) {
      assertThat(me.liveness().isDead((int) worker)).as("worker of %d is dead", value).isTrue();
      assertThat(lease.deliveries()).as("deliveries").isGreaterThan(1);
    }
    assertThat(words.getAcquire(doneAt(value))).as("%d is not done with", value).isZero();
    words.setRelease(workerAt(value), me.liveness().self());
    return new Held(lease, value);
  }

  private static void acknowledge(ModelProcess me, Held held) {
    held.lease().ring().acknowledge(held.lease().position(), held.lease().record());
    me.words().setRelease(doneAt(held.value()), 1);
  }

  private static void takeAndAcknowledge(ModelProcess me, int times) {
    LeaseTaker taker = taker(me);
    for (int i = 0; i < times; i++) {
      Held held = take(me, taker);
      if (held != null) {
        acknowledge(me, held);
      }
    }
  }

  private static void takeAndGiveBack(ModelProcess me) {
    Held held = take(me, taker(me));
    if (held != null) {
      me.words().setRelease(workerAt(held.value()), 0);
      held.lease().ring().giveBack(held.lease().position(), held.lease().lease());
    }
  }

  /** Does what is left, then looks at everything. */
  private static void finishAll(ModelProcess me) {
    LeaseTaker taker = taker(me);
    for (Held held; (held = take(me, taker)) != null; ) {
      acknowledge(me, held);
    }
    assertThat(new LeaseRing(ring(me), me.liveness()).isEmpty()).as("nothing is left").isTrue();
    Words words = me.words();
    for (int value = 1; value < VALUES; value++) {
      if (words.getAcquire(putAt(value)) == 1 && words.getAcquire(doneAt(value)) == 0) {
        long worker = words.getAcquire(workerAt(value));
        assertThat(worker != 0 && me.liveness().isDead((int) worker))
            .as("%d is done with, or its worker died before it could say so", value)
            .isTrue();
      }
    }
  }
}
