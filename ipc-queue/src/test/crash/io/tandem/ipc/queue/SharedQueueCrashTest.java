package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.ChildBody;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.TempDomain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Processes are killed and stopped; the others go on, and nothing that was put is lost. */
class SharedQueueCrashTest {
  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private final List<ChildJvm> started = new ArrayList<>();
  private Domain domain;
  private SharedQueue<Long> queue;

  @BeforeEach
  void open() {
    domain = temporary.open();
    queue = SharedQueue.of(Codecs.longs()).capacity(64).maxProducers(4).create(domain, "queue");
  }

  @AfterEach
  void close() {
    started.forEach(ChildJvm::close); // so that this process is the last one out, and cleans up
    domain.close();
  }

  private ChildJvm start(ChildBody body, String... more) {
    String[] arguments = new String[more.length + 1];
    arguments[0] = temporary.directory().toString();
    System.arraycopy(more, 0, arguments, 1, more.length);
    ChildJvm child = children.start(body, arguments);
    started.add(child);
    return child;
  }

  private static SharedQueue<Long> openQueue(ChildLink link) {
    Domain domain = Domain.open(Path.of(link.argument(0)));
    return SharedQueue.of(Codecs.longs()).open(domain, "queue");
  }

  private static void putForEver(ChildLink link) throws InterruptedException {
    SharedQueue<Long> queue = openQueue(link);
    link.send("ready");
    for (long i = 0; ; i++) {
      queue.put(i);
    }
  }

  private static void takeForEver(ChildLink link) throws InterruptedException {
    SharedQueue<Long> queue = openQueue(link);
    link.send("ready");
    while (true) {
      queue.take();
    }
  }

  private static void putSome(ChildLink link) throws InterruptedException {
    SharedQueue<Long> queue = openQueue(link);
    long count = Long.parseLong(link.argument(1));
    for (long i = 0; i < count; i++) {
      queue.put(i);
    }
    link.send("put");
    link.receive();
  }

  @Test
  void whatAKilledProducerHasPutIsTaken() throws InterruptedException {
    ChildJvm producer = start(SharedQueueCrashTest::putSome, "50");
    producer.expect("put");
    producer.kill();
    for (long i = 0; i < 50; i++) {
      assertThat(queue.poll()).isEqualTo(i);
    }
    assertThat(queue.poll()).isNull();
  }

  @Test
  void aProducerKilledAnywhereLeavesAWholeSequence() throws InterruptedException {
    for (int round = 0; round < 8; round++) {
      ChildJvm producer = start(SharedQueueCrashTest::putForEver);
      producer.expect("ready");
      long next = 0;
      long until = 1_000L + round * 7_919L;
      while (next < until) {
        assertThat(queue.take()).isEqualTo(next++);
      }
      producer.kill();
      for (Long value; (value = queue.poll()) != null; ) {
        assertThat(value).isEqualTo(next++);
      }
    }
  }

  @Test
  void lanesOfTheKilledAreUsedAgain() throws InterruptedException {
    for (int round = 0; round < 10; round++) { // there are only 4 places
      ChildJvm producer = start(SharedQueueCrashTest::putSome, "3");
      producer.expect("put");
      producer.kill();
    }
    for (int round = 0; round < 10; round++) {
      for (long i = 0; i < 3; i++) {
        assertThat(queue.poll()).as("round %d", round).isEqualTo(i);
      }
    }
    assertThat(queue.poll()).isNull();
  }

  @Test
  void takersThatAreKilledTakeAtMostWhatTheyHadInHand() throws InterruptedException {
    long put = 0;
    for (int round = 0; round < 5; round++) {
      ChildJvm taker = start(SharedQueueCrashTest::takeForEver);
      taker.expect("ready");
      long until = put + 5_000;
      while (put < until) {
        queue.put(put++);
      }
      taker.kill();
      while (queue.offer(put)) {
        put++;
      }
      Long first = queue.poll();
      assertThat(first).as("the queue is full and nobody else takes").isNotNull();
      long next = first;
      do {
        next++;
      } while (queue.poll() != null);
      assertThat(next).as("no gap behind what the dead taker took last").isEqualTo(put);
    }
  }

  @Test
  void aStoppedProducerKeepsItsLaneAndDelaysNobody() throws InterruptedException {
    ChildJvm producer = start(SharedQueueCrashTest::putForEver);
    producer.expect("ready");
    assertThat(queue.take()).isZero();
    producer.stop();
    long next = 1;
    for (Long value; (value = queue.poll()) != null; ) {
      assertThat(value).isEqualTo(next++);
    }
    for (long i = 0; i < 1_000; i++) {
      queue.put(-i);
      assertThat(queue.take()).isEqualTo(-i);
    }
    producer.cont();
    for (int i = 0; i < 1_000; i++) {
      assertThat(queue.poll(30, TimeUnit.SECONDS)).isEqualTo(next++);
    }
  }

  @Test
  void aKilledSleeperTakesNoWakeUpAway() throws InterruptedException {
    for (int round = 0; round < 5; round++) {
      ChildJvm sleeper = start(SharedQueueCrashTest::takeForEver);
      ChildJvm other = start(SharedQueueCrashTest::takeOne);
      sleeper.expect("ready");
      other.expect("ready");
      sleeper.kill();
      queue.put(7L);
      other.expect("7");
    }
  }

  private static void takeOne(ChildLink link) throws InterruptedException {
    SharedQueue<Long> queue = openQueue(link);
    link.send("ready");
    link.send(queue.take());
    link.receive();
  }
}
