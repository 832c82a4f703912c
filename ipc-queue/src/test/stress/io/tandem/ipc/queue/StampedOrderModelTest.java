package io.tandem.ipc.queue;

import static io.tandem.ipc.queue.ModelLanes.check;
import static io.tandem.ipc.queue.ModelLanes.drainStamped;
import static io.tandem.ipc.queue.ModelLanes.initialize;
import static io.tandem.ipc.queue.ModelLanes.prefillStamped;
import static io.tandem.ipc.queue.ModelLanes.putStamped;
import static io.tandem.ipc.queue.ModelLanes.takeStamped;

import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.QueueSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several lanes are one queue, first in first out in real time, in every schedule of the model. */
@Tag("model")
class StampedOrderModelTest {
  /** Two lanes, real-time order over both; the script that needs the second look. */
  @ParameterizedTest
  @EnumSource(
      value = MemoryModel.class,
      names = {"SEQUENTIAL", "STORE_BUFFERS"})
  void producersOnTwoLanesAreOneFifoQueueInRealTime(MemoryModel memory) {
    check("two lanes", memory, 2)
        .process("producer A", me -> putStamped(me, 0, 1))
        .process("producer B", me -> putStamped(me, 1, 2))
        .process("taker A", me -> takeStamped(me, 2, 1))
        .process("taker B", me -> takeStamped(me, 2, 1))
        .afterwards("rest", me -> drainStamped(me, 2))
        .run();
  }

  @Test
  void producersOnTwoLanesMayDieAnywhere() {
    check("two lanes, kills", MemoryModel.SEQUENTIAL, 2)
        .kills(2)
        .process("producer A", me -> putStamped(me, 0, 1))
        .process("producer B", me -> putStamped(me, 1, 2, 3))
        .process("taker", me -> takeStamped(me, 2, 2))
        .afterwards("rest", me -> drainStamped(me, 2))
        .run();
  }

  @Test
  void aStoppedProducerStallsNobody() {
    check("stopped producer", MemoryModel.STORE_BUFFERS, 2)
        .stops(1)
        .process("producer A", me -> putStamped(me, 0, 1))
        .process("producer B", me -> putStamped(me, 1, 2))
        .process("taker", me -> takeStamped(me, 2, 2))
        .afterwards("rest", me -> drainStamped(me, 2))
        .run();
  }

  /**
   * A taker that looks at a lane while others empty and fill it again reads the stamp of a record
   * that is not at the head.
   */
  private static ModelCheck lateStamp(boolean earlyLoads) {
    return check(
            "late stamp", MemoryModel.SEQUENTIAL, 2, QueueSpec.fifo().holding(1, 2).mayRefuse())
        .earlyLoads(earlyLoads)
        .setup(
            words -> {
              initialize(words, 2);
              prefillStamped(words, 0, 1, 2);
            })
        .process(
            "producer",
            me -> {
              putStamped(me, 1, 3);
              putStamped(me, 0, 4);
            })
        .process("taker A", me -> takeStamped(me, 2, 1))
        .process("taker B", me -> takeStamped(me, 2, 1))
        .afterwards("rest", me -> drainStamped(me, 2));
  }

  @Test
  void aStampThatIsReadTooLateDecidesNothing() {
    lateStamp(false).run();
  }

  @Test
  void aLookThatIsPerformedTooEarlyDecidesNothing() {
    lateStamp(true).run();
  }

  /** Between the two looks of a taker a lane is filled and emptied until its cells come again. */
  @Test
  void aLaneThatHasGoneOnceAroundIsNotTakenForEmpty() {
    check("once around", MemoryModel.SEQUENTIAL, 2, QueueSpec.fifo().holding(1).mayRefuse())
        .setup(
            words -> {
              initialize(words, 2);
              prefillStamped(words, 1, 1);
            })
        .process("producer", me -> putStamped(me, 0, 2, 3, 4))
        .process("taker A", me -> takeStamped(me, 2, 2))
        .process("taker B", me -> takeStamped(me, 2, 1))
        .afterwards("rest", me -> drainStamped(me, 2))
        .run();
  }

  @Test
  void aStampIsReadAfterTheCommitThatGoesWithIt() {
    check("two lanes, early", MemoryModel.WEAK_STORES, 2)
        .earlyLoads(true)
        .process("producer A", me -> putStamped(me, 0, 1))
        .process("producer B", me -> putStamped(me, 1, 2))
        .process("taker", me -> takeStamped(me, 2, 1))
        .afterwards("rest", me -> drainStamped(me, 2))
        .run();
  }

  @Test
  void producersOnThreeLanesAreOneFifoQueueInRealTime() {
    check("three lanes", MemoryModel.SEQUENTIAL, 3)
        .process("producer A", me -> putStamped(me, 0, 1))
        .process("producer B", me -> putStamped(me, 1, 2))
        .process("producer C", me -> putStamped(me, 2, 3))
        .process("taker", me -> takeStamped(me, 3, 1))
        .afterwards("rest", me -> drainStamped(me, 3))
        .run();
  }
}
