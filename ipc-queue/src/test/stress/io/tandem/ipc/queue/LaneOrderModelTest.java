package io.tandem.ipc.queue;

import static io.tandem.ipc.queue.ModelLanes.CELLS;
import static io.tandem.ipc.queue.ModelLanes.RECORD_BYTES;
import static io.tandem.ipc.queue.ModelLanes.check;
import static io.tandem.ipc.queue.ModelLanes.put;
import static io.tandem.ipc.queue.ModelLanes.putAll;
import static io.tandem.ipc.queue.ModelLanes.ring;
import static io.tandem.ipc.queue.ModelLanes.take;
import static io.tandem.ipc.queue.ModelLanes.writer;

import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelBody;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import io.tandem.ipc.testkit.QueueSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Lanes on a machine that reorders whatever it may, more than ARM does: stores become visible late
 * and in any order, or before the loads that stand before them; loads are performed early, and no
 * compare-and-set keeps them back.
 */
@Tag("model")
class LaneOrderModelTest {
  private static ModelCheck weak(String name) {
    return check(name, MemoryModel.WEAK_STORES, 1).earlyLoads(true).earlyStores(true);
  }

  private static void readWhatIsWritten(String name, ModelBody producer) {
    weak(name)
        .monitor(new LaneReaders())
        .process("producer", producer)
        .process("consumer", me -> LaneReaders.readInPlace(me, 3))
        .run();
  }

  @Test
  void recordsThatAreOfferedAreReadInPlace() {
    readWhatIsWritten("offered", me -> putAll(me, 3));
  }

  @Test
  void recordsThatAreClaimedAndCommittedAreReadInPlace() {
    readWhatIsWritten(
        "claimed",
        me -> {
          LaneWriter writer = writer(me);
          for (int value = 1; value <= 3; value++) {
            writer.commit(fillPlace(me, writer, value), RECORD_BYTES);
          }
        });
  }

  @Test
  void recordsThatAreStagedAndPublishedAreReadInPlace() {
    readWhatIsWritten(
        "staged",
        me -> {
          LaneWriter writer = writer(me);
          writer.stage(fillPlace(me, writer, 1), RECORD_BYTES);
          writer.stage(fillPlace(me, writer, 2), RECORD_BYTES);
          writer.publish();
          writer.commit(fillPlace(me, writer, 3), RECORD_BYTES);
        });
  }

  @Test
  void recordsThatAreFilledInARowAreReadInPlace() {
    readWhatIsWritten(
        "filled",
        me -> {
          LaneWriter writer = writer(me);
          int[] value = {0};
          RecordFiller filler =
              (memory, offset, capacity) -> {
                fill(memory, offset, ++value[0]);
                return RECORD_BYTES;
              };
          while (value[0] < 3) {
            if (writer.fill(filler, 3 - value[0]) == 0) {
              me.pause();
            }
          }
        });
  }

  /** Claims a place, when there is room, and fills it. */
  private static long fillPlace(ModelProcess me, LaneWriter writer, int value) {
    long place;
    while ((place = writer.claim(RECORD_BYTES)) == LaneWriter.FULL) {
      me.pause();
    }
    fill(ring(me, 0).words, place, value);
    return place;
  }

  private static void fill(Words memory, long offset, int value) {
    long everyByte = value * 0x0101_0101_0101_0101L;
    memory.writeLong(offset, everyByte);
    memory.writeLong(offset + Long.BYTES, everyByte);
  }

  @Test
  void takersGetWhatWasPut() {
    weak("two takers")
        .process("producer", me -> put(me, writer(me), 1, 2))
        .process("taker A", me -> take(me, 1))
        .process("taker B", me -> take(me, 1))
        .afterwards("rest", ModelLanes::drain)
        .run();
  }

  @Test
  void aTakerMakesRoom() {
    weak("a taker makes room")
        .process("producer", me -> put(me, writer(me), 1, 2, 3))
        .process("taker", me -> take(me, CELLS))
        .afterwards("rest", ModelLanes::drain)
        .run();
  }

  @Test
  void aKilledProducerIsReplacedAndNothingCommittedIsLost() {
    weak("killed producer")
        .kills(1)
        .process("producer", me -> put(me, writer(me), 1, 2))
        .successor("successor", "producer", me -> put(me, writer(me), 3))
        .process("taker", me -> take(me, 2))
        .afterwards("rest", ModelLanes::drain)
        .run();
  }

  @Test
  void aProducerThatGivesItsLaneUpIsFollowedByAnother() {
    weak("given up")
        .process("first", me -> ModelLanes.putIfFree(me, 1))
        .process("second", me -> ModelLanes.putIfFree(me, 2))
        .process("taker", me -> take(me, 1))
        .afterwards("rest", ModelLanes::drain)
        .run();
  }

  @Test
  void whatWasCommittedIsSeenByTheNextProducer() {
    weak("given up after a commit")
        .process("first", LaneOrderModelTest::commitAndGiveUp)
        .process("second", me -> ModelLanes.putIfFree(me, 2))
        .afterwards("rest", ModelLanes::drain)
        .run();
  }

  private static void commitAndGiveUp(ModelProcess me) {
    LaneWriter writer = LaneWriter.tryClaim(ring(me, 0), me.liveness());
    if (writer != null) {
      me.begin(QueueSpec.put(1));
      writer.commit(fillPlace(me, writer, 1), RECORD_BYTES);
      me.end(true);
      writer.release(me.liveness());
    }
  }

  @Test
  void aKilledConsumerIsReplacedAndMissesNothing() {
    LaneReaders.killedConsumer(MemoryModel.WEAK_STORES, 2).earlyLoads(true).earlyStores(true).run();
  }
}
