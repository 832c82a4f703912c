package io.tandem.ipc.queue;

import static io.tandem.ipc.queue.ModelLanes.RECORD_BYTES;
import static io.tandem.ipc.queue.ModelLanes.check;
import static io.tandem.ipc.queue.ModelLanes.initialize;
import static io.tandem.ipc.queue.ModelLanes.prefill;
import static io.tandem.ipc.queue.ModelLanes.put;
import static io.tandem.ipc.queue.ModelLanes.putAll;
import static io.tandem.ipc.queue.ModelLanes.putIfFree;
import static io.tandem.ipc.queue.ModelLanes.record;
import static io.tandem.ipc.queue.ModelLanes.spec;
import static io.tandem.ipc.queue.ModelLanes.take;
import static io.tandem.ipc.queue.ModelLanes.takenValue;
import static io.tandem.ipc.queue.ModelLanes.taker;
import static io.tandem.ipc.queue.ModelLanes.writer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelProcess;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Explores every schedule of small scripts on the shipped lane code. */
@Tag("model")
class LaneModelTest {
  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void oneProducerAndTwoTakersAreAFifoQueue(MemoryModel memory) {
    check("one producer, two takers", memory, 1, spec(memory, 1).holding(1))
        .setup(
            words -> {
              initialize(words, 1);
              prefill(words, 1);
            })
        .process("producer", me -> put(me, writer(me), 2, 3))
        .process("taker A", me -> take(me, 1))
        .process("taker B", me -> take(me, 1))
        .afterwards("rest", ModelLanes::drain)
        .run();
  }

  @Test
  void aTakerThatIsLateDoesNotMoveHeadBack() {
    MemoryModel memory = MemoryModel.SEQUENTIAL;
    check("late taker", memory, 1, spec(memory, 1).holding(1, 2))
        .setup(
            words -> {
              initialize(words, 1);
              prefill(words, 1, 2);
            })
        .process("producer", me -> put(me, writer(me), 3, 4))
        .process("taker A", me -> take(me, 1))
        .process("taker B", me -> take(me, 2))
        .afterwards("rest", ModelLanes::drain)
        .switches(3)
        .run();
  }

  /** What a taker has taken but not passed when it dies is in nobody's way. */
  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void takersMayDieAnywhere(MemoryModel memory) {
    check("killed takers", memory, 1, spec(memory, 1).holding(1))
        .setup(
            words -> {
              initialize(words, 1);
              prefill(words, 1);
            })
        .kills(2)
        .immortal("producer", me -> put(me, writer(me), 2, 3))
        .process("taker A", me -> take(me, 1))
        .process("taker B", me -> take(me, 1))
        .afterwards("rest", ModelLanes::drain)
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void aKilledProducerIsReplacedAndNothingCommittedIsLost(MemoryModel memory) {
    check("killed producer", memory, 1)
        .kills(2)
        .process("producer", me -> put(me, writer(me), 1, 2))
        .successor("successor", "producer", me -> put(me, writer(me), 3))
        .process("taker", me -> take(me, 2))
        .afterwards("rest", ModelLanes::drain)
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void ofTwoThatReplaceAKilledProducerOneDoes(MemoryModel memory) {
    check("two repairers", memory, 1)
        .kills(1)
        .process("producer", me -> putIfFree(me, 1))
        .process("heir A", me -> putIfFree(me, 2))
        .process("heir B", me -> putIfFree(me, 3))
        .afterwards("rest", ModelLanes::drain)
        .afterwards("last heir", me -> writer(me))
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void aBatchIsPublishedWholeOrNotAtAll(MemoryModel memory) {
    check("batch", memory, 1)
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
    check("single consumer", memory, 1)
        .monitor(new LaneReaders())
        .process("producer", me -> putAll(me, 3))
        .process("consumer", me -> LaneReaders.readInPlace(me, 3))
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void aKilledConsumerIsReplacedAndMissesNothing(MemoryModel memory) {
    LaneReaders.killedConsumer(memory, 3).run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void ofTwoConsumersOneReadsUntilItGivesUp(MemoryModel memory) {
    check("two consumers", memory, 1)
        .monitor(new LaneReaders())
        .process("producer", me -> putAll(me, 2))
        .process("consumer A", LaneModelTest::readIfFree)
        .process("consumer B", LaneModelTest::readIfFree)
        .afterwards("rest", LaneReaders::readRest)
        .run();
  }

  private static void readIfFree(ModelProcess me) {
    LaneReader reader = LaneReaders.tryClaim(me);
    if (reader != null) {
      LaneReaders.readAvailable(me, reader, 1);
      reader.release(me.liveness());
    }
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void whatIsUnstagedNeverAppears(MemoryModel memory) {
    check("unstaged", memory, 1)
        .process("producer", LaneModelTest::putAfterUnstaging)
        .process("taker", me -> take(me, 2))
        .afterwards("rest", ModelLanes::drain)
        .run();
  }

  private static void putAfterUnstaging(ModelProcess me) {
    LaneWriter writer = writer(me);
    writer.stage(record(8, RECORD_BYTES), 0, RECORD_BYTES);
    writer.stage(record(9, RECORD_BYTES), 0, RECORD_BYTES);
    writer.unstage();
    put(me, writer, 1);
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
}
