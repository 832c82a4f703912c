package io.tandem.ipc.queue;

import static io.tandem.ipc.queue.ModelLanes.RECORD_BYTES;
import static io.tandem.ipc.queue.ModelLanes.check;
import static io.tandem.ipc.queue.ModelLanes.drain;
import static io.tandem.ipc.queue.ModelLanes.put;
import static io.tandem.ipc.queue.ModelLanes.takeOne;
import static io.tandem.ipc.queue.ModelLanes.taker;
import static io.tandem.ipc.queue.ModelLanes.writer;

import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import io.tandem.ipc.testkit.QueueSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queues without stamps: the elements of each producer keep their order, in every schedule. */
@Tag("model")
class RotatingModelTest {
  private static ModelCheck twoAndTwo(MemoryModel memory) {
    return check("two and two, per producer", memory, 2, QueueSpec.fifo().perProducer())
        .process("producer A", me -> put(me, writer(me, 0), 1, 2))
        .process("producer B", me -> put(me, writer(me, 1), 3))
        .process("taker A", RotatingModelTest::takeOnce)
        .process("taker B", RotatingModelTest::takeOnce)
        .afterwards("rest", me -> drain(me, taker(me, Ordering.PER_PRODUCER, 2), RECORD_BYTES));
  }

  private static void takeOnce(ModelProcess me) {
    takeOne(me, taker(me, Ordering.PER_PRODUCER, 2), RECORD_BYTES);
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void theElementsOfEachProducerKeepTheirOrder(MemoryModel memory) {
    twoAndTwo(memory).switches(memory == MemoryModel.SEQUENTIAL ? 4 : 2).run();
  }

  @Test
  void alsoWhenTwoAreKilled() {
    twoAndTwo(MemoryModel.SEQUENTIAL).kills(2).switches(2).run();
  }
}
