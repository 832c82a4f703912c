package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.Linearizable;
import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import io.tandem.ipc.testkit.QueueSpec;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every schedule of producers that have one capacity for their two lanes. */
@Tag("model")
class ExactRoomModelTest {
  private static final int CELLS = 4;
  private static final int CELL_BYTES = 24;
  private static final int LANE_BYTES = (int) LaneRing.sizeBytes(CELLS, CELL_BYTES);
  private static final int TRIES = 3;

  /** With its stamp in one cell: then cells tell how many elements there are at most. */
  private static final int SHORT = 8;

  /** With its stamp in two cells: then they are counted as soon as there are some. */
  private static final int LONG = 24;

  /** Of two that put into an empty queue for one element, exactly one succeeds. */
  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void oneOfTwoGetsTheLastPlace(MemoryModel memory) {
    queue("last place", memory, QueueSpec.fifo().capacity(1))
        .process("producer A", me -> put(me, 0, 1, SHORT, 1))
        .process("producer B", me -> put(me, 1, 1, SHORT, 2))
        .afterwards("rest", ExactRoomModelTest::drain)
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void ofThreePutsIntoAQueueForTwoNoMoreThanTwoSucceed(MemoryModel memory) {
    queue("three puts, two places", memory, QueueSpec.fifo().capacity(2).mayRefuse())
        .process("producer A", me -> put(me, 0, 2, LONG, 1, 2))
        .process("producer B", me -> put(me, 1, 2, LONG, 3))
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
        .process("producer A", me -> put(me, 0, 1, SHORT, 1))
        .process("producer B", me -> put(me, 1, 1, SHORT, 2))
        .process("taker", me -> take(me))
        .afterwards("rest", ExactRoomModelTest::drain)
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void twoProducersAndTwoTakersShareOnePlace(MemoryModel memory) {
    twoAndTwo(memory).switches(memory == MemoryModel.SEQUENTIAL ? 3 : 1).run();
  }

  static ModelCheck twoAndTwo(MemoryModel memory) {
    return queue("two and two", memory, QueueSpec.fifo().capacity(1).mayRefuse())
        .process("producer A", me -> put(me, 0, 1, SHORT, 1))
        .process("producer B", me -> put(me, 1, 1, SHORT, 2))
        .process("taker A", me -> take(me))
        .process("taker B", me -> take(me))
        .afterwards("rest", ExactRoomModelTest::drain);
  }

  /** What is taken from one lane and put into another meanwhile does not make the queue full. */
  @Test
  void nothingThatHasNotBeenInAtTheSameTimeIsCountedTogether() {
    holdingOne("taken and put", MemoryModel.SEQUENTIAL, QueueSpec.fifo().capacity(2))
        .process("producer A", me -> put(me, 0, 2, LONG, 2))
        .process(
            "taker and producer B",
            me -> {
              take(me);
              put(me, 1, 2, LONG, 3);
            })
        .afterwards("rest", ExactRoomModelTest::drain)
        .run();
  }

  /** Who has a lane and puts nothing takes nobody's place. */
  @Test
  void aProducerThatHasAnnouncedNothingHoldsNoPlace() {
    holdingOne("nothing announced", MemoryModel.SEQUENTIAL, QueueSpec.fifo().capacity(2))
        .process("producer A", me -> put(me, 0, 2, LONG, 2))
        .process("producer B", me -> LaneWriter.tryClaim(ring(me.words(), 1), me.liveness()))
        .afterwards("rest", ExactRoomModelTest::drain)
        .run();
  }

  /** The dead's announcement is void: never more than the capacity, and nobody waits for it. */
  @Test
  void producersMayDieAnywhere() {
    queue("one place, kills", MemoryModel.SEQUENTIAL, QueueSpec.fifo().capacity(1).mayRefuse())
        .kills(2)
        .process("producer A", me -> put(me, 0, 1, SHORT, 1))
        .process("producer B", me -> put(me, 1, 1, SHORT, 2))
        .process("taker", me -> take(me))
        .afterwards("rest", ExactRoomModelTest::drain)
        .afterwards("next", me -> assertThat(put(me, 2, 1, SHORT, 3)).isTrue())
        .run();
  }

  /** Who takes over a lane takes the announcement of the dead one back; two race for that. */
  @Test
  void whoTakesOverALaneHoldsNoPlaceForTheDead() {
    queue("taken over", MemoryModel.SEQUENTIAL, QueueSpec.fifo().capacity(1).mayRefuse())
        .kills(2)
        .process("producer", me -> put(me, 0, 1, SHORT, 1))
        .spare("heir A", me -> LaneWriter.tryClaim(ring(me.words(), 0), me.liveness()))
        .spare("heir B", me -> LaneWriter.tryClaim(ring(me.words(), 0), me.liveness()))
        .afterwards("rest", ExactRoomModelTest::drain)
        .afterwards("next", me -> assertThat(put(me, 1, 1, SHORT, 3)).isTrue())
        .run();
  }

  private static ModelCheck holdingOne(String name, MemoryModel memory, QueueSpec spec) {
    return queue(name, memory, spec.holding(1))
        .setup(
            words -> {
              initialize(words);
              LaneWriter writer = LaneWriter.tryClaim(ring(words, 0), ModelLanes.SETTER_UP);
              offer(writer, () -> -1, LONG, 1);
              writer.release(ModelLanes.SETTER_UP);
            });
  }

  private static ModelCheck queue(String name, MemoryModel memory, QueueSpec spec) {
    ModelCheck check =
        ModelCheck.named(name + ", " + memory)
            .memory(memory)
            .memory(3 * LANE_BYTES)
            .monitor(new Linearizable<>(spec))
            .setup(ExactRoomModelTest::initialize);
    for (int lane = 0; lane < 3; lane++) {
      check.label(lane * LANE_BYTES, LaneLayout.LAYOUT, CELLS);
    }
    return check;
  }

  private static void initialize(Words words) {
    for (int lane = 0; lane < 3; lane++) {
      LaneRing.initialize(words.slice(lane * LANE_BYTES, LANE_BYTES), CELLS);
    }
  }

  private static LaneRing ring(Words words, int lane) {
    return new LaneRing(words.slice(lane * LANE_BYTES, LANE_BYTES), CELLS, CELL_BYTES);
  }

  private static LaneSource lanes(ModelProcess me, int open) {
    LaneRing[] rings = new LaneRing[open];
    for (int lane = 0; lane < open; lane++) {
      rings[lane] = ring(me.words(), lane);
    }
    return new LaneSource() {
      @Override
      public int openLanes() {
        return open;
      }

      @Override
      public LaneRing lane(int index) {
        return rings[index];
      }
    };
  }

  /** Puts as {@code SharedQueue.offer} does; whether the last one has succeeded. */
  private static boolean put(ModelProcess me, int lane, int capacity, int length, int... values) {
    int open = Math.max(2, lane + 1);
    LaneWriter writer = LaneWriter.tryClaim(ring(me.words(), lane), me.liveness());
    Liveness liveness = me.liveness();
    ExactRoom room = new ExactRoom(lanes(me, open), liveness, capacity, TRIES, me::pause);
    boolean done = false;
    for (int value : values) {
      me.begin(QueueSpec.put(value));
      int cells = writer.ring().cellsFor(StampedTaker.STAMP_BYTES + length);
      done = room.tryReserve(lane, writer, cells) && offer(writer, me.clock(), length, value);
      me.end(done);
    }
    return done;
  }

  private static boolean offer(LaneWriter writer, LongSupplier clock, int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return writer.offer(clock, bytes, 0, length);
  }

  private static Integer take(ModelProcess me) {
    QueueTaker taker = QueueTaker.of(Ordering.REAL_TIME, lanes(me, 2));
    me.begin(QueueSpec.take());
    int length = taker.tryTake();
    Integer value = length == QueueTaker.EMPTY ? null : (int) taker.bytes()[0];
    assertThat(length).isIn(QueueTaker.EMPTY, SHORT, LONG);
    me.end(value);
    return value;
  }

  private static void drain(ModelProcess me) {
    while (take(me) != null) {
      Thread.onSpinWait();
    }
  }
}
