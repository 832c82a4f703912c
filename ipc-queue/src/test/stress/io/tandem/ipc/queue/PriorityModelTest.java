package io.tandem.ipc.queue;

import static io.tandem.ipc.queue.ModelLanes.RECORD_BYTES;
import static io.tandem.ipc.queue.ModelLanes.STAMPED_BYTES;
import static io.tandem.ipc.queue.ModelLanes.check;
import static io.tandem.ipc.queue.ModelLanes.drain;
import static io.tandem.ipc.queue.ModelLanes.put;
import static io.tandem.ipc.queue.ModelLanes.putStamped;
import static io.tandem.ipc.queue.ModelLanes.takeOne;
import static io.tandem.ipc.queue.ModelLanes.takeStamped;
import static io.tandem.ipc.queue.ModelLanes.taker;
import static io.tandem.ipc.queue.ModelLanes.writer;

import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Queues with two levels: the lanes with even numbers are of the urgent one. In every schedule no
 * take gets anything while something more urgent is in the queue, and each level is a queue.
 */
@Tag("model")
class PriorityModelTest {
  private static void take(ModelProcess me, int lanes, int times) {
    takeStamped(me, taker(me, Ordering.REAL_TIME, 2, lanes), times);
  }

  private static void drainAll(ModelProcess me, int lanes) {
    drain(me, taker(me, Ordering.REAL_TIME, 2, lanes), STAMPED_BYTES);
  }

  private static ModelCheck levels(String name, MemoryModel memory, int lanes) {
    return check(name, memory, lanes, PrioritySpec.inRealTime())
        .afterwards("rest", me -> drainAll(me, lanes));
  }

  /** The urgent lane is empty at the first look and not when something less urgent is seen. */
  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void whatWasPutBeforeAndIsMoreUrgentIsTakenFirst(MemoryModel memory) {
    levels("urgent first", memory, 2)
        .process(
            "producer",
            me -> {
              putStamped(me, 0, 1);
              putStamped(me, 1, 11);
            })
        .process("taker", me -> take(me, 2, 2))
        .run();
  }

  @Test
  void alsoWhenLoadsArePerformedTooEarly() {
    levels("urgent first, early", MemoryModel.WEAK_STORES, 2)
        .earlyLoads(true)
        .process("urgent producer", me -> putStamped(me, 0, 1))
        .process("other producer", me -> putStamped(me, 1, 11))
        .process("taker", me -> take(me, 2, 2))
        .run();
  }

  /**
   * From the time when 11 is in there is always something more urgent in one of the two lanes
   * before it, while each of them is empty when it is looked at.
   */
  @Test
  void anUrgentElementThatIsNowHereNowThereIsNotPassedOver() {
    levels("here and there", MemoryModel.SEQUENTIAL, 3)
        .process(
            "other",
            me -> {
              putStamped(me, 2, 1);
              putStamped(me, 1, 11);
              putStamped(me, 0, 2);
              take(me, 3, 1);
            })
        .process("taker", me -> take(me, 3, 1))
        .run();
  }

  @ParameterizedTest
  @EnumSource(
      value = MemoryModel.class,
      names = {"SEQUENTIAL", "WEAK_STORES"}) // which allows all that STORE_BUFFERS do
  void producersOfBothLevelsAndTwoTakers(MemoryModel memory) {
    twoAndTwo(memory).switches(memory == MemoryModel.SEQUENTIAL ? 2 : 1).run();
  }

  @Test
  void producersAndTakersMayDieAnywhere() {
    twoAndTwo(MemoryModel.SEQUENTIAL).kills(1).switches(1).run();
  }

  private static ModelCheck twoAndTwo(MemoryModel memory) {
    return levels("two and two, levels", memory, 2)
        .process("urgent producer", me -> putStamped(me, 0, 1, 2))
        .process("other producer", me -> putStamped(me, 1, 11))
        .process("taker A", me -> take(me, 2, 1))
        .process("taker B", me -> take(me, 2, 1));
  }

  @Test
  void aStoppedProducerStallsNoLevel() {
    levels("stopped, levels", MemoryModel.STORE_BUFFERS, 2)
        .stops(1)
        .process("urgent producer", me -> putStamped(me, 0, 1))
        .process("other producer", me -> putStamped(me, 1, 11))
        .process("taker", me -> take(me, 2, 2))
        .run();
  }

  /** The lanes 1 and 3 are one queue in real time, whatever comes into lane 0. */
  @Test
  void aLevelOfTwoLanesIsFirstInFirstOut() {
    levels("two lanes of a level", MemoryModel.SEQUENTIAL, 4)
        .process("producer A", me -> putStamped(me, 1, 11))
        .process("producer B", me -> putStamped(me, 3, 12))
        .process("taker A", me -> take(me, 4, 1))
        .process("taker B", me -> take(me, 4, 1))
        .switches(3)
        .run();
  }

  @Test
  void alsoBesideAnUrgentProducer() {
    levels("two lanes beside an urgent one", MemoryModel.SEQUENTIAL, 4)
        .process("producer A", me -> putStamped(me, 1, 11))
        .process("producer B", me -> putStamped(me, 3, 12))
        .process("urgent producer", me -> putStamped(me, 0, 1))
        .process("taker", me -> take(me, 4, 2))
        .switches(2)
        .run();
  }

  @Test
  void withoutStampsTheElementsOfEachProducerKeepTheirOrderInALevel() {
    check("levels, per producer", MemoryModel.SEQUENTIAL, 4, PrioritySpec.ofEachProducer())
        .process("urgent producer", me -> put(me, writer(me, 0), 1))
        .process("producer A", me -> put(me, writer(me, 1), 11, 12))
        .process("producer B", me -> put(me, writer(me, 3), 13))
        .process("taker", me -> takeInTurn(me, 3))
        .afterwards("rest", me -> drain(me, inTurn(me), RECORD_BYTES))
        .switches(2)
        .run();
  }

  private static QueueTaker inTurn(ModelProcess me) {
    return taker(me, Ordering.PER_PRODUCER, 2, 4);
  }

  private static void takeInTurn(ModelProcess me, int times) {
    QueueTaker taker = inTurn(me);
    for (int i = 0; i < times; i++) {
      takeOne(me, taker, RECORD_BYTES);
    }
  }
}
