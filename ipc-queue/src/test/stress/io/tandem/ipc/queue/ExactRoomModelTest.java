package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.Linearizable;
import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import io.tandem.ipc.testkit.QueueSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every schedule of producers that have one capacity for their two lanes. */
@Tag("model")
class ExactRoomModelTest {
  private static final int CELLS = 2;
  private static final int LENGTH = 8;
  private static final int CELL_BYTES = 24;
  private static final int LANE_BYTES = (int) LaneRing.sizeBytes(CELLS, CELL_BYTES);

  /** Of two that put into an empty queue for one element, exactly one succeeds. */
  @ParameterizedTest
  @EnumSource(
      value = MemoryModel.class,
      names = {"SEQUENTIAL", "STORE_BUFFERS"})
  void oneOfTwoGetsTheLastPlace(MemoryModel memory) {
    queue("last place", memory, QueueSpec.fifo().capacity(1))
        .process("producer A", me -> put(me, 0, 1))
        .process("producer B", me -> put(me, 1, 2))
        .afterwards("rest", ExactRoomModelTest::drain)
        .run();
  }

  /**
   * A producer that does not go on between announcing and committing makes others refuse in the end
   * although its element cannot be taken yet: the one thing that is not as in a queue with a lock.
   */
  @Test
  void aPlaceThatIsTakenIsFreeForEitherLane() {
    queue("one place, one taker", MemoryModel.SEQUENTIAL, QueueSpec.fifo().capacity(1).mayRefuse())
        .process("producer A", me -> put(me, 0, 1))
        .process("producer B", me -> put(me, 1, 2))
        .process("taker", me -> take(me))
        .afterwards("rest", ExactRoomModelTest::drain)
        .run();
  }

  /** The dead's announcement is void: never more than the capacity, and nobody waits for it. */
  @Test
  void aProducerMayDieAnywhere() {
    queue("one place, kills", MemoryModel.SEQUENTIAL, QueueSpec.fifo().capacity(1).mayRefuse())
        .kills(1)
        .process("producer A", me -> put(me, 0, 1))
        .process("producer B", me -> put(me, 1, 2))
        .afterwards("rest", ExactRoomModelTest::drain)
        .run();
  }

  private static ModelCheck queue(String name, MemoryModel memory, QueueSpec spec) {
    ModelCheck check =
        ModelCheck.named(name + ", " + memory)
            .memory(memory)
            .memory(2 * LANE_BYTES)
            .monitor(new Linearizable<>(spec))
            .setup(
                words -> {
                  LaneRing.initialize(words.slice(0, LANE_BYTES), CELLS);
                  LaneRing.initialize(words.slice(LANE_BYTES, LANE_BYTES), CELLS);
                });
    check.label(0, LaneLayout.LAYOUT, CELLS);
    check.label(LANE_BYTES, LaneLayout.LAYOUT, CELLS);
    return check;
  }

  private static LaneSource lanes(ModelProcess me) {
    LaneRing[] rings = new LaneRing[2];
    for (int lane = 0; lane < rings.length; lane++) {
      rings[lane] =
          new LaneRing(me.words().slice(lane * LANE_BYTES, LANE_BYTES), CELLS, CELL_BYTES);
    }
    return new LaneSource() {
      @Override
      public int openLanes() {
        return 2;
      }

      @Override
      public LaneRing lane(int index) {
        return rings[index];
      }
    };
  }

  private static void put(ModelProcess me, int lane, int value) {
    LaneSource lanes = lanes(me);
    LaneWriter writer = LaneWriter.tryClaim(lanes.lane(lane), me.liveness());
    ExactRoom room = new ExactRoom(lanes, me.liveness(), 1, me::pause);
    byte[] bytes = new byte[LENGTH];
    Arrays.fill(bytes, (byte) value);
    me.begin(QueueSpec.put(value));
    boolean done = room.tryReserve(lane, writer, 1);
    if (done) {
      done = writer.offer(me.clock(), bytes, 0, LENGTH);
    }
    me.end(done);
  }

  private static Integer take(ModelProcess me) {
    QueueTaker taker = QueueTaker.of(Ordering.REAL_TIME, lanes(me));
    me.begin(QueueSpec.take());
    int length = taker.tryTake();
    Integer value = length == QueueTaker.EMPTY ? null : (int) taker.bytes()[0];
    assertThat(length).isIn(QueueTaker.EMPTY, LENGTH);
    me.end(value);
    return value;
  }

  private static void drain(ModelProcess me) {
    while (take(me) != null) {
      Thread.onSpinWait();
    }
  }
}
