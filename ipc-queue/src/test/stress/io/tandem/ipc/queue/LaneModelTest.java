package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.Linearizable;
import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import io.tandem.ipc.testkit.QueueSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Explores every schedule of small scripts on the shipped lane code. */
@Tag("model")
class LaneModelTest {
  private static final int CELLS = 2;
  private static final int RECORD_BYTES = 16;
  private static final int STAMPED_BYTES = 8;
  private static final int CELL_BYTES = 24;
  private static final int LANE_BYTES = (int) LaneRing.sizeBytes(CELLS, CELL_BYTES);

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void oneProducerAndTwoTakersAreAFifoQueue(MemoryModel memory) {
    lane("one producer, two takers", memory, 1)
        .process("producer", me -> put(me, writer(me), 1, 2, 3))
        .process("taker A", me -> take(me, 2))
        .process("taker B", me -> take(me, 1))
        .afterwards("rest", LaneModelTest::drain)
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void aKilledProducerIsReplacedAndNothingCommittedIsLost(MemoryModel memory) {
    lane("killed producer", memory, 1)
        .kills(2)
        .process("producer", me -> put(me, writer(me), 1, 2))
        .successor("successor", "producer", me -> put(me, writer(me), 3))
        .process("taker", me -> take(me, 2))
        .afterwards("rest", LaneModelTest::drain)
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void ofTwoThatReplaceAKilledProducerOneDoes(MemoryModel memory) {
    lane("two repairers", memory, 1)
        .kills(1)
        .process("producer", me -> putIfFree(me, 1))
        .process("heir A", me -> putIfFree(me, 2))
        .process("heir B", me -> putIfFree(me, 3))
        .afterwards("rest", LaneModelTest::drain)
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void aBatchIsPublishedWholeOrNotAtAll(MemoryModel memory) {
    lane("batch", memory, 1)
        .kills(2)
        .process("producer", LaneModelTest::publishBatch)
        .successor(
            "successor",
            "producer",
            me -> writer(me).offer(record(3, RECORD_BYTES), 0, RECORD_BYTES))
        .process("reader", LaneModelTest::readBatch)
        .afterwards("rest", LaneModelTest::takeLeftovers)
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void aSingleConsumerReadsInPlaceWhatWasWritten(MemoryModel memory) {
    lane("single consumer", memory, 1)
        .process("producer", me -> putAll(me, 3))
        .process("consumer", me -> readInPlace(me, 3))
        .run();
  }

  /** Two lanes, real-time order over both; the script that needs the second look. */
  @ParameterizedTest
  @EnumSource(
      value = MemoryModel.class,
      names = {"SEQUENTIAL", "STORE_BUFFERS"})
  void producersOnTwoLanesAreOneFifoQueueInRealTime(MemoryModel memory) {
    lane("two lanes", memory, 2)
        .process("producer A", me -> putStamped(me, 0, 1))
        .process("producer B", me -> putStamped(me, 1, 2))
        .process("taker A", me -> takeStamped(me, 1))
        .process("taker B", me -> takeStamped(me, 1))
        .afterwards("rest", LaneModelTest::drainStamped)
        .run();
  }

  @Test
  void producersOnTwoLanesMayDieAnywhere() {
    lane("two lanes, kills", MemoryModel.SEQUENTIAL, 2)
        .kills(2)
        .process("producer A", me -> putStamped(me, 0, 1))
        .process("producer B", me -> putStamped(me, 1, 2, 3))
        .process("taker", me -> takeStamped(me, 2))
        .afterwards("rest", LaneModelTest::drainStamped)
        .run();
  }

  @Test
  void aStoppedProducerStallsNobody() {
    lane("stopped producer", MemoryModel.STORE_BUFFERS, 2)
        .stops(1)
        .process("producer A", me -> putStamped(me, 0, 1))
        .process("producer B", me -> putStamped(me, 1, 2))
        .process("taker", me -> takeStamped(me, 2))
        .afterwards("rest", LaneModelTest::drainStamped)
        .run();
  }

  private static ModelCheck lane(String name, MemoryModel memory, int lanes) {
    ModelCheck check =
        ModelCheck.named(name + ", " + memory)
            .memory(memory)
            .memory(lanes * LANE_BYTES)
            .tornPayload(true)
            .monitor(new Linearizable<>(spec(memory, lanes)))
            .setup(
                words -> {
                  for (int lane = 0; lane < lanes; lane++) {
                    LaneRing.initialize(words.slice(lane * LANE_BYTES, LANE_BYTES), CELLS);
                  }
                });
    for (int lane = 0; lane < lanes; lane++) {
      check.label(lane * LANE_BYTES, LaneLayout.LAYOUT, CELLS);
    }
    return check;
  }

  /**
   * A lane of two cells is a queue of capacity 2. Where stores are buffered a put may also find it
   * full while its own earlier put is not yet visible and somebody is just taking: head was read
   * when there was no room, and no fence keeps that load behind the store before it.
   */
  private static QueueSpec spec(MemoryModel memory, int lanes) {
    QueueSpec fifo = QueueSpec.fifo();
    if (lanes > 1) {
      return fifo;
    }
    return memory == MemoryModel.SEQUENTIAL
        ? fifo.capacity(CELLS)
        : fifo.capacity(CELLS).mayRefuse();
  }

  private static LaneRing ring(ModelProcess me, int lane) {
    return new LaneRing(me.words().slice(lane * LANE_BYTES, LANE_BYTES), CELLS, CELL_BYTES);
  }

  private static LaneWriter writer(ModelProcess me) {
    LaneWriter writer = LaneWriter.tryClaim(ring(me, 0), me.liveness());
    assertThat(writer).as("nobody alive has the lane").isNotNull();
    return writer;
  }

  private static byte[] record(int value, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static void put(ModelProcess me, LaneWriter writer, int... values) {
    for (int value : values) {
      me.begin(QueueSpec.put(value));
      me.end(writer.offer(record(value, RECORD_BYTES), 0, RECORD_BYTES));
    }
  }

  private static void putIfFree(ModelProcess me, int value) {
    LaneWriter writer = LaneWriter.tryClaim(ring(me, 0), me.liveness());
    if (writer != null) {
      put(me, writer, value);
      writer.release(me.liveness());
    }
  }

  private static void putStamped(ModelProcess me, int lane, int... values) {
    LaneWriter writer = LaneWriter.tryClaim(ring(me, lane), me.liveness());
    for (int value : values) {
      me.begin(QueueSpec.put(value));
      me.end(writer.offer(me.clock(), record(value, STAMPED_BYTES), 0, STAMPED_BYTES));
    }
  }

  private static void publishBatch(ModelProcess me) {
    LaneWriter writer = writer(me);
    writer.stage(record(1, RECORD_BYTES), 0, RECORD_BYTES);
    writer.stage(record(2, RECORD_BYTES), 0, RECORD_BYTES);
    writer.publish();
  }

  /** Looks once: of the batch 1, 2 it must see nothing or begin with 1 and find 2 behind it. */
  private static void readBatch(ModelProcess me) {
    QueueTaker taker = taker(me, Ordering.PER_PRODUCER, 1);
    Integer first = takenValue(taker, RECORD_BYTES);
    if (first != null && first == 1) {
      assertThat(takenValue(taker, RECORD_BYTES)).as("the rest of the batch").isEqualTo(2);
    }
  }

  private static void takeLeftovers(ModelProcess me) {
    QueueTaker taker = taker(me, Ordering.PER_PRODUCER, 1);
    Integer before = null;
    for (Integer value; (value = takenValue(taker, RECORD_BYTES)) != null; before = value) {
      assertThat(value)
          .as("after " + before)
          .isIn(before == null ? List.of(1, 2, 3) : before == 1 ? List.of(2) : List.of(3));
    }
  }

  private static Integer takenValue(QueueTaker taker, int wantedLength) {
    int length = taker.tryTake();
    if (length == QueueTaker.EMPTY) {
      return null;
    }
    assertThat(length).isEqualTo(wantedLength);
    byte[] bytes = Arrays.copyOf(taker.bytes(), length);
    assertThat(bytes).as("one record, not parts of two").isEqualTo(record(bytes[0], length));
    return (int) bytes[0];
  }

  private static Integer takeOne(ModelProcess me, QueueTaker taker, int wantedLength) {
    me.begin(QueueSpec.take());
    Integer value = takenValue(taker, wantedLength);
    me.end(value);
    return value;
  }

  private static QueueTaker taker(ModelProcess me, Ordering ordering, int lanes) {
    LaneRing[] rings = new LaneRing[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      rings[lane] = ring(me, lane);
    }
    return QueueTaker.of(
        ordering,
        new LaneSource() {
          @Override
          public int openLanes() {
            return lanes;
          }

          @Override
          public LaneRing lane(int index) {
            return rings[index];
          }
        });
  }

  private static void take(ModelProcess me, int times) {
    QueueTaker taker = taker(me, Ordering.PER_PRODUCER, 1);
    for (int i = 0; i < times; i++) {
      takeOne(me, taker, RECORD_BYTES);
    }
  }

  private static void takeStamped(ModelProcess me, int times) {
    QueueTaker taker = taker(me, Ordering.REAL_TIME, 2);
    for (int i = 0; i < times; i++) {
      takeOne(me, taker, STAMPED_BYTES);
    }
  }

  private static void drain(ModelProcess me) {
    QueueTaker taker = taker(me, Ordering.PER_PRODUCER, 1);
    while (takeOne(me, taker, RECORD_BYTES) != null) {
      Thread.onSpinWait();
    }
  }

  private static void drainStamped(ModelProcess me) {
    QueueTaker taker = taker(me, Ordering.REAL_TIME, 2);
    while (takeOne(me, taker, STAMPED_BYTES) != null) {
      Thread.onSpinWait();
    }
  }

  private static void readInPlace(ModelProcess me, int count) {
    LaneReader reader = LaneReader.tryClaim(ring(me, 0), me.liveness(), Polling.eager());
    List<Integer> seen = new ArrayList<>();
    while (seen.size() < count) {
      int before = seen.size();
      reader.read(
          (memory, offset, length) -> {
            assertThat(length).isEqualTo(RECORD_BYTES);
            assertThat(memory.readLong(offset)).isEqualTo(memory.readLong(offset + 8));
            seen.add((int) memory.readByte(offset));
          },
          count);
      if (seen.size() == before) {
        me.pause();
      }
    }
    assertThat(seen).isSorted().doesNotHaveDuplicates().hasSize(count);
  }

  private static void putAll(ModelProcess me, int count) {
    LaneWriter writer = writer(me);
    for (int value = 1; value <= count; value++) {
      while (!writer.offer(record(value, RECORD_BYTES), 0, RECORD_BYTES)) {
        me.pause();
      }
    }
  }
}
