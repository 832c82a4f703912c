package io.tandem.ipc.queue;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Domain;
import io.tandem.ipc.Problem;
import io.tandem.ipc.SerializedHandle;
import io.tandem.ipc.codec.Coding;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.SegmentSpec;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.queue.QueueSettings.Mode;
import io.tandem.ipc.wait.WaitStrategy;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How to make or open a {@link Topic}. What is not said is taken from the topic that is opened, or
 * from the defaults when one is made; what is said must agree with a topic that exists already.
 *
 * @param <E> the messages
 */
public final class TopicBuilder<E> {
  private static final int DEFAULT_CAPACITY = 1023;
  private static final int DEFAULT_MESSAGE_BYTES = 256;
  private static final int DEFAULT_PUBLISHERS = 64;
  private static final int DEFAULT_READERS = 64;

  private final Coding<E> coding;
  private int capacity;
  private int messageBytes;
  private int maxPublishers;
  private int maxReaders;
  private int delivery;
  private WaitStrategy waiting = WaitStrategy.spinThenPark();

  TopicBuilder(Coding<E> coding) {
    this.coding = coding;
  }

  /** What a handle needs in the process that it has been sent to. */
  record Opener<E>(Coding<E> coding) implements SerializedHandle.Opener<Topic<E>> {
    @Override
    public Topic<E> open(Domain domain, String name) {
      return new TopicBuilder<>(coding).open(domain, name);
    }
  }

  /**
   * How many messages are kept at least, for readers that are behind or come late; 1023 if not
   * said. The room is a power of two, so it may be more. Each publishing process needs room for so
   * many messages of {@link #messageBytes}.
   */
  public TopicBuilder<E> capacity(int messages) {
    this.capacity = within("capacity", messages, TopicShape.MOST_ENTRIES - 1);
    return this;
  }

  /** The most bytes that a message can take, encoded, rounded up to 8; 256 if not said. */
  public TopicBuilder<E> messageBytes(int bytes) {
    this.messageBytes =
        TopicShape.wholeWords(within("messageBytes", bytes, TopicShape.MOST_MESSAGE_BYTES));
    return this;
  }

  /** How many handles can publish at the same time; 64 if not said. */
  public TopicBuilder<E> maxPublishers(int publishers) {
    this.maxPublishers = within("maxPublishers", publishers, TopicShape.MOST_PUBLISHERS);
    return this;
  }

  /**
   * How many readers a reliable topic can have at the same time; 64 if not said. A lossy topic has
   * no limit.
   */
  public TopicBuilder<E> maxReaders(int readers) {
    this.maxReaders = within("maxReaders", readers, TopicShape.MOST_READERS);
    return this;
  }

  private static int within(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(what + " " + value + " is not within 1 to " + most + ".");
    }
    return value;
  }

  /**
   * Publishers never wait; a reader that is further behind than the topic keeps loses the oldest
   * messages, and is told how many.
   */
  public TopicBuilder<E> lossy() {
    this.delivery = TopicShape.LOSSY;
    return this;
  }

  /** Every reader gets every message; publishers wait for the slowest. So it is if not said. */
  public TopicBuilder<E> reliable() {
    return reliable(SlowReader.BLOCK);
  }

  /** Every reader gets every message or is told that it does not any more. */
  public TopicBuilder<E> reliable(SlowReader slowReader) {
    this.delivery = slowReader.delivery();
    return this;
  }

  /** How this handle's threads wait; {@link WaitStrategy#spinThenPark} if not said. */
  public TopicBuilder<E> waitStrategy(WaitStrategy strategy) {
    this.waiting = Objects.requireNonNull(strategy, "strategy");
    return this;
  }

  Coding<E> coding() {
    return coding;
  }

  WaitStrategy waiting() {
    return waiting;
  }

  /**
   * Makes the topic. Errors as of {@link SharedQueueBuilder#create}.
   *
   * @throws IllegalArgumentException also if capacity and messageBytes together are too large
   */
  public Topic<E> create(Domain domain, String name) {
    return attach(Mode.CREATE, domain, name);
  }

  /** Opens the topic. Errors as of {@link SharedQueueBuilder#open}. */
  public Topic<E> open(Domain domain, String name) {
    return attach(Mode.OPEN, domain, name);
  }

  /** Opens the topic, or makes it if there is none; of several who try, one makes it. */
  public Topic<E> openOrCreate(Domain domain, String name) {
    return attach(Mode.OPEN_OR_CREATE, domain, name);
  }

  private Topic<E> attach(Mode mode, Domain domain, String name) {
    return domain.attach(
        name,
        (file, liveness) -> {
          Segment segment = segment(mode, file, liveness);
          boolean done = false;
          try {
            Topic<E> topic = new Topic<>(domain, name, segment, liveness, check(segment), this);
            done = true;
            return topic;
          } finally {
            if (!done) {
              segment.close();
            }
          }
        });
  }

  private Segment segment(Mode mode, Path file, Liveness liveness) {
    return switch (mode) {
      case CREATE -> Segment.create(file, spec(liveness), this::fill);
      case OPEN -> Segment.open(file, TopicLayout.KIND, TopicLayout.LAYOUT.version());
      case OPEN_OR_CREATE -> Segment.openOrCreate(file, spec(liveness), this::fill);
    };
  }

  private void fill(Words body) {
    TopicRing.initialize(body, newShape());
  }

  private TopicShape newShape() {
    int newDelivery = orElse(delivery, TopicShape.BLOCKING);
    TopicShape shape =
        new TopicShape(
            TopicShape.entriesFor(orElse(capacity, DEFAULT_CAPACITY)),
            orElse(messageBytes, DEFAULT_MESSAGE_BYTES),
            orElse(maxPublishers, DEFAULT_PUBLISHERS),
            newDelivery == TopicShape.LOSSY ? 0 : orElse(maxReaders, DEFAULT_READERS),
            newDelivery);
    if (!shape.isPossible()) {
      throw new IllegalArgumentException(
          "a topic of "
              + shape.entries()
              + " messages of up to "
              + shape.messageBytes()
              + " bytes needs "
              + shape.placeBytes()
              + " bytes per publisher; the limit is "
              + Integer.MAX_VALUE
              + ". Choose a smaller capacity or messageBytes.");
    }
    return shape;
  }

  private static int orElse(int said, int otherwise) {
    return said == 0 ? otherwise : said;
  }

  private SegmentSpec spec(Liveness liveness) {
    TopicShape shape = newShape();
    return new SegmentSpec(
        TopicLayout.KIND,
        TopicLayout.LAYOUT.version(),
        liveness.self(),
        shape.bodyBytes(),
        shape.publishers() * shape.placeBytes(),
        shape.parameters(),
        coding.codec().schema());
  }

  private TopicShape check(Segment segment) {
    segment.requireSchema(coding.codec().schema());
    if (capacity != 0) {
      segment.requireParameter(
          TopicLayout.ENTRIES, "capacity, as a power of two", TopicShape.entriesFor(capacity));
    }
    requireSaid(segment, TopicLayout.MESSAGE_BYTES, "messageBytes", messageBytes);
    requireSaid(segment, TopicLayout.PUBLISHERS, "maxPublishers", maxPublishers);
    requireSaid(
        segment, TopicLayout.DELIVERY, "delivery (1 = lossy, 2 = block, 3 = evict)", delivery);
    if (segment.parameter(TopicLayout.DELIVERY) != TopicShape.LOSSY) {
      requireSaid(segment, TopicLayout.READERS, "maxReaders", maxReaders);
    }
    TopicShape shape =
        new TopicShape(
            segment.parameter(TopicLayout.ENTRIES),
            narrow(segment.parameter(TopicLayout.MESSAGE_BYTES)),
            narrow(segment.parameter(TopicLayout.PUBLISHERS)),
            narrow(segment.parameter(TopicLayout.READERS)),
            narrow(segment.parameter(TopicLayout.DELIVERY)));
    if (!shape.isPossible()
        || segment.info().bodyBytes() < shape.bodyBytes()
        || segment.reservedBytes() < shape.publishers() * shape.placeBytes()) {
      throw new CorruptSegmentException(
          Problem.of("the topic's parameters contradict each other")
              .file(segment.file())
              .fact("parameters", segment.info().parameters())
              .fact("file", segment.info().sizeBytes() + " bytes")
              .next("Remove the file, then create the topic anew"));
    }
    return shape;
  }

  private static void requireSaid(Segment segment, int index, String what, int said) {
    if (said != 0) {
      segment.requireParameter(index, what, said);
    }
  }

  private static int narrow(long value) {
    return value < 0 || value > Integer.MAX_VALUE ? -1 : (int) value;
  }
}
