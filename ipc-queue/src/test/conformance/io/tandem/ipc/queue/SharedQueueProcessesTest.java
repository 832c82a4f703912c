package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.TempDomain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same contract between real processes. */
class SharedQueueProcessesTest {
  private static final long PRODUCER = 1_000_000_000L;

  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  @ParameterizedTest
  @EnumSource(Ordering.class)
  void everyElementOfEveryProcessIsTakenOnceAndInOrder(Ordering ordering) {
    int each = 20_000;
    try (Domain domain = temporary.open()) {
      SharedQueue.of(Codecs.longs()).capacity(256).ordering(ordering).create(domain, "queue");
      List<ChildJvm> producers = new ArrayList<>();
      List<ChildJvm> takers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        takers.add(children.start(SharedQueueProcessesTest::takeUntilEnd, directory()));
        producers.add(
            children.start(SharedQueueProcessesTest::putMany, directory(), i + "", each + ""));
      }
      producers.forEach(producer -> producer.expect("done"));
      try (SharedQueue<Long> queue = SharedQueue.of(Codecs.longs()).open(domain, "queue")) {
        while (!queue.offer(-1L)) {
          Thread.onSpinWait();
        }
        while (!queue.offer(-1L)) {
          Thread.onSpinWait();
        }
        BitSet[] seen = {new BitSet(), new BitSet()};
        for (ChildJvm taker : takers) {
          for (String line; !(line = taker.receive()).equals("end"); ) {
            long value = Long.parseLong(line);
            BitSet of = seen[(int) (value / PRODUCER)];
            assertThat(of.get((int) (value % PRODUCER))).as("taken twice: %d", value).isFalse();
            of.set((int) (value % PRODUCER));
          }
        }
        assertThat(seen[0].cardinality()).isEqualTo(each);
        assertThat(seen[1].cardinality()).isEqualTo(each);
        assertThat(queue.poll()).isNull();
      }
    }
  }

  private String directory() {
    return temporary.directory().toString();
  }

  private static void putMany(ChildLink link) throws InterruptedException {
    try (Domain domain = Domain.open(Path.of(link.argument(0)));
        SharedQueue<Long> queue = SharedQueue.of(Codecs.longs()).open(domain, "queue")) {
      long base = Long.parseLong(link.argument(1)) * PRODUCER;
      int count = Integer.parseInt(link.argument(2));
      for (int i = 0; i < count; i++) {
        queue.put(base + i);
      }
    }
    link.send("done");
  }

  private static void takeUntilEnd(ChildLink link) throws InterruptedException {
    List<Long> taken = new ArrayList<>();
    try (Domain domain = Domain.open(Path.of(link.argument(0)));
        SharedQueue<Long> queue = SharedQueue.of(Codecs.longs()).open(domain, "queue")) {
      long[] last = {-1, -1};
      for (long value; (value = queue.take()) >= 0; ) {
        int producer = (int) (value / PRODUCER);
        if (value <= last[producer]) {
          throw new AssertionError(value + " after " + last[producer]);
        }
        last[producer] = value;
        taken.add(value);
      }
    }
    taken.forEach(link::send);
    link.send("end");
  }

  @Test
  void whatOneProcessHasPutBeforeAnotherBeginsIsTakenFirst() throws InterruptedException {
    try (Domain domain = temporary.open();
        SharedQueue<Long> queue =
            SharedQueue.of(Codecs.longs()).capacity(64).create(domain, "queue")) {
      ChildJvm a = children.start(SharedQueueProcessesTest::putOnRequest, directory());
      ChildJvm b = children.start(SharedQueueProcessesTest::putOnRequest, directory());
      for (long i = 0; i < 500; i += 3) {
        assertThat(a.request(i)).isEqualTo("put");
        queue.put(i + 1);
        assertThat(b.request(i + 2)).isEqualTo("put");
        assertThat(queue.take()).isEqualTo(i);
        assertThat(queue.take()).isEqualTo(i + 1);
        assertThat(queue.take()).isEqualTo(i + 2);
        assertThat(queue.poll()).isNull();
      }
      a.kill();
      b.kill();
    }
  }

  private static void putOnRequest(ChildLink link) {
    Domain domain = Domain.open(Path.of(link.argument(0)));
    SharedQueue<Long> queue = SharedQueue.of(Codecs.longs()).open(domain, "queue");
    link.serve(
        line -> {
          return queue.offer(Long.parseLong(line)) ? "put" : "full";
        });
  }

  @Test
  void nativeAndPortableProcessesUnderstandEachOther() throws InterruptedException {
    try (Domain domain = temporary.open();
        SharedQueue<Long> there =
            SharedQueue.of(Codecs.longs()).capacity(8).create(domain, "there");
        SharedQueue<Long> back =
            SharedQueue.of(Codecs.longs()).capacity(8).create(domain, "back")) {
      ChildJvm echo =
          children.add(
              ChildJvm.options().portable().start(SharedQueueProcessesTest::echo, directory()));
      for (long i = 0; i < 300; i++) {
        there.put(i);
        assertThat(back.poll(30, TimeUnit.SECONDS)).isEqualTo(i);
      }
      there.put(-1L);
      echo.expect("bye");
    }
  }

  private static void echo(ChildLink link) throws InterruptedException {
    try (Domain domain = Domain.open(Path.of(link.argument(0)));
        SharedQueue<Long> in = SharedQueue.of(Codecs.longs()).open(domain, "there");
        SharedQueue<Long> out = SharedQueue.of(Codecs.longs()).open(domain, "back")) {
      for (long value; (value = in.take()) >= 0; ) {
        out.put(value);
      }
    }
    link.send("bye");
  }
}
