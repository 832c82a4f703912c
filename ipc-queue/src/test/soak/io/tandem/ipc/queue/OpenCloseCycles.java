package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.ObjectExistsException;
import io.tandem.ipc.ObjectMissingException;
import io.tandem.ipc.SharedObject;
import io.tandem.ipc.TandemException;
import io.tandem.ipc.WrongKindException;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.wait.WaitStrategy;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Opens, uses and closes a domain, a queue and a lane again and again, then says what is left. */
final class OpenCloseCycles {
  static final int PRODUCERS = 4;

  private static final int WARM_UP = 100;
  private static final int CYCLES_PER_LINE = 500;

  private final ChildLink link;
  private final Path directory;
  private final boolean making;
  private final byte[] record = new byte[8];
  private int cycle;

  private OpenCloseCycles(ChildLink link, Path directory, boolean making) {
    this.link = link;
    this.directory = directory;
    this.making = making;
  }

  /** Arguments: directory of the domain, {@code joining} or {@code making}, number of cycles. */
  static void run(ChildLink link) throws Exception {
    boolean making = link.argument(1).equals("making");
    OpenCloseCycles cycles = new OpenCloseCycles(link, Path.of(link.argument(0)), making);
    int wanted = Integer.parseInt(link.argument(2));
    cycles.repeat(WARM_UP);
    Holdings before = Holdings.settled();
    cycles.repeat(wanted);
    link.send(wanted + " cycles: " + before.compareWith(Holdings.settled()));
  }

  static SharedQueueBuilder<Long> queue() {
    return SharedQueue.of(Codecs.longs()).capacity(16).maxProducers(PRODUCERS);
  }

  static LaneBuilder lane() {
    return Lane.builder().cells(16).payloadBytes(24);
  }

  private void repeat(int times) throws Exception {
    for (int i = 1; i <= times; i++, cycle++) {
      cycle();
      if (i % CYCLES_PER_LINE == 0) {
        link.send("going on, " + i);
      }
    }
  }

  /** Sometimes the domain closes what is open, sometimes each is closed before it. */
  private void cycle() throws Exception {
    Domain domain = Domain.open(directory);
    SharedQueue<Long> queue = queue().openOrCreate(domain, "queue");
    Lane lane = lane().openOrCreate(domain, "lane");
    use(queue);
    use(lane);
    fail(domain);
    if (making && cycle % 2 == 0) {
      domain.unlink("queue");
    }
    if (cycle % 3 != 0) {
      queue.close();
      lane.close();
    }
    domain.close();
  }

  private void use(SharedQueue<Long> queue) throws InterruptedException {
    queue.put((long) cycle);
    if (queue.take() != cycle) {
      throw new AssertionError("another element than was put in cycle " + cycle);
    }
    if (cycle % 16 == 0 && queue.poll(1, TimeUnit.MICROSECONDS) != null) {
      throw new AssertionError("an element that nobody put in cycle " + cycle);
    }
  }

  private void use(Lane lane) throws InterruptedException {
    LaneProducer producer = lane.openProducer();
    LaneConsumer consumer = lane.openConsumer(Polling.eager());
    producer.offer(record, 0, record.length);
    int read = consumer.read((memory, offset, length) -> {}, 8, WaitStrategy.park(), 1_000);
    if (read != 1) {
      throw new AssertionError(read + " records instead of one in cycle " + cycle);
    }
    if (cycle % 2 == 0) {
      producer.close();
      consumer.close();
    }
  }

  /** What fails gives everything back, too. */
  private void fail(Domain domain) {
    expect(ObjectMissingException.class, () -> queue().open(domain, "nothing"));
    expect(WrongKindException.class, () -> queue().open(domain, "lane"));
    expect(ObjectExistsException.class, () -> lane().create(domain, "queue"));
  }

  private interface Opening {
    SharedObject open();
  }

  private static void expect(Class<? extends TandemException> error, Opening opening) {
    try {
      throw new AssertionError("opened " + opening.open());
    } catch (TandemException e) {
      if (!error.isInstance(e)) {
        throw e;
      }
    }
  }
}
