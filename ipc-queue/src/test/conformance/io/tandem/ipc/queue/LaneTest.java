package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.WrongParametersException;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.TempDomain;
import io.tandem.ipc.wait.WaitStrategy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The raw lane through its public face, also between processes. */
class LaneTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private Domain domain;

  @BeforeEach
  void open() {
    domain = temporary.open();
  }

  @AfterEach
  void close() {
    domain.close();
  }

  private static Lane openLane(ChildLink link) {
    return Lane.builder().open(Domain.open(Path.of(link.argument(0))), "ticks");
  }

  private ChildJvm child(io.tandem.ipc.testkit.ChildBody body) {
    return children.start(body, temporary.directory().toString());
  }

  @Test
  void anotherProcessReadsInPlaceWhatThisOneWritesInPlace() throws InterruptedException {
    Lane lane = Lane.builder().cells(64).payloadBytes(32).create(domain, "ticks");
    ChildJvm consumer = child(LaneTest::sum);
    long sum = 0;
    try (LaneProducer producer = lane.openProducer()) {
      for (long i = 0; i < 10_000; i++) {
        long at = claim(producer);
        for (int word = 0; word < 32; word += 8) {
          producer.memory().writeLong(at + word, i * 31 + word);
          sum += i * 31 + word;
        }
        producer.commit(at, 32);
      }
      assertThat(producer.offer(new byte[0], 0, 0, WaitStrategy.park(), PATIENCE_NANOS)).isTrue();
    }
    consumer.expect(sum);
    consumer.kill();
  }

  private static long claim(LaneProducer producer) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    long at;
    while ((at = producer.tryClaim(32)) == LaneProducer.FULL) {
      assertThat(System.nanoTime()).as("the consumer reads").isLessThan(deadline);
      Thread.onSpinWait();
    }
    return at;
  }

  private static void sum(ChildLink link) throws InterruptedException {
    long[] sum = {0};
    boolean[] end = {false};
    try (LaneConsumer consumer = openLane(link).openConsumer()) {
      while (!end[0]) {
        consumer.read(
            (memory, at, length) -> {
              end[0] |= length == 0;
              for (int word = 0; word < length; word += 8) {
                sum[0] += memory.readLong(at + word);
              }
            },
            100,
            WaitStrategy.spinThenPark(),
            PATIENCE_NANOS);
      }
    }
    link.send(sum[0]);
    link.receive();
  }

  @Test
  void aConsumerThatIsKilledIsReplacedAndMissesNothing() throws InterruptedException {
    Lane lane = Lane.builder().cells(256).payloadBytes(8).create(domain, "ticks");
    try (LaneProducer producer = lane.openProducer()) {
      for (int round = 0; round < 5; round++) {
        ChildJvm consumer = child(LaneTest::readSome);
        consumer.expect("ready");
        assertThatThrownBy(lane::openConsumer)
            .isInstanceOf(ProducerLimitException.class)
            .hasMessageContaining("the lane has a consumer that is alive: lane 'ticks'")
            .hasMessageContaining("process " + consumer.pid());
        long first = producer.position();
        for (int i = 0; i < 50; i++) {
          long at = producer.tryClaim(8);
          producer.memory().writeLong(at, i);
          producer.commit(at, 8);
        }
        consumer.receive();
        consumer.kill();
        List<Long> rest = new ArrayList<>();
        try (LaneConsumer heir = lane.openConsumer()) {
          heir.read((memory, at, length) -> rest.add(memory.readLong(at)), 1_000);
          assertThat(heir.position()).isEqualTo(first + 50);
        }
        for (int i = 0; i < rest.size(); i++) {
          assertThat(rest.get(i)).isEqualTo(50L - rest.size() + i);
        }
      }
    }
  }

  private static void readSome(ChildLink link) throws InterruptedException {
    LaneConsumer consumer = openLane(link).openConsumer();
    link.send("ready");
    consumer.read((memory, at, length) -> {}, 7, WaitStrategy.park(), PATIENCE_NANOS);
    link.send("read");
    while (true) {
      consumer.read((memory, at, length) -> {}, 3);
    }
  }

  @Test
  void competingTakersShareTheRecords() throws InterruptedException {
    Lane lane = Lane.builder().cells(128).payloadBytes(8).competingTakers().create(domain, "ticks");
    LaneTaker one = lane.openTaker();
    LaneTaker other = lane.openTaker();
    try (LaneProducer producer = lane.openProducer()) {
      for (byte i = 0; i < 100; i++) {
        assertThat(producer.offer(new byte[] {i, i, i}, 0, 3)).isTrue();
      }
    }
    for (byte i = 0; i < 100; i++) {
      LaneTaker taker = i % 3 == 0 ? one : other;
      assertThat(taker.tryTake()).isEqualTo(3);
      assertThat(taker.bytes()).startsWith(i, i, i);
    }
    assertThat(one.tryTake()).isEqualTo(LaneTaker.EMPTY);
    assertThat(other.tryTake(WaitStrategy.park(), 1_000_000)).isEqualTo(LaneTaker.EMPTY);
    assertThatThrownBy(lane::openConsumer)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was made for competing takers. Use openTaker");
  }

  @Test
  void aBatchAppearsAtOnce() {
    Lane lane = Lane.builder().cells(16).payloadBytes(8).create(domain, "ticks");
    try (LaneProducer producer = lane.openProducer();
        LaneConsumer consumer = lane.openConsumer(Polling.eager())) {
      assertThat(producer.stage(new byte[] {1}, 0, 1)).isTrue();
      assertThat(producer.stage(new byte[30], 0, 30)).isTrue();
      assertThat(consumer.read((memory, at, length) -> {}, 10)).isZero();
      producer.unstage();
      producer.publish();
      assertThat(consumer.read((memory, at, length) -> {}, 10)).isZero();
      producer.stage(new byte[] {1}, 0, 1);
      producer.stage(new byte[30], 0, 30);
      producer.publish();
      assertThat(consumer.read((memory, at, length) -> {}, 10)).isEqualTo(2);
    }
  }

  @Test
  void aFillerWakesAConsumerThatSleeps() throws InterruptedException {
    Lane lane = Lane.builder().cells(64).payloadBytes(32).create(domain, "ticks");
    ChildJvm consumer = child(LaneTest::sum);
    long sum = 0;
    try (LaneProducer producer = lane.openProducer()) {
      for (long left = 10_000; left > 0; ) {
        long base = left;
        int written = producer.fill((memory, at, capacity) -> four(memory, at, base), 7);
        sum += written * (4 * base + 6);
        left -= Math.min(left, written);
      }
      assertThat(producer.offer(new byte[0], 0, 0, WaitStrategy.park(), PATIENCE_NANOS)).isTrue();
    }
    consumer.expect(sum);
    consumer.kill();
  }

  private static int four(Words memory, long at, long base) {
    for (int word = 0; word < 4; word++) {
      memory.writeLong(at + word * 8L, base + word);
    }
    return 32;
  }

  @Test
  void largeRecordsAreWrittenAndReadWhereTheyLie() {
    for (int length : new int[] {32_765, 32_766, 1 << 16, 1 << 20}) {
      String name = "large-" + length;
      Lane lane = Lane.builder().cells(4).payloadBytes(length).create(domain, name);
      assertThat(lane.maxInPlaceBytes()).isGreaterThanOrEqualTo(length);
      try (LaneProducer producer = lane.openProducer();
          LaneConsumer consumer = lane.openConsumer(Polling.eager())) {
        for (int i = 0; i < 10; i++) {
          byte[] record = bytes(length, i);
          long at = producer.tryClaim(length);
          producer.memory().writeBytes(at, record, 0, length);
          producer.commit(at, length);
          byte[] copy = new byte[length];
          int read =
              consumer.read(
                  (memory, place, count) -> {
                    assertThat(memory).as("not a copy").isSameAs(producer.memory());
                    assertThat(place).isEqualTo(at);
                    memory.readBytes(place, copy, 0, count);
                  },
                  10);
          assertThat(read).isEqualTo(1);
          assertThat(copy).isEqualTo(record);
        }
      }
    }
  }

  @Test
  void aRecordMayBeShorterThanItsClaim() {
    Lane lane = Lane.builder().cells(4).payloadBytes(100_000).create(domain, "ticks");
    byte[] record = bytes(100_000, 7);
    List<byte[]> seen = new ArrayList<>();
    try (LaneProducer producer = lane.openProducer();
        LaneConsumer consumer = lane.openConsumer(Polling.eager())) {
      for (int length : new int[] {100_000, 32_766, 32_765, 1, 0, 99_999}) {
        long at = producer.tryClaim(100_000);
        producer.memory().writeBytes(at, record, 0, 100_000);
        producer.stage(at, length);
        assertThat(consumer.read((memory, place, count) -> {}, 10)).isZero();
        producer.publish();
        assertThat(consumer.read((memory, place, count) -> seen.add(copy(memory, place, count)), 9))
            .isEqualTo(1);
        assertThat(seen.remove(0)).isEqualTo(Arrays.copyOf(record, length));
      }
    }
  }

  @Test
  void aPlaceClaimedForAShortRecordTakesNoLongOne() {
    Lane lane = Lane.builder().cells(4).payloadBytes(100_000).create(domain, "ticks");
    try (LaneProducer producer = lane.openProducer()) {
      long at = producer.tryClaim(10);
      assertThatThrownBy(() -> producer.commit(at, 40_000))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "a record of 40000 bytes does not go where one of up to 32765 was claimed. Claim the"
                  + " most that it may have.");
      assertThatThrownBy(() -> producer.commit(at, 100_001))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a cell takes 0 to 100000");
      assertThatThrownBy(() -> producer.tryClaim(100_001))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "a claim of 100001 bytes is not possible; a cell takes 0 to 100000");
      producer.commit(at, 10);
      assertThatThrownBy(() -> producer.commit(at + 8, 40_000))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is not claimed");
      for (int i = 1; i < 4; i++) {
        producer.commit(producer.tryClaim(100_000), 100_000);
      }
      assertThat(producer.tryClaim(100_000)).isEqualTo(LaneProducer.FULL);
    }
  }

  @Test
  void recordsOfSeveralCellsComeInOnePiece() {
    Lane lane = Lane.builder().cells(64).payloadBytes(1_000).create(domain, "ticks");
    List<byte[]> seen = new ArrayList<>();
    try (LaneProducer producer = lane.openProducer();
        LaneConsumer consumer = lane.openConsumer(Polling.eager())) {
      for (int length : new int[] {1_001, 32_765, 32_766, 40_000, lane.maxRecordBytes()}) {
        byte[] record = bytes(length, length);
        assertThat(producer.offer(record, 0, length)).isTrue();
        consumer.read((memory, place, count) -> seen.add(copy(memory, place, count)), 10);
        assertThat(seen.remove(0)).isEqualTo(record);
      }
    }
  }

  private static byte[] copy(Words memory, long at, int length) {
    byte[] copy = new byte[length];
    memory.readBytes(at, copy, 0, length);
    return copy;
  }

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void mistakesAreTold() {
    Lane lane = Lane.builder().cells(100).payloadBytes(20).create(domain, "ticks");
    assertThat(lane.maxInPlaceBytes()).isEqualTo(24);
    assertThatThrownBy(() -> Lane.builder().cells(64).open(domain, "ticks"))
        .isInstanceOf(WrongParametersException.class)
        .hasMessageContaining("another number of cells")
        .hasMessageContaining("wanted 64, made with 128");
    LaneProducer producer = lane.openProducer();
    assertThatThrownBy(lane::openProducer)
        .isInstanceOf(ProducerLimitException.class)
        .hasMessageContaining("the lane has a producer that is alive")
        .hasMessageContaining("Close it there first");
    byte[] tooLarge = new byte[lane.maxRecordBytes() + 1];
    assertThatThrownBy(() -> producer.offer(tooLarge, 0, tooLarge.length))
        .isInstanceOf(MessageTooLargeException.class)
        .hasMessageContaining("limit " + lane.maxRecordBytes() + " bytes");
    producer.close();
    assertThatThrownBy(() -> producer.tryClaim(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("this producer of lane 'ticks'");
    assertThatThrownBy(() -> producer.fill((memory, at, capacity) -> 1, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("this producer of lane 'ticks'");
    lane.openProducer().close();
    lane.close();
    assertThatThrownBy(lane::openProducer)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the lane has been closed by this process");
  }
}
