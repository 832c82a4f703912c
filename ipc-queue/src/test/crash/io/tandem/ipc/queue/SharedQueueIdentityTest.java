package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.ChildOptions;
import io.tandem.ipc.testkit.PidNamespace;
import io.tandem.ipc.testkit.TempDomain;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The only lane of a queue belongs to a process whose life is hard to judge. It keeps the lane as
 * long as it lives; after that the next one gets it, with all that is in it.
 */
class SharedQueueIdentityTest {
  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private Domain domain;
  private SharedQueue<Long> queue;

  @BeforeEach
  void open() {
    domain = temporary.open();
    queue = SharedQueue.of(Codecs.longs()).capacity(64).maxProducers(1).create(domain, "queue");
  }

  @AfterEach
  void close() {
    domain.close();
  }

  private static void put(ChildLink link) throws Exception {
    Path directory = Path.of(link.argument(0));
    Domain domain = Domain.open(directory);
    SharedQueue<Long> queue = SharedQueue.of(Codecs.longs()).open(domain, "queue");
    for (long i = 0; i < 10; i++) {
      queue.put(i);
    }
    link.send("put");
    if (link.receive().equals("lose your lock")) {
      closeOtherDescriptors(directory);
      link.send("lost");
      link.receive();
    }
  }

  /** As a careless library or a backup tool might. */
  private static void closeOtherDescriptors(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, ".lock-*")) {
      for (Path file : files) {
        new FileInputStream(file.toFile()).close();
      }
    }
  }

  private ChildJvm startProducer(ChildOptions options) {
    ChildJvm producer =
        children.add(options.start(SharedQueueIdentityTest::put, temporary.directory().toString()));
    producer.expect("put");
    return producer;
  }

  private void assertThatTheLaneIsHeldByProcess(long pid) {
    assertThatThrownBy(() -> queue.offer(10L))
        .isInstanceOf(ProducerLimitException.class)
        .hasMessageContaining("every producer's place is taken by a living process")
        .hasMessageContaining("process " + pid + " (ChildMain)");
  }

  private void assertThatTheLanePassesOn() throws InterruptedException {
    queue.put(10L);
    for (long i = 0; i <= 10; i++) {
      assertThat(queue.poll()).isEqualTo(i);
    }
    assertThat(queue.poll()).isNull();
  }

  @Test
  void aProducerInAnotherPidNamespaceKeepsItsLaneUntilItDies() throws InterruptedException {
    ChildJvm producer = startProducer(PidNamespace.child());

    assertThatTheLaneIsHeldByProcess(1);

    producer.killJvm();
    assertThatTheLanePassesOn();
  }

  @Test
  void aProducerThatLosesItsLockKeepsItsLaneUntilItDies() throws InterruptedException {
    ChildJvm producer = startProducer(ChildJvm.options().portable());
    assertThat(producer.request("lose your lock")).isEqualTo("lost");

    assertThatTheLaneIsHeldByProcess(producer.pid());

    producer.kill();
    assertThatTheLanePassesOn();
  }
}
