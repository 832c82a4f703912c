package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Explores every schedule of publishing to and reading from a topic of two entries. */
@Tag("model")
class TopicModelTest {
  @ParameterizedTest
  @EnumSource(names = {"SEQUENTIAL", "WEAK_STORES"})
  void aLossyReaderSeesWholeMessagesInOrderAndCountsWhatItLoses(MemoryModel memory) {
    ModelTopic topic = ModelTopic.lossy(1);
    topic
        .check("lossy, " + memory)
        .memory(memory)
        .process("publisher", me -> topic.publish(me, 1, 2, 3, 4))
        .process("reader", me -> topic.read(me, 3))
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"SEQUENTIAL", "WEAK_STORES"})
  void twoPublishersMakeOneOrder(MemoryModel memory) {
    ModelTopic topic = ModelTopic.lossy(2);
    topic
        .check("two publishers, " + memory)
        .memory(memory)
        .process("publisher A", me -> topic.publish(me, 1, 2))
        .process("publisher B", me -> topic.publish(me, 3))
        .process("reader", me -> topic.read(me, 1))
        .switches(2)
        .run();
  }

  @Test
  @Tag("long")
  void twoPublishersOfTwoMessagesMakeOneOrder() {
    twoAndTwo(ModelTopic.lossy(2), "two and two").kills(1).switches(3).run();
    twoAndTwo(ModelTopic.reliable(2, 1), "two and two, reliable").kills(1).switches(3).run();
    twoAndTwo(ModelTopic.reliable(2, 1), "two and two, weak")
        .memory(MemoryModel.WEAK_STORES)
        .earlyLoads(true)
        .kills(1)
        .runRandomly(300_000, 20261123);
  }

  private static ModelCheck twoAndTwo(ModelTopic topic, String name) {
    return topic
        .check(name)
        .process("publisher A", me -> topic.publish(me, 1, 2))
        .process("publisher B", me -> topic.publish(me, 3, 4))
        .process("reader", me -> topic.read(me, 2));
  }

  @ParameterizedTest
  @EnumSource(names = {"SEQUENTIAL", "WEAK_STORES"})
  void aPublisherMayDieAnywhereAndAnotherTakesItsPlace(MemoryModel memory) {
    ModelTopic topic = ModelTopic.lossy(1);
    topic
        .check("killed publisher, " + memory)
        .memory(memory)
        .kills(1)
        .process("publisher", me -> topic.publish(me, 1, 2))
        .successor("heir", "publisher", me -> topic.publish(me, 3, 4))
        .process("reader", me -> topic.read(me, 2))
        .afterwards("rest", topic::publishALap)
        .switches(2)
        .run();
  }

  @Test
  void ofTwoThatTakeADeadPublishersPlaceOneDoes() {
    ModelTopic topic = ModelTopic.lossy(1);
    topic
        .check("two heirs")
        .kills(1)
        .process("publisher", me -> topic.publish(me, 1, 2))
        .spare("heir A", me -> topic.publish(me, 3))
        .process("heir B", me -> topic.publish(me, 4))
        .afterwards("reader", me -> topic.read(me, 3))
        .run();
  }

  @Test
  void aPublisherThatStandsStillHoldsNobodyUp() {
    ModelTopic topic = ModelTopic.lossy(2);
    topic
        .check("stopped publisher")
        .stops(1)
        .process("publisher A", me -> topic.publish(me, 1, 2))
        .process("publisher B", me -> topic.publish(me, 3, 4, 5))
        .afterwards("reader", me -> topic.read(me, 3))
        .switches(2)
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"SEQUENTIAL", "WEAK_STORES"})
  void aReliableReaderGetsEveryMessage(MemoryModel memory) {
    ModelTopic topic = ModelTopic.reliable(1, 1);
    topic
        .check("reliable, " + memory)
        .memory(memory)
        .process("publisher", me -> topic.publish(me, 1, 2, 3, 4))
        .process("reader", me -> topic.read(me, 2))
        .afterwards("rest", topic::publishALap)
        .run();
  }

  @Test
  void twoPublishersWaitForAReaderThatSitsDown() {
    ModelTopic topic = ModelTopic.reliable(2, 1);
    topic
        .check("two publishers and a reader")
        .process("publisher A", me -> topic.publish(me, 1, 2))
        .process("publisher B", me -> topic.publish(me, 3))
        .process("reader", me -> topic.read(me, 1))
        .switches(2)
        .run();
  }

  @Test
  void twoPublishersWaitForAReaderThatSitsDownInRandomSchedulesToo() {
    ModelTopic topic = ModelTopic.reliable(2, 1);
    weak(topic, "two publishers and a reader, weak")
        .kills(1)
        .process("publisher A", me -> topic.publish(me, 1, 2))
        .process("publisher B", me -> topic.publish(me, 3, 4))
        .process("reader", me -> topic.read(me, 2))
        .runRandomly(2_000, 20261123);
  }

  @Test
  void aPublisherThatWaitsGoesOnWhenItsReadersHaveReadOrAreDead() {
    ModelTopic topic = ModelTopic.reliable(1, 1);
    topic
        .check("waiting publisher")
        .kills(1)
        .immortal("publisher", me -> topic.publishPatiently(me, 1, 2, 3))
        .process("reader", me -> topic.read(me, 2))
        .run();
  }

  @Test
  void twoReadersThatSitDownAreBothWaitedFor() {
    ModelTopic topic = ModelTopic.reliable(1, 2);
    topic
        .check("two readers")
        .process("publisher", me -> topic.publish(me, 1, 2, 3))
        .process("reader A", me -> topic.read(me, 1))
        .process("reader B", me -> topic.read(me, 1))
        .switches(2)
        .afterwards("rest", topic::publishALap)
        .run();
  }

  @Test
  void readersMayDieAnywhereAndHoldNobodyUp() {
    ModelTopic topic = ModelTopic.reliable(1, 1);
    topic
        .check("killed readers")
        .kills(1)
        .process("publisher", me -> topic.publish(me, 1, 2, 3))
        .process("reader", me -> topic.read(me, 1))
        .successor("next reader", "reader", me -> topic.sitAndRead(me, 1))
        .afterwards("rest", topic::publishALap)
        .run();
  }

  @Test
  void aDeadReadersSeatIsTakenByOneOfTwo() {
    ModelTopic topic = ModelTopic.reliable(1, 1);
    topic
        .check("two want a dead reader's seat")
        .kills(1)
        .process("publisher", me -> topic.publish(me, 1))
        .process("reader", me -> topic.read(me, 1))
        .spare("reader A", me -> topic.read(me, 1))
        .process("reader B", me -> topic.read(me, 1))
        .switches(2)
        .afterwards("rest", topic::publishALap)
        .run();
  }

  /** One that is evicted while it reads does not move the cursor of who sits there next. */
  @Test
  void anEvictedReaderDisturbsNobody() {
    ModelTopic topic = ModelTopic.evicting(1, 1);
    topic
        .check("evicted")
        .process("publisher", me -> topic.publish(me, 1, 2, 3))
        .process("reader A", me -> readUnlessEvicted(topic, me))
        .process("reader B", me -> readUnlessEvicted(topic, me))
        .switches(2)
        .afterwards("rest", topic::publishALap)
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"SEQUENTIAL", "WEAK_STORES"})
  void anEvictedReaderReadsNothingWrong(MemoryModel memory) {
    ModelTopic topic = ModelTopic.evicting(1, 1);
    topic
        .check("evicted, " + memory)
        .memory(memory)
        .process("publisher", me -> publishAll(topic, me, 1, 2, 3))
        .process("reader", me -> readUnlessEvicted(topic, me))
        .run();
  }

  @Test
  void twoPublishersThatEvictGoOn() {
    ModelTopic topic = ModelTopic.evicting(2, 1);
    topic
        .check("two evict")
        .process("publisher A", me -> publishAll(topic, me, 1, 2))
        .process("publisher B", me -> publishAll(topic, me, 3, 4))
        .process("reader", me -> readUnlessEvicted(topic, me))
        .switches(2)
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"SEQUENTIAL", "WEAK_STORES"})
  void theEndComesAfterAllThatWasPublished(MemoryModel memory) {
    ModelTopic topic = ModelTopic.reliable(1, 1);
    topic
        .check("sealed, " + memory)
        .memory(memory)
        .process("publisher", me -> topic.publish(me, 1, 2))
        .process("sealer", topic::seal)
        .process("reader", me -> topic.read(me, 1))
        .switches(2)
        .run();
  }

  @Test
  void whoDiesWhileItShutsTheTopicDownHasDoneItOrNot() {
    ModelTopic topic = ModelTopic.lossy(1);
    topic
        .check("killed while sealing")
        .kills(1)
        .process("publisher", me -> topic.publish(me, 1, 2))
        .process("sealer", topic::seal)
        .process("reader", me -> topic.read(me, 1))
        .switches(2)
        .run();
  }

  /** What loads may be performed early, acquire or not. */
  @Test
  void loadsThatArePerformedEarlyDoNotTearMessages() {
    ModelTopic topic = ModelTopic.lossy(1);
    weak(topic, "lossy, early loads")
        .process("publisher", me -> topic.publish(me, 1, 2, 3, 4))
        .process("reader", me -> topic.read(me, 1))
        .run();
  }

  @Test
  void loadsThatArePerformedEarlyDoNotHideAReader() {
    ModelTopic topic = ModelTopic.reliable(1, 1);
    weak(topic, "reliable, early loads")
        .process("publisher", me -> topic.publish(me, 1, 2, 3))
        .process("reader", me -> topic.read(me, 1))
        .run();
  }

  private static ModelCheck weak(ModelTopic topic, String name) {
    return topic.check(name).memory(MemoryModel.WEAK_STORES).earlyLoads(true).earlyStores(true);
  }

  private static void publishAll(ModelTopic topic, ModelProcess me, int... values) {
    TopicPlaces places = topic.places(me);
    TopicWriter writer = topic.writer(me, places, places.claim("model topic"));
    for (int value : values) {
      assertThat(topic.publishOne(me, writer, value)).isNotEqualTo(TopicWriter.FULL);
    }
  }

  private static void readUnlessEvicted(ModelTopic topic, ModelProcess me) {
    TopicCursor cursor = topic.cursor(me);
    if (cursor == null) {
      return;
    }
    for (int i = 0; i < 2; i++) {
      if (topic.readOne(me, cursor) == TopicCursor.EVICTED) {
        return;
      }
    }
    cursor.leave();
  }
}
