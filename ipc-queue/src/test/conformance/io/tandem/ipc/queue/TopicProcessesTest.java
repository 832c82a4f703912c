package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.Domain;
import io.tandem.ipc.ShutdownException;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.TempDomain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Publishers and readers are processes: all readers get all messages in one order. */
class TopicProcessesTest {
  private static final long EACH = 10_000;

  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private static Topic<Long> topic(ChildLink link) {
    return Topic.of(Codecs.longs()).open(Domain.open(Path.of(link.argument(0))), "topic");
  }

  private static void publish(ChildLink link) throws InterruptedException {
    Topic<Long> topic = topic(link);
    long publisher = Long.parseLong(link.argument(1));
    link.send("ready");
    link.receive();
    for (long i = 0; i < EACH; i++) {
      topic.publish(publisher << 32 | i);
    }
    link.send("done");
  }

  /** Says a hash of the order in which the messages came. */
  private static void read(ChildLink link) throws InterruptedException {
    TopicReader<Long> reader = topic(link).reader(Start.newest());
    link.send("ready");
    long[] next = new long[2];
    long hash = 0;
    try {
      while (true) {
        long message = reader.take();
        assertThat(message & 0xFFFF_FFFFL).isEqualTo(next[(int) (message >>> 32)]++);
        hash = hash * 31 + message;
      }
    } catch (ShutdownException e) {
      link.send(next[0] + " " + next[1] + " " + hash);
    }
  }

  @Test
  void everyProcessReadsEveryMessageInTheSameOrder() {
    try (Domain domain = temporary.open()) {
      Topic<Long> topic = Topic.of(Codecs.longs()).reliable().create(domain, "topic");
      String directory = temporary.directory().toString();
      List<ChildJvm> readers = new ArrayList<>();
      List<ChildJvm> publishers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        readers.add(children.start(TopicProcessesTest::read, directory));
        publishers.add(children.start(TopicProcessesTest::publish, directory, Integer.toString(i)));
      }
      readers.forEach(reader -> reader.expect("ready"));
      publishers.forEach(publisher -> publisher.expect("ready"));
      publishers.forEach(publisher -> publisher.send("go"));
      publishers.forEach(publisher -> publisher.expect("done"));
      topic.shutdown();
      String first = readers.get(0).receive();
      assertThat(first).startsWith(EACH + " " + EACH + " ");
      assertThat(readers.get(1).receive()).isEqualTo(first);
      readers.forEach(ChildJvm::close);
      publishers.forEach(
          ChildJvm::close); // the domain is left last, and so removed, by this process
    }
  }
}
