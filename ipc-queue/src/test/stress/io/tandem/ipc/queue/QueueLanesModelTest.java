package io.tandem.ipc.queue;

import static io.tandem.ipc.queue.ModelLanes.CELLS;
import static io.tandem.ipc.queue.ModelLanes.CELL_BYTES;
import static io.tandem.ipc.queue.ModelLanes.STAMPED_BYTES;
import static io.tandem.ipc.queue.ModelLanes.drain;
import static io.tandem.ipc.queue.ModelLanes.putStamped;
import static io.tandem.ipc.queue.ModelLanes.takeOne;
import static io.tandem.ipc.queue.ModelLanes.takeStamped;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.ShutdownException;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.Linearizable;
import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import io.tandem.ipc.testkit.QueueSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every schedule of a whole queue: producers that make and take over lanes, takers that find them.
 */
@Tag("model")
class QueueLanesModelTest {
  private static final int LANES = 3;
  private static final QueueShape SHAPE =
      new QueueShape(
          CELLS, STAMPED_BYTES, LANES, CELLS, CELL_BYTES, Ordering.REAL_TIME, false, false, 1);

  /** Two lanes of the first level, one of the second. */
  private static final QueueShape LEVELS =
      new QueueShape(
          CELLS, STAMPED_BYTES, LANES, CELLS, CELL_BYTES, Ordering.REAL_TIME, false, false, 2);

  private static final QueueSpec REFUSING = QueueSpec.fifo().capacity(CELLS).mayRefuse();
  private static final int DIRECTORY_BYTES = (int) QueueLayout.bodyBytes(LANES, 1);
  private static final int QUEUE_BYTES = (int) (DIRECTORY_BYTES + LANES * SHAPE.laneBytes());

  /** Behind the queue, a word for each lane: who has given it memory, or 0. */
  private static final int GIVERS = QUEUE_BYTES;

  /** The queue's memory, all of it zero at first. None of it can be used before it is allocated. */
  private record ModelQueue(Words words, Liveness liveness) implements QueueLanes.Memory {
    @Override
    public Path file() {
      return Path.of("/model/queue");
    }

    @Override
    public Words body() {
      return words.slice(0, DIRECTORY_BYTES);
    }

    @Override
    public void allocate(long offset, long length) {
      long giver = words.getVolatile(giver(offset));
      assertThat(giver == 0 || liveness.isDead((int) giver)).as("memory given twice").isTrue();
      words.setVolatile(giver(offset), liveness.self());
    }

    @Override
    public Words map(long offset, long length) {
      assertThat(words.getVolatile(giver(offset))).as("memory that is not there").isNotZero();
      return words.slice(DIRECTORY_BYTES + offset, length);
    }

    private static long giver(long offset) {
      return GIVERS + offset / SHAPE.laneBytes() * Long.BYTES;
    }
  }

  private static QueueLanes lanes(ModelProcess me) {
    return lanes(me, SHAPE);
  }

  private static QueueLanes lanes(ModelProcess me, QueueShape shape) {
    ModelQueue memory = new ModelQueue(me.words(), me.liveness());
    return new QueueLanes(memory, me.liveness(), shape, "model queue");
  }

  private static <S> ModelCheck queue(String name, MemoryModel memory, Linearizable.Spec<S> spec) {
    ModelCheck check =
        ModelCheck.named(name + ", " + memory)
            .memory(memory)
            .memory(QUEUE_BYTES + LANES * Long.BYTES)
            .label(GIVERS, LANES * Long.BYTES, "givers")
            .tornPayload(true)
            .label(0, QueueLayout.LAYOUT, LANES)
            .monitor(new Linearizable<>(spec));
    for (int lane = 0; lane < LANES; lane++) {
      check.label(DIRECTORY_BYTES + lane * SHAPE.laneBytes(), LaneLayout.LAYOUT, CELLS);
    }
    return check;
  }

  private static void claimAndPut(ModelProcess me, int... values) {
    putStamped(me, lanes(me).claim().writer(), values);
  }

  private static QueueTaker taker(ModelProcess me) {
    return QueueTaker.of(Ordering.REAL_TIME, lanes(me));
  }

  private static void drainAll(ModelProcess me) {
    drain(me, taker(me), STAMPED_BYTES);
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void producersThatComeAtTheSameTimeGetALaneEach(MemoryModel memory) {
    queue("two come", memory, QueueSpec.fifo())
        .process("producer A", me -> claimAndPut(me, 1))
        .process("producer B", me -> claimAndPut(me, 2))
        .afterwards("rest", QueueLanesModelTest::drainAll)
        .run();
  }

  @Test
  void aTakerFindsWhatIsPutIntoALaneThatIsJustMade() {
    queue("one comes, early", MemoryModel.WEAK_STORES, QueueSpec.fifo())
        .earlyLoads(true)
        .process("producer", me -> claimAndPut(me, 1))
        .process("taker", me -> takeStamped(me, taker(me), 2))
        .afterwards("rest", QueueLanesModelTest::drainAll)
        .run();
  }

  @Test
  void aTakerPassesOverALaneThatIsNotMadeYet() {
    queue("two come, one takes", MemoryModel.SEQUENTIAL, QueueSpec.fifo())
        .process("producer A", me -> claimAndPut(me, 1))
        .process("producer B", me -> claimAndPut(me, 2))
        .process("taker", me -> takeStamped(me, taker(me), 1))
        .afterwards("rest", QueueLanesModelTest::drainAll)
        .switches(3)
        .run();
  }

  @Test
  void aProducerMayDieWhileItMakesALaneAndAnotherTakesItsPlace() {
    twoComeAndDie().kills(1).run();
  }

  @Test
  void producersMayDieWhileTheyMakeLanesAndOthersTakeTheirPlaces() {
    twoComeAndDie().kills(2).switches(2).run();
  }

  static ModelCheck twoComeAndDie() {
    return queue("two come and die", MemoryModel.SEQUENTIAL, QueueSpec.fifo())
        .process("producer A", me -> claimAndPut(me, 1))
        .process("producer B", me -> claimAndPut(me, 2))
        .spare("spare", me -> claimAndPut(me, 3))
        .spare("second spare", me -> claimAndPut(me, 4))
        .afterwards("rest", QueueLanesModelTest::drainAll);
  }

  @Test
  void twoTakersFindTheLanesOfTwoProducers() {
    twoAndTwo(MemoryModel.SEQUENTIAL).switches(2).run();
  }

  @Test
  void twoTakersFindTheLanesOfTwoProducersInRandomSchedulesToo() {
    twoAndTwo(MemoryModel.WEAK_STORES).kills(2).runRandomly(10_000, 20260301);
  }

  static ModelCheck twoAndTwo(MemoryModel memory) {
    return queue("two and two", memory, QueueSpec.fifo())
        .process("producer A", me -> claimAndPut(me, 1))
        .process("producer B", me -> claimAndPut(me, 2))
        .process("taker A", me -> takeStamped(me, taker(me), 1))
        .process("taker B", me -> takeStamped(me, taker(me), 1))
        .spare("spare", me -> claimAndPut(me, 3))
        .spare("second spare", me -> takeStamped(me, taker(me), 1))
        .afterwards("rest", QueueLanesModelTest::drainAll);
  }

  /** What a lane holds that opens while a taker looks may be older than what the taker sees. */
  @Test
  void aLaneThatOpensWhileATakerLooksIsNotPassedOver() {
    queue("opens", MemoryModel.SEQUENTIAL, QueueSpec.fifo())
        .process("producer", QueueLanesModelTest::putIntoASecondLaneFirst)
        .process("taker", me -> takeStamped(me, taker(me), 2))
        .afterwards("rest", QueueLanesModelTest::drainAll)
        .run();
  }

  private static void putIntoASecondLaneFirst(ModelProcess me) {
    QueueLanes lanes = lanes(me);
    LaneWriter first = lanes.claim().writer();
    putStamped(me, lanes.claim().writer(), 1);
    putStamped(me, first, 2);
  }

  @Test
  void aQueueWhoseLanesOpenWhileATakerLooksIsNotEmpty() {
    queue("opens, not empty", MemoryModel.SEQUENTIAL, QueueSpec.fifo())
        .process(
            "producer",
            me -> {
              QueueLanes lanes = lanes(me);
              putStamped(me, lanes.claim().writer(), 1);
              putStamped(me, lanes.claim().writer(), 2);
            })
        .process("taker A", me -> takeStamped(me, taker(me), 1))
        .process("taker B", me -> takeStamped(me, taker(me), 1))
        .afterwards("rest", QueueLanesModelTest::drainAll)
        .switches(4)
        .run();
  }

  /** The lane of a less urgent level may be there first: then the number of lanes stays. */
  @Test
  void aMoreUrgentLaneThatOpensBelowAnotherIsNotPassedOver() {
    queue("opens below", MemoryModel.SEQUENTIAL, PrioritySpec.inRealTime())
        .process(
            "producer",
            me -> {
              QueueLanes lanes = lanes(me, LEVELS);
              LaneWriter second = lanes.claim(1).writer();
              putStamped(me, lanes.claim(0).writer(), 1);
              putStamped(me, second, 11);
            })
        .process("taker", me -> takeStamped(me, takerOfLevels(me), 2))
        .afterwards("rest", me -> drain(me, takerOfLevels(me), STAMPED_BYTES))
        .run();
  }

  @Test
  void aProducerTakesNoLaneOfAnotherLevel() {
    queue("lanes of a level", MemoryModel.SEQUENTIAL, PrioritySpec.inRealTime())
        .process(
            "producer A",
            me -> {
              QueueLanes lanes = lanes(me, LEVELS);
              assertThat(lanes.claim(0).lane()).isZero();
              assertThat(lanes.claim(0).lane()).isEqualTo(2);
            })
        .process("producer B", me -> assertThat(lanes(me, LEVELS).claim(1).lane()).isEqualTo(1))
        .run();
  }

  @Test
  void producersOfSeveralLevelsMayDieAndOthersOfTheirLevelTakeTheirPlaces() {
    queue("levels, come and die", MemoryModel.SEQUENTIAL, PrioritySpec.inRealTime())
        .process("producer A", me -> putStamped(me, lanes(me, LEVELS).claim(0).writer(), 1))
        .process("producer B", me -> putStamped(me, lanes(me, LEVELS).claim(1).writer(), 11))
        .successor(
            "heir",
            "producer B",
            me -> putStamped(me, lanes(me, LEVELS).claim(1).writer(), 12)) // the only lane there
        .afterwards("rest", me -> drain(me, takerOfLevels(me), STAMPED_BYTES))
        .kills(1)
        .run();
  }

  private static QueueTaker takerOfLevels(ModelProcess me) {
    return QueueTaker.of(Ordering.REAL_TIME, LEVELS.levels(), lanes(me, LEVELS));
  }

  @ParameterizedTest
  @EnumSource(
      value = MemoryModel.class,
      names = {"SEQUENTIAL", "STORE_BUFFERS"})
  void whoOpensALaneWhileTheQueueIsShutDownPutsBeforeTheEndOrNotAtAll(MemoryModel memory) {
    queue("opens while shut down", memory, REFUSING)
        .process("producer", QueueLanesModelTest::putUnlessShut)
        .process("closer", me -> lanes(me).shutdown())
        .process("taker", QueueLanesModelTest::takeOneOrSeeTheEnd)
        .afterwards("rest", QueueLanesModelTest::drainToTheEnd)
        .run();
  }

  @Test
  void whoDiesWhileItShutsTheQueueDownIsHelped() {
    queue("dies while shutting down", MemoryModel.SEQUENTIAL, REFUSING)
        .process("producer", QueueLanesModelTest::putUnlessShut)
        .process("closer", me -> lanes(me).shutdown())
        .process("taker", QueueLanesModelTest::takeOneOrSeeTheEnd)
        .afterwards("rest", QueueLanesModelTest::drainToTheEnd)
        .kills(1)
        .run();
  }

  private static void putUnlessShut(ModelProcess me) {
    try {
      claimAndPut(me, 1);
    } catch (ShutdownException e) {
      assertThat(lanes(me).isShutdown()).isTrue();
    }
  }

  private static void takeOneOrSeeTheEnd(ModelProcess me) {
    boolean ended = lanes(me).isTerminated();
    Integer value = takeOne(me, taker(me), STAMPED_BYTES);
    assertThat(ended && value != null).as("taken after the end").isFalse();
  }

  private static void drainToTheEnd(ModelProcess me) {
    QueueLanes lanes = lanes(me);
    boolean shut = lanes.isShutdown();
    boolean ended = lanes.isTerminated();
    Integer first = takeOne(me, taker(me), STAMPED_BYTES);
    assertThat(ended && first != null).as("taken after the end").isFalse();
    drainAll(me);
    assertThat(lanes.isTerminated()).isEqualTo(shut);
  }
}
