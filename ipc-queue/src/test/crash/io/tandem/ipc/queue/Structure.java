package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.memory.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The structures of this module, seen as one kind of thing: numbers go in and come out. */
enum Structure {
  LANE("lane with one consumer", 1, true),
  COMPETING_LANE("lane with competing takers", 1, true),
  QUEUE("queue in real time", 3, true),
  PER_PRODUCER_QUEUE("queue per producer", 3, false),
  EXACT_QUEUE("queue of exact capacity", 3, true),
  LEVELS_QUEUE("queue with two levels", 3, false);

  static final int CAPACITY = 8;

  /** A number with this bit makes a record of several cells. */
  static final long LARGE = 1L << 40;

  private static final int PAYLOAD_BYTES = 24;
  private static final int LARGE_BYTES = 70;

  private final String title;
  private final int producers;
  private final boolean fifo;

  Structure(String title, int producers, boolean fifo) {
    this.title = title;
    this.producers = producers;
    this.fifo = fifo;
  }

  String title() {
    return title;
  }

  /** How many handles can put at a time. */
  int producers() {
    return producers;
  }

  /** Whether what was put later comes out later, whoever has put it. */
  boolean isFifo() {
    return fifo;
  }

  boolean isLane() {
    return this == LANE || this == COMPETING_LANE;
  }

  void create(Domain domain, String name) {
    if (isLane()) {
      LaneBuilder builder = Lane.builder().cells(CAPACITY).payloadBytes(PAYLOAD_BYTES);
      (this == LANE ? builder.singleConsumer() : builder.competingTakers())
          .create(domain, name)
          .close();
      return;
    }
    SharedQueueBuilder<String> builder =
        SharedQueue.of(Codecs.string())
            .capacity(CAPACITY)
            .elementBytes(16)
            .maxProducers(producers)
            .ordering(this == PER_PRODUCER_QUEUE ? Ordering.PER_PRODUCER : Ordering.REAL_TIME);
    builder.levels(this == LEVELS_QUEUE ? 2 : 1);
    (this == EXACT_QUEUE ? builder.exactCapacity() : builder).create(domain, name).close();
  }

  Handle open(Domain domain, String name) {
    return new Handle(this, domain, name);
  }

  /** The element as text. */
  static String text(long element) {
    return (element & LARGE) == 0 ? Long.toString(element) : element + ".".repeat(LARGE_BYTES);
  }

  /** The element of a text; fails if it is nobody's. */
  static long element(String text) {
    long element = Long.parseLong(text.replace(".", ""));
    if (!text.equals(text(element))) {
      throw new AssertionError("garbage: '" + text + "'");
    }
    return element;
  }

  static byte[] encode(long element) {
    return text(element).getBytes(StandardCharsets.US_ASCII);
  }

  static long decode(byte[] bytes, int length) {
    return element(new String(bytes, 0, length, StandardCharsets.US_ASCII));
  }

  /** The open structure, on both sides. */
  static final class Handle implements AutoCloseable {
    private final Structure structure;
    private final Domain domain;
    private final String name;
    final Lane lane;
    final SharedQueue<String> queue;
    LaneProducer producer;
    LaneConsumer consumer;

    private Handle(Structure structure, Domain domain, String name) {
      this.structure = structure;
      this.domain = domain;
      this.name = name;
      this.lane = structure.isLane() ? Lane.builder().open(domain, name) : null;
      this.queue = structure.isLane() ? null : SharedQueue.of(Codecs.string()).open(domain, name);
    }

    LaneProducer producer() {
      if (producer == null) {
        producer = lane.openProducer();
      }
      return producer;
    }

    LaneConsumer consumer() {
      if (consumer == null) {
        consumer = lane.openConsumer(Polling.eager());
      }
      return consumer;
    }

    boolean put(long value) {
      if (structure.isLane()) {
        byte[] bytes = encode(value);
        return producer().offer(bytes, 0, bytes.length);
      }
      return at(value).offer(text(value));
    }

    /** Where elements of that one's producer go: with levels, every other producer is urgent. */
    SharedQueue<String> at(long value) {
      return structure == LEVELS_QUEUE ? queue.at((int) (value >>> 16) & 1) : queue;
    }

    /** Takes at most that many. */
    List<Long> take(int most) {
      List<Long> taken = new ArrayList<>();
      if (structure == LANE) {
        consumer().read((memory, at, length) -> taken.add(read(memory, at, length)), most);
        return taken;
      }
      LaneTaker taker = structure == COMPETING_LANE ? lane.openTaker() : null;
      while (taken.size() < most) {
        Long element = taker != null ? takeFrom(taker) : takeFrom(queue);
        if (element == null) {
          break;
        }
        taken.add(element);
      }
      return taken;
    }

    private static Long takeFrom(LaneTaker taker) {
      int length = taker.tryTake();
      return length < 0 ? null : Long.valueOf(decode(taker.bytes(), length));
    }

    private static Long takeFrom(SharedQueue<String> queue) {
      String text = queue.poll();
      return text == null ? null : Long.valueOf(element(text));
    }

    static long read(Words memory, long at, int length) {
      byte[] bytes = new byte[length];
      memory.readBytes(at, bytes, 0, length);
      return decode(bytes, length);
    }

    /** Opens and closes another handle. */
    String reopen() {
      new Handle(structure, domain, name).close();
      return "-";
    }

    List<Long> takeAll() {
      List<Long> all = new ArrayList<>();
      List<Long> some;
      while (!(some = take(100)).isEmpty()) {
        all.addAll(some);
      }
      return all;
    }

    @Override
    public void close() {
      if (structure.isLane()) {
        if (producer != null) {
          producer.close();
        }
        if (consumer != null) {
          consumer.close();
        }
        lane.close();
      } else {
        queue.close();
      }
    }
  }
}
