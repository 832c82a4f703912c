package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import io.tandem.ipc.EvictedException;
import io.tandem.ipc.ShutdownException;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.ChildBody;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.TempDomain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Publishers and readers in processes of their own, which are killed and stopped. */
class TopicCrashTest {
  private static final int MESSAGE_BYTES = 64;

  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private final List<ChildJvm> started = new ArrayList<>();
  private Domain domain;

  @BeforeEach
  void open() {
    domain = temporary.open();
  }

  @AfterEach
  void close() {
    started.forEach(ChildJvm::close);
    domain.close();
  }

  private ChildJvm start(ChildBody body, String... more) {
    List<String> arguments = new ArrayList<>(List.of(temporary.directory().toString()));
    arguments.addAll(List.of(more));
    ChildJvm child = children.start(body, arguments.toArray(String[]::new));
    started.add(child);
    return child;
  }

  private static TopicBuilder<byte[]> builder() {
    return Topic.of(Codecs.bytes()).messageBytes(2 * MESSAGE_BYTES);
  }

  private static Topic<byte[]> topic(ChildLink link) {
    return builder().open(Domain.open(Path.of(link.argument(0))), "topic");
  }

  /** All bytes say who, the first four how many before. */
  private static byte[] message(int publisher, int number) {
    byte[] bytes = new byte[MESSAGE_BYTES];
    Arrays.fill(bytes, (byte) publisher);
    for (int i = 0; i < 4; i++) {
      bytes[i] = (byte) (number >>> (8 * i));
    }
    return bytes;
  }

  private static int number(byte[] message) {
    int number = 0;
    for (int i = 0; i < 4; i++) {
      number |= (message[i] & 0xFF) << (8 * i);
    }
    return number;
  }

  private static int publisher(byte[] message) {
    assertThat(message).hasSize(MESSAGE_BYTES);
    for (int i = 5; i < MESSAGE_BYTES; i++) {
      assertThat(message[i]).as("byte %d", i).isEqualTo(message[4]);
    }
    return message[4];
  }

  private static void publishForEver(ChildLink link) throws InterruptedException {
    Topic<byte[]> topic = topic(link);
    int publisher = Integer.parseInt(link.argument(1));
    topic.publish(message(publisher, 0));
    link.send("ready");
    for (int i = 1; ; i++) {
      topic.publish(message(publisher, i));
    }
  }

  private static void readForEver(ChildLink link) throws InterruptedException {
    TopicReader<byte[]> reader = topic(link).reader(Start.oldest());
    reader.take();
    link.send("reading");
    while (true) {
      reader.take();
    }
  }

  private static void readOne(ChildLink link) throws InterruptedException {
    TopicReader<byte[]> reader = topic(link).reader(Start.oldest());
    reader.take();
    link.send("read");
    link.receive();
  }

  /** Each publisher's messages are whole and in a row, also those of the killed. */
  @Test
  void publishersKilledAnywhereLeaveWholeSequencesAndHoldNobodyUp() throws Exception {
    Topic<byte[]> topic = builder().capacity(63).reliable().create(domain, "topic");
    TopicReader<byte[]> reader = topic.reader(Start.newest());
    int[] next = new int[10];
    ChildJvm steady = start(TopicCrashTest::publishForEver, "9");
    for (int round = 1; round <= 2; round++) {
      ChildJvm victim = start(TopicCrashTest::publishForEver, Integer.toString(round));
      int until = 500 + round * 333;
      Thread killer = null;
      while (next[9] < 2_000 * round || killer == null) {
        byte[] message = reader.take();
        assertThat(number(message)).isEqualTo(next[publisher(message)]++);
        if (killer == null && next[round] >= until) {
          killer = new Thread(victim::kill);
          killer.start();
        }
      }
      while (killer.isAlive()) {
        byte[] message = reader.take();
        assertThat(number(message)).isEqualTo(next[publisher(message)]++);
      }
    }
    steady.kill();
    topic.shutdown();
    assertThatThrownBy(
            () -> {
              while (true) {
                byte[] message = reader.take();
                assertThat(number(message)).isEqualTo(next[publisher(message)]++);
              }
            })
        .isInstanceOf(ShutdownException.class);
    assertThat(reader.lost()).isZero();
    assertThat(reader.position()).isEqualTo(Arrays.stream(next).sum());
  }

  @Test
  void nobodyWaitsForReadersThatWereKilled() throws Exception {
    Topic<byte[]> topic = builder().capacity(15).reliable().create(domain, "topic");
    topic.publish(message(1, 0));
    for (int round = 0; round < 3; round++) {
      ChildJvm reader = start(TopicCrashTest::readForEver);
      reader.expect("reading");
      Thread killer = new Thread(reader::kill);
      killer.start();
      do {
        topic.publish(message(1, 0)); // waits for the reader while it lives, and no longer
      } while (killer.isAlive());
      for (int i = 0; i < 40; i++) {
        topic.publish(message(1, 0));
      }
    }
  }

  @Test
  void theSeatAndThePlaceOfTheKilledAreUsedAgain() throws Exception {
    Topic<byte[]> topic =
        builder().capacity(15).maxReaders(1).maxPublishers(1).reliable().create(domain, "topic");
    for (int round = 1; round <= 2; round++) {
      ChildJvm publisher = start(TopicCrashTest::publishForEver, "1");
      publisher.expect("ready");
      ChildJvm reader = start(TopicCrashTest::readForEver);
      reader.expect("reading");
      publisher.kill();
      reader.kill();
    }
    TopicReader<byte[]> reader = topic.reader(Start.newest());
    topic.publish(message(2, 7));
    assertThat(number(reader.take())).isEqualTo(7);
  }

  @Test
  void aReaderThatIsStoppedIsWaitedForAndAStoppedPublisherIsNot() throws Exception {
    Topic<byte[]> topic = builder().capacity(3).reliable().create(domain, "topic");
    topic.publish(message(1, 0));
    ChildJvm reader = start(TopicCrashTest::readOne);
    reader.expect("read");
    reader.stop();
    for (int i = 0; i < 4; i++) {
      assertThat(topic.tryPublish(message(1, i))).isTrue();
    }
    assertThat(topic.publish(message(1, 4), 200, TimeUnit.MILLISECONDS))
        .as("it is alive")
        .isFalse();
    reader.cont();
    reader.kill();
    topic.publish(message(1, 4));
    ChildJvm publisher = start(TopicCrashTest::publishForEver, "2");
    publisher.expect("ready");
    publisher.stop();
    for (int i = 0; i < 100; i++) {
      assertThat(topic.tryPublish(message(1, i))).isTrue();
    }
    publisher.cont();
  }

  @Test
  void aStoppedReaderIsEvictedAndToldSoWhenItGoesOn() throws Exception {
    Topic<byte[]> topic = builder().capacity(7).reliable(SlowReader.EVICT).create(domain, "topic");
    ChildJvm reader = start(TopicCrashTest::readUntilEvicted);
    reader.expect("reading");
    topic.publish(message(1, 0));
    reader.expect("read 0");
    reader.stop();
    for (int i = 1; i <= 20; i++) {
      assertThat(topic.tryPublish(message(1, i))).isTrue();
    }
    reader.cont();
    reader.expect("evicted at 1, missed 12");
  }

  private static void readUntilEvicted(ChildLink link) throws InterruptedException {
    TopicReader<byte[]> reader = topic(link).reader(Start.oldest());
    link.send("reading");
    link.send("read " + number(reader.take()));
    try {
      while (true) {
        reader.take();
      }
    } catch (EvictedException e) {
      link.send("evicted at " + e.position() + ", missed " + e.missed());
    }
  }

  /** What cannot be read is counted, and the rest is whole, in a lossy topic. */
  @Test
  void aLossyReaderCountsWhatKilledPublishersHavePublished() throws Exception {
    Topic<byte[]> topic = builder().capacity(7).lossy().create(domain, "topic");
    TopicReader<byte[]> reader = topic.reader(Start.newest());
    long read = 0;
    int[] last = {-1, -1, -1, -1};
    for (int round = 1; round <= 3; round++) {
      ChildJvm publisher = start(TopicCrashTest::publishForEver, Integer.toString(round));
      publisher.expect("ready");
      for (int i = 0; i < 1_000; i++) {
        byte[] message = reader.take();
        read++;
        int from = publisher(message);
        assertThat(number(message)).isGreaterThan(last[from]);
        last[from] = number(message);
        assertThat(reader.position()).isEqualTo(read + reader.lost());
      }
      publisher.kill();
    }
    while (reader.poll() != null) {
      read++;
    }
    assertThat(read + reader.lost()).isEqualTo(topic.position());
  }
}
