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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Takers and producers of a queue with leases are killed and stopped in processes of their own. */
class LeaseQueueCrashTest {
  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private final List<ChildJvm> started = new ArrayList<>();
  private Domain domain;
  private LeaseQueue<Long> queue;

  @BeforeEach
  void open() {
    domain = temporary.open();
    queue = LeaseQueue.of(Codecs.longs()).capacity(64).maxProducers(4).create(domain, "tasks");
  }

  @AfterEach
  void close() {
    started.forEach(ChildJvm::close);
    domain.close();
  }

  private ChildJvm start(ChildBody body) {
    ChildJvm child = children.start(body, temporary.directory().toString());
    started.add(child);
    return child;
  }

  private static LeaseQueue<Long> openQueue(ChildLink link) {
    return LeaseQueue.of(Codecs.longs()).open(Domain.open(Path.of(link.argument(0))), "tasks");
  }

  private static void takeTwoAcknowledgeOne(ChildLink link) throws InterruptedException {
    LeaseQueue<Long> queue = openQueue(link);
    queue.take();
    queue.take().ack();
    link.send("taken");
    link.receive();
  }

  private static void takeTwoAndLeave(ChildLink link) throws InterruptedException {
    try (Domain domain = Domain.open(Path.of(link.argument(0)))) {
      LeaseQueue<Long> queue = LeaseQueue.of(Codecs.longs()).open(domain, "tasks");
      queue.take();
      queue.take();
    }
    link.send("left");
    link.receive();
  }

  @Test
  void whatAKilledTakerHadIsDeliveredAgainAndOnlyThat() throws Exception {
    queue.put(1L);
    queue.put(2L);
    queue.put(3L);
    ChildJvm taker = start(LeaseQueueCrashTest::takeTwoAcknowledgeOne);
    taker.expect("taken");
    Lease<Long> third = queue.take();
    assertThat(third.value()).isEqualTo(3L);
    assertThat(queue.poll()).as("1 is being worked on").isNull();
    taker.kill();
    Lease<Long> again = queue.take();
    assertThat(again.value()).isEqualTo(1L);
    assertThat(again.deliveries()).isEqualTo(2);
    again.ack();
    third.ack();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.poll()).isNull();
  }

  @Test
  void aTakerThatWaitsIsGivenWhatTheDeadHad() throws Exception {
    queue.put(1L);
    queue.put(2L);
    ChildJvm taker = start(LeaseQueueCrashTest::takeTwoAcknowledgeOne);
    taker.expect("taken");
    Thread killer = new Thread(taker::kill);
    killer.start();
    Lease<Long> again = queue.take();
    assertThat(again.value()).isEqualTo(1L);
    killer.join();
  }

  @Test
  void whoLeavesTheDomainGivesBack() throws Exception {
    queue.put(1L);
    queue.put(2L);
    ChildJvm taker = start(LeaseQueueCrashTest::takeTwoAndLeave);
    taker.expect("left");
    assertThat(queue.take().value()).isEqualTo(1L);
    assertThat(queue.take().value()).isEqualTo(2L);
  }

  @Test
  void aStoppedTakerKeepsWhatItHas() throws Exception {
    queue.put(1L);
    queue.put(2L);
    ChildJvm taker = start(LeaseQueueCrashTest::takeTwoAcknowledgeOne);
    taker.expect("taken");
    taker.stop();
    queue.put(3L);
    assertThat(queue.take().value()).as("others go on").isEqualTo(3L);
    assertThat(queue.poll(300, TimeUnit.MILLISECONDS)).as("never robbed").isNull();
    taker.cont();
    taker.kill();
    assertThat(queue.take().value()).isEqualTo(1L);
  }

  private static void workForEver(ChildLink link) throws InterruptedException {
    LeaseQueue<Long> queue = openQueue(link);
    link.send("ready");
    while (true) {
      Lease<Long> lease = queue.take();
      if (lease.value() % 7 == 3 && !lease.isRedelivered()) {
        lease.nack();
      } else {
        lease.ack();
      }
    }
  }

  /** Takers die anywhere: what this process acknowledges last of all has lost nothing. */
  @Test
  void takersKilledAnywhereLoseNothing() throws Exception {
    for (int round = 0; round < 6; round++) {
      ChildJvm first = start(LeaseQueueCrashTest::workForEver);
      ChildJvm second = start(LeaseQueueCrashTest::workForEver);
      first.expect("ready");
      second.expect("ready");
      long last = 2_000L + round * 1_013L;
      for (long i = 0; i < last; i++) {
        queue.put(i);
      }
      first.kill();
      Set<Long> mine = new HashSet<>();
      while (!queue.isEmpty()) { // the other one takes, too
        Lease<Long> lease = queue.poll(5, TimeUnit.MILLISECONDS);
        if (lease != null) {
          assertThat(mine.add(lease.value())).as("%d once", lease.value()).isTrue();
          lease.ack();
        }
      }
      second.kill();
      assertThat(queue.join(1, TimeUnit.MINUTES)).isTrue();
      assertThat(queue.poll()).isNull();
    }
  }
}
