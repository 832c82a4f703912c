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

/** A queue with two levels between processes, which are killed and stopped. */
class QueueLevelsCrashTest {
  private static final long LEVEL = 1_000_000_000L;

  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private final List<ChildJvm> started = new ArrayList<>();
  private Domain domain;
  private SharedQueue<Long> queue;

  @BeforeEach
  void open() {
    domain = temporary.open();
    queue =
        SharedQueue.of(Codecs.longs())
            .capacity(64)
            .levels(2)
            .maxProducers(1)
            .create(domain, "queue");
  }

  @AfterEach
  void close() {
    started.forEach(ChildJvm::close);
    domain.close();
  }

  private ChildJvm start(ChildBody body, int level) {
    ChildJvm child = children.start(body, temporary.directory().toString(), level + "");
    started.add(child);
    return child;
  }

  private static SharedQueue<Long> openLevel(ChildLink link) {
    Domain domain = Domain.open(Path.of(link.argument(0)));
    return SharedQueue.of(Codecs.longs())
        .open(domain, "queue")
        .at(Integer.parseInt(link.argument(1)));
  }

  private static void putOnRequest(ChildLink link) {
    SharedQueue<Long> level = openLevel(link);
    link.serve(line -> level.offer(Long.parseLong(line)) ? "put" : "full");
  }

  private static void putForEver(ChildLink link) throws InterruptedException {
    SharedQueue<Long> level = openLevel(link);
    long base = Integer.parseInt(link.argument(1)) * LEVEL;
    level.put(base);
    link.send("ready");
    for (long i = 1; ; i++) {
      level.put(base + i);
    }
  }

  private static long next(SharedQueue<Long> queue) throws InterruptedException {
    Long value = queue.poll(1, TimeUnit.MINUTES);
    assertThat(value).as("what somebody puts for ever").isNotNull();
    return value;
  }

  @Test
  void theMostUrgentElementOfAllProcessesIsTakenFirst() throws InterruptedException {
    ChildJvm urgent = start(QueueLevelsCrashTest::putOnRequest, 0);
    ChildJvm other = start(QueueLevelsCrashTest::putOnRequest, 1);
    for (long i = 0; i < 300; i += 3) {
      assertThat(other.request(i)).isEqualTo("put");
      assertThat(urgent.request(i + 1)).isEqualTo("put");
      assertThat(other.request(i + 2)).isEqualTo("put");
      assertThat(queue.poll()).isEqualTo(i + 1);
      assertThat(queue.poll()).isEqualTo(i);
      assertThat(queue.poll()).isEqualTo(i + 2);
      assertThat(queue.poll()).isNull();
    }
  }

  @Test
  void whatAKilledUrgentProducerHasPutComesBeforeAllElse() throws InterruptedException {
    ChildJvm other = start(QueueLevelsCrashTest::putForEver, 1);
    other.expect("ready");
    long nextOther = LEVEL;
    for (int round = 0; round < 4; round++) { // there is one place for each level
      ChildJvm urgent = start(QueueLevelsCrashTest::putForEver, 0);
      urgent.expect("ready");
      long nextUrgent = 0;
      while (nextUrgent < 1_000 + round * 379) {
        long value = next(queue);
        if (value < LEVEL) {
          assertThat(value).isEqualTo(nextUrgent++);
        } else {
          assertThat(value).isEqualTo(nextOther++);
        }
      }
      urgent.kill();
      long value;
      while ((value = next(queue)) < LEVEL) {
        assertThat(value).isEqualTo(nextUrgent++);
      }
      for (int i = 0; i < 1_000; i++) {
        assertThat(value).isEqualTo(nextOther++);
        value = next(queue);
      }
      assertThat(value).isEqualTo(nextOther++);
    }
  }

  @Test
  void aStoppedUrgentProducerDelaysNobody() throws InterruptedException {
    ChildJvm urgent = start(QueueLevelsCrashTest::putForEver, 0);
    urgent.expect("ready");
    urgent.stop();
    long next = 0;
    for (Long value; (value = queue.at(0).poll()) != null; ) {
      assertThat(value).isEqualTo(next++);
    }
    for (long i = 0; i < 1_000; i++) {
      queue.put(LEVEL + i);
      assertThat(queue.take()).isEqualTo(LEVEL + i);
    }
    urgent.cont();
    for (int i = 0; i < 1_000; i++) {
      assertThat(next(queue.at(0))).isEqualTo(next++);
    }
  }
}
