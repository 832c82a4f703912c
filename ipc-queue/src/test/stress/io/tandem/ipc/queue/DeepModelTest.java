package io.tandem.ipc.queue;

import static io.tandem.ipc.queue.ModelLanes.check;
import static io.tandem.ipc.queue.ModelLanes.drainStamped;
import static io.tandem.ipc.queue.ModelLanes.put;
import static io.tandem.ipc.queue.ModelLanes.putStamped;
import static io.tandem.ipc.queue.ModelLanes.take;
import static io.tandem.ipc.queue.ModelLanes.takeStamped;
import static io.tandem.ipc.queue.ModelLanes.writer;

import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lanes and queues of two producers and two takers, two of whom may be killed at any step and
 * replaced: in more schedules than each build has time for.
 */
@Tag("model")
@Tag("long")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class DeepModelTest {
  private static final int SCHEDULES = 1_000_000;
  private static final long SEED = 20260301;

  private static ModelCheck lane(MemoryModel memory) {
    return check("a lane, two takers", memory, 1)
        .kills(2)
        .process("producer", me -> put(me, writer(me), 1, 2))
        .successor("second producer", "producer", me -> put(me, writer(me), 3))
        .process("taker A", me -> take(me, 1))
        .process("taker B", me -> take(me, 1))
        .afterwards("rest", ModelLanes::drain);
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void aProducerAndTakersOfOneLaneMayDieAnywhere(MemoryModel memory) {
    lane(memory).run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void aProducerAndTakersOfOneLaneMayDieAnywhereWhereLoadsAndStoresPassEachOther(
      MemoryModel memory) {
    lane(memory).earlyLoads(true).earlyStores(true).switches(3).run();
    lane(memory).earlyLoads(true).earlyStores(true).runRandomly(SCHEDULES, SEED);
  }

  private static ModelCheck twoLanes(MemoryModel memory) {
    return check("two lanes, two takers", memory, 2)
        .kills(2)
        .process("producer A", me -> putStamped(me, 0, 1))
        .process("producer B", me -> putStamped(me, 1, 2))
        .successor("second producer A", "producer A", me -> putStamped(me, 0, 3))
        .process("taker A", me -> takeStamped(me, 2, 1))
        .process("taker B", me -> takeStamped(me, 2, 1))
        .afterwards("rest", me -> drainStamped(me, 2));
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void twoProducersAndTwoTakersAreAFifoQueueWhoeverDies(MemoryModel memory) {
    twoLanes(memory).switches(4).run();
    twoLanes(memory).runRandomly(SCHEDULES, SEED);
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void alsoWhereLoadsAndStoresPassEachOther(MemoryModel memory) {
    twoLanes(memory).kills(1).earlyLoads(true).earlyStores(true).switches(3).run();
    twoLanes(memory).earlyLoads(true).earlyStores(true).runRandomly(SCHEDULES, SEED);
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void twoProducersAndTwoTakersShareOnePlaceWhoeverDies(MemoryModel memory) {
    ExactRoomModelTest.twoAndTwo(memory).kills(2).switches(4).run();
    ExactRoomModelTest.twoAndTwo(memory).kills(2).earlyLoads(true).runRandomly(SCHEDULES, SEED);
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void producersThatMakeLanesAndTheirTakersMayDieAnywhere(MemoryModel memory) {
    QueueLanesModelTest.twoAndTwo(memory).kills(2).switches(3).run();
    QueueLanesModelTest.twoAndTwo(memory).kills(2).earlyLoads(true).runRandomly(SCHEDULES, SEED);
  }
}
