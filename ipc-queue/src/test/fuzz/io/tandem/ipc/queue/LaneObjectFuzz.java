package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.Damage;
import io.tandem.ipc.testkit.Fuzz;
import io.tandem.ipc.testkit.Storm;
import io.tandem.ipc.wait.WaitStrategy;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * The file of a lane is damaged again and again while its producer and its consumer or takers go
 * on, are closed and opened again: between their operations, or all the time beside them. Every
 * word of it is in reach: header, doorbells, cells, records.
 */
final class LaneObjectFuzz {
  private static final int INPUTS_PER_LIFE = 24;
  private static final int USES_IN_A_STORM = 100;
  private static final int CELLS = 16;
  private static final int PAYLOAD_BYTES = 24;
  private static final String NAME = "lane";

  private final Fuzz fuzz;
  private final Domain domain;
  private final boolean competing;
  private final byte[] sent = new byte[CELLS * PAYLOAD_BYTES];
  private final byte[] received = new byte[CELLS * PAYLOAD_BYTES];
  private Lane lane;
  private LaneProducer producer;
  private LaneConsumer consumer;
  private LaneTaker taker;

  private LaneObjectFuzz(Fuzz fuzz, Domain domain, boolean competing) {
    this.fuzz = fuzz;
    this.domain = domain;
    this.competing = competing;
  }

  /** Arguments: seed, inputs, directory for files, {@code single} or {@code competing}. */
  static void run(ChildLink link) throws Exception {
    Fuzz fuzz = new Fuzz(link, Long.parseLong(link.argument(0)));
    Path directory = Path.of(link.argument(2)).resolve("domain");
    try (Domain domain = Domain.open(directory)) {
      boolean competing = link.argument(3).equals("competing");
      fuzz.run(Long.parseLong(link.argument(1)), new LaneObjectFuzz(fuzz, domain, competing)::live);
    }
    fuzz.finish(directory);
  }

  private void live(SplittableRandom random) throws Exception {
    LaneBuilder builder = Lane.builder().cells(CELLS).payloadBytes(PAYLOAD_BYTES);
    lane = (competing ? builder.competingTakers() : builder.singleConsumer()).create(domain, NAME);
    producer = lane.openProducer();
    openConsumingEnd();
    try (FileChannel file = QueueFuzz.open(lane)) {
      Damage damage = QueueFuzz.damage(lane, file, random.split());
      if (random.nextInt(24) == 0) {
        liveInAStorm(damage, random);
      } else {
        liveStepByStep(damage, random);
      }
      fuzz.attempt("close", lane::close);
    }
    domain.unlink(NAME);
  }

  private void liveStepByStep(Damage damage, SplittableRandom random) throws Exception {
    fuzz.state(damage);
    for (int input = 0; input < INPUTS_PER_LIFE; input++) {
      fuzz.input();
      damage.strike();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        if (random.nextBoolean()) {
          produce(random);
        } else {
          consume(random);
        }
      }
    }
  }

  private void liveInAStorm(Damage damage, SplittableRandom random) throws Exception {
    SplittableRandom others = random.split();
    try (Storm storm = Storm.begin(fuzz, damage)) {
      storm.beside(
          () -> {
            for (int i = 0; i < USES_IN_A_STORM; i++) {
              consume(others);
            }
          });
      for (int i = 0; i < USES_IN_A_STORM; i++) {
        produce(random);
      }
    }
  }

  private void openConsumingEnd() {
    if (competing) {
      taker = lane.openTaker();
    } else {
      consumer = lane.openConsumer(Polling.eager());
    }
  }

  private void openProducerAgain() throws Exception {
    if (producer != null) {
      fuzz.attempt("close producer", producer::close);
      producer = null;
    }
    if (!fuzz.attempt("open producer", () -> producer = lane.openProducer())) {
      Words words = lane.ring().words;
      words.setRelease(LaneLayout.PRODUCER, 0);
      words.setRelease(LaneLayout.HEAD, CELLS);
      words.clear(LaneLayout.CELLS, words.sizeBytes() - LaneLayout.CELLS);
      fuzz.attempt("open producer", () -> producer = lane.openProducer());
    }
  }

  private void openConsumerAgain() throws Exception {
    if (consumer != null) {
      fuzz.attempt("close consumer", consumer::close);
      consumer = null;
    }
    if (!fuzz.attempt("open consumer", this::openConsumingEnd)) {
      lane.ring().words.setRelease(LaneLayout.CONSUMER, 0);
      fuzz.attempt("open consumer", this::openConsumingEnd);
    }
  }

  private void produce(SplittableRandom random) throws Exception {
    int length = random.nextInt(random.nextInt(6) == 0 ? lane.maxRecordBytes() : PAYLOAD_BYTES + 1);
    if (producer == null || random.nextInt(16) == 0) {
      openProducerAgain();
    } else if (random.nextInt(16) == 0) {
      fuzz.attempt(
          "wait for room", () -> producer.offer(sent, 0, length, WaitStrategy.park(), 50_000));
    } else if (random.nextBoolean()) {
      fuzz.attempt("offer", () -> producer.offer(sent, 0, length));
    } else if (random.nextBoolean()) {
      fuzz.attempt("stage", () -> producer.stage(sent, 0, length));
      fuzz.attempt("publish", random.nextInt(4) > 0 ? producer::publish : producer::unstage);
    } else if (random.nextBoolean()) {
      fuzz.attempt("claim and commit", () -> claim(Math.min(length, PAYLOAD_BYTES)));
    } else {
      fuzz.attempt("fill", () -> producer.fill(this::write, 5));
    }
  }

  private void claim(int length) {
    long at = producer.tryClaim(length);
    if (at == LaneProducer.FULL) {
      return;
    }
    producer.memory().writeBytes(at, sent, 0, length);
    if (length % 3 == 0) {
      producer.commit(at, length);
    } else if (length % 3 == 1) {
      producer.stage(at, length / 2);
    }
  }

  private int write(Words memory, long at, int room) {
    memory.writeBytes(at, sent, 0, room);
    return room;
  }

  private void consume(SplittableRandom random) throws Exception {
    if (random.nextInt(16) == 0 || (consumer == null && taker == null)) {
      openConsumerAgain();
    } else if (random.nextInt(16) == 0) {
      fuzz.attempt("open the lane", () -> Lane.builder().open(domain, NAME).close());
    } else if (competing) {
      boolean waiting = random.nextInt(16) == 0;
      fuzz.attempt("take", () -> take(waiting));
    } else {
      read(random.nextInt(1, 40), random.nextInt(16) == 0);
    }
  }

  private void take(boolean waiting) throws InterruptedException {
    int length = waiting ? taker.tryTake(WaitStrategy.park(), 50_000) : taker.tryTake();
    if (length > lane.maxRecordBytes() || length > taker.bytes().length) {
      throw new AssertionError("a record of " + length);
    }
  }

  private void read(int limit, boolean waiting) throws Exception {
    if (consumer == null) {
      return;
    }
    fuzz.attempt("look", consumer::isReady);
    fuzz.attempt(
        "read",
        () -> {
          if (waiting) {
            consumer.read(this::receive, limit, WaitStrategy.park(), 50_000);
          } else {
            consumer.read(this::receive, limit);
          }
        });
  }

  private void receive(Words memory, long offset, int length) {
    memory.readBytes(offset, received, 0, length);
  }
}
