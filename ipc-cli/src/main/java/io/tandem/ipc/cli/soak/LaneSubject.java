package io.tandem.ipc.cli.soak;

import io.tandem.ipc.Domain;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.queue.Lane;
import io.tandem.ipc.queue.LaneConsumer;
import io.tandem.ipc.queue.Polling;
import io.tandem.ipc.queue.RecordHandler;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.SplittableRandom;

/** A {@link Lane} with a single consumer, which reads in place: one process on each side. */
final class LaneSubject implements Subject {
  static final int CELLS = 1024;
  static final int PAYLOAD_BYTES = 56;

  private static final int LARGEST_BATCH = 256;

  @Override
  public String name() {
    return "lane-one-consumer";
  }

  @Override
  public boolean hasOne(Side side) {
    return true;
  }

  @Override
  public Delivery delivery() {
    return Delivery.AGAIN_AFTER_DEATH;
  }

  @Override
  public void create(Domain domain) {
    Lane.builder()
        .cells(CELLS)
        .payloadBytes(PAYLOAD_BYTES)
        .singleConsumer()
        .create(domain, name())
        .close();
  }

  @Override
  public Handle open(Domain domain, SplittableRandom random) {
    Lane lane = Lane.builder().open(domain, name());
    return new Handle() {
      @Override
      public Putter putter() {
        return new LanePutter(lane, random);
      }

      @Override
      public Taker taker() {
        return new Reader(lane, random);
      }

      @Override
      public void close() {
        lane.close();
      }
    };
  }

  private static final class Reader implements Taker, RecordHandler {
    private final byte[] bytes = new byte[Message.LONGEST];
    private final LaneConsumer consumer;
    private final SplittableRandom random;
    private final WaitStrategy waiting;
    private Inbox inbox;

    Reader(Lane lane, SplittableRandom random) {
      this.random = random;
      this.waiting = Waits.any(random);
      this.consumer =
          lane.openConsumer(random.nextBoolean() ? Polling.adaptive() : Polling.eager());
    }

    @Override
    public void onRecord(Words memory, long offset, int length) {
      int copied = Math.min(length, bytes.length); // a longer one is no message of ours
      memory.readBytes(offset, bytes, 0, copied);
      inbox.accept(bytes, length);
    }

    @Override
    public void take(Inbox to) throws InterruptedException {
      inbox = to;
      int limit = 1 + random.nextInt(LARGEST_BATCH);
      int unused = consumer.read(this, limit, waiting, Waits.nanos(random));
    }

    @Override
    public boolean takeNow(Inbox to) {
      inbox = to;
      return consumer.read(this, LARGEST_BATCH) > 0;
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}
