package io.tandem.ipc.cli.soak;

import io.tandem.ipc.queue.Lane;
import io.tandem.ipc.queue.LaneProducer;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.SplittableRandom;

/** The producer of a lane: claims, copies and publishes batches in turn. */
final class LanePutter implements Subject.Putter {
  private static final int LARGEST_BATCH = 8;

  private final Lane lane;
  private final LaneProducer producer;
  private final SplittableRandom random;
  private final WaitStrategy waiting;

  LanePutter(Lane lane, SplittableRandom random) {
    this.lane = lane;
    this.random = random;
    this.waiting = Waits.any(random);
    this.producer = lane.openProducer();
  }

  @Override
  public int nextCount() {
    return random.nextInt(4) == 0 ? 2 + random.nextInt(LARGEST_BATCH - 1) : 1;
  }

  @Override
  public boolean put(Message message, long firstId, int count) throws InterruptedException {
    if (count > 1) {
      return putBatch(message, firstId, count);
    }
    message.write(firstId);
    if (message.length() > lane.maxInPlaceBytes() || random.nextBoolean()) {
      return producer.offer(message.bytes(), 0, message.length(), waiting, Waits.nanos(random));
    }
    long at = producer.tryClaim(message.length());
    if (at == LaneProducer.FULL) {
      return false;
    }
    Waits.linger(random);
    producer.memory().writeBytes(at, message.bytes(), 0, message.length());
    producer.commit(at, message.length());
    return true;
  }

  private boolean putBatch(Message message, long firstId, int count) {
    for (int i = 0; i < count; i++) {
      message.write(firstId + i);
      if (!producer.stage(message.bytes(), 0, message.length())) {
        producer.unstage();
        return false;
      }
    }
    Waits.linger(random);
    producer.publish();
    return true;
  }

  @Override
  public void close() {
    producer.close();
  }
}
