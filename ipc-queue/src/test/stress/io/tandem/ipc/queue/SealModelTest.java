package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.Linearizable;
import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import io.tandem.ipc.testkit.QueueSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Explores every schedule of sealing a lane while others put and take: what was put is taken, and a
 * lane once sealed is at its end when it is empty.
 */
@Tag("model")
class SealModelTest {
  private static final int CELLS = 2;
  private static final int RECORD_BYTES = 16;
  private static final int LANE_BYTES = (int) LaneRing.sizeBytes(CELLS, 24);
  private static final int SEALED = LANE_BYTES;

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void aSealRacesWithPutsAndTakes(MemoryModel memory) {
    lane("seal, puts and takes", memory)
        .process("producer", me -> put(me, 1, 2, 3))
        .process("sealer", SealModelTest::seal)
        .process("taker", me -> take(me, 2))
        .switches(4)
        .afterwards("rest", SealModelTest::drainToTheEnd)
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void twoSealersDoWhatOneDoes(MemoryModel memory) {
    lane("two sealers", memory)
        .process("producer", me -> put(me, 1))
        .process("sealer A", SealModelTest::seal)
        .process("sealer B", SealModelTest::seal)
        .process("taker", me -> take(me, 1))
        .afterwards("rest", SealModelTest::drainToTheEnd)
        .run();
  }

  @ParameterizedTest
  @EnumSource(
      value = MemoryModel.class,
      names = {"SEQUENTIAL", "STORE_BUFFERS"})
  void anHeirDoesNotOpenTheLaneAgain(MemoryModel memory) {
    lane("heir of a sealed lane", memory)
        .kills(2)
        .process("producer", me -> put(me, 1, 2))
        .successor("heir", "producer", me -> put(me, 3))
        .process("sealer", SealModelTest::seal)
        .process("taker", me -> take(me, 1))
        .afterwards("rest", SealModelTest::drainToTheEnd)
        .run();
  }

  private static ModelCheck lane(String name, MemoryModel memory) {
    return ModelCheck.named(name + ", " + memory)
        .memory(memory)
        .memory(LANE_BYTES + Long.BYTES)
        .tornPayload(true)
        .monitor(new Linearizable<>(QueueSpec.fifo().capacity(CELLS).mayRefuse()))
        .setup(words -> LaneRing.initialize(words.slice(0, LANE_BYTES), CELLS))
        .label(0, LaneLayout.LAYOUT, CELLS);
  }

  private static LaneRing ring(ModelProcess me) {
    return new LaneRing(me.words().slice(0, LANE_BYTES), CELLS, 24);
  }

  private static byte[] record(int value) {
    byte[] bytes = new byte[RECORD_BYTES];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static void put(ModelProcess me, int... values) {
    LaneWriter writer = LaneWriter.tryClaim(ring(me), me.liveness());
    assertThat(writer).as("nobody alive has the lane").isNotNull();
    for (int value : values) {
      me.begin(QueueSpec.put(value));
      me.end(writer.offer(record(value), 0, RECORD_BYTES));
    }
  }

  private static void seal(ModelProcess me) {
    if (ring(me).trySeal()) {
      me.words().setRelease(SEALED, 1); // after that nobody may put
    }
  }

  private static QueueTaker taker(ModelProcess me) {
    LaneRing ring = ring(me);
    return QueueTaker.of(
        Ordering.PER_PRODUCER,
        new LaneSource() {
          @Override
          public int openLanes() {
            return 1;
          }

          @Override
          public LaneRing lane(int index) {
            return ring;
          }
        });
  }

  private static boolean takeOne(ModelProcess me, QueueTaker taker) {
    me.begin(QueueSpec.take());
    int length = taker.tryTake();
    me.end(length == QueueTaker.EMPTY ? null : (int) taker.bytes()[0]);
    return length != QueueTaker.EMPTY;
  }

  private static void take(ModelProcess me, int times) {
    QueueTaker taker = taker(me);
    LaneRing ring = ring(me);
    for (int i = 0; i < times; i++) {
      boolean atEnd = ring.isExhausted();
      boolean taken = takeOne(me, taker);
      assertThat(atEnd && taken).as("taken after the end").isFalse();
    }
  }

  /** All that was put is here; after a seal that was told to be one, the end is the end. */
  private static void drainToTheEnd(ModelProcess me) {
    QueueTaker taker = taker(me);
    while (takeOne(me, taker)) {
      Thread.onSpinWait();
    }
    LaneRing ring = ring(me);
    if (me.words().getAcquire(SEALED) == 1) {
      assertThat(ring.isExhausted()).as("sealed and empty").isTrue();
    }
    assertThat(ring.trySeal()).isTrue();
    assertThat(ring.isExhausted()).isTrue();
  }
}
