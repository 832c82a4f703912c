package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.Linearizable;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import java.nio.file.Path;
import java.util.Arrays;

/** A small topic on model memory, and what its processes do there. */
record ModelTopic(TopicShape shape) {
  static final int ENTRIES = 2;
  private static final int MESSAGE_BYTES = 16;

  static ModelTopic lossy(int publishers) {
    return new ModelTopic(new TopicShape(ENTRIES, MESSAGE_BYTES, publishers, 0, TopicShape.LOSSY));
  }

  static ModelTopic reliable(int publishers, int readers) {
    return new ModelTopic(
        new TopicShape(ENTRIES, MESSAGE_BYTES, publishers, readers, TopicShape.BLOCKING));
  }

  static ModelTopic evicting(int publishers, int readers) {
    return new ModelTopic(
        new TopicShape(ENTRIES, MESSAGE_BYTES, publishers, readers, TopicShape.EVICTING));
  }

  private int bodyBytes() {
    return (int) shape.bodyBytes();
  }

  /** Blocks right behind the body: no pages in a model. */
  private long placeBytes() {
    return (ENTRIES + 1) * shape.blockBytes();
  }

  ModelCheck check(String name) {
    ModelCheck check =
        ModelCheck.named("topic: " + name)
            .memory((int) (bodyBytes() + shape.publishers() * placeBytes()))
            .tornPayload(true)
            .setup(words -> TopicRing.initialize(words.slice(0, bodyBytes()), shape))
            .label(0, TopicLayout.LAYOUT, shape.publishers())
            .label(shape.seatsOffset(), TopicLayout.READER_SEATS, shape.readers())
            .label(shape.ringOffset(), TopicLayout.ENTRY_RING, ENTRIES);
    return check.monitor(
        new Linearizable<>(shape.isLossy() ? TopicSpec.lossy(ENTRIES) : TopicSpec.reliable()));
  }

  /** The memory, in which a place can be given memory by one publisher at a time. */
  private record Memory(ModelTopic topic, Words words) implements QueueLanes.Memory {
    @Override
    public Path file() {
      return Path.of("/model/topic");
    }

    @Override
    public Words body() {
      return words.slice(0, topic.bodyBytes());
    }

    @Override
    public void allocate(long offset, long length) {
      assertThat(offset % topic.shape.placeBytes()).isZero();
    }

    @Override
    public Words map(long offset, long length) {
      long place = offset / topic.shape.placeBytes();
      return words.slice(topic.bodyBytes() + place * topic.placeBytes(), topic.placeBytes());
    }
  }

  private static byte[] message(int value) {
    byte[] bytes = new byte[value % 2 == 0 ? MESSAGE_BYTES : Long.BYTES];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  TopicRing ring(ModelProcess me) {
    return new TopicRing(me.words().slice(0, bodyBytes()), shape);
  }

  TopicPlaces places(ModelProcess me) {
    return new TopicPlaces(new Memory(this, me.words()), shape, me.liveness());
  }

  TopicSeats seats(ModelProcess me) {
    return new TopicSeats(ring(me), me.liveness());
  }

  /** Publishes what can be published, with a place of its own that it gives up in the end. */
  void publish(ModelProcess me, int... values) {
    TopicPlaces places = places(me);
    int place;
    try {
      place = places.claim("model topic");
    } catch (ProducerLimitException e) {
      return; // others are faster
    }
    TopicWriter writer = writer(me, places, place);
    for (int value : values) {
      publishOne(me, writer, value);
    }
    places.release(place);
  }

  /** Publishes all, waiting for readers. */
  void publishPatiently(ModelProcess me, int... values) {
    TopicPlaces places = places(me);
    TopicWriter writer = writer(me, places, places.claim("model topic"));
    for (int value : values) {
      while (publishOne(me, writer, value) == TopicWriter.FULL) {
        me.pause();
      }
    }
  }

  TopicWriter writer(ModelProcess me, TopicPlaces places, int place) {
    TopicSeats seats = shape.isLossy() ? null : seats(me);
    return new TopicWriter(ring(me), seats, place, places.blocks(place));
  }

  long publishOne(ModelProcess me, TopicWriter writer, int value) {
    byte[] bytes = message(value);
    me.begin(new TopicSpec.Publish(value));
    long answer = writer.tryPublish(bytes, bytes.length, me.liveness());
    me.end(answer < 0 ? answer : answer - ring(me).first());
    return answer;
  }

  void seal(ModelProcess me) {
    me.begin(new TopicSpec.Seal());
    ring(me).seal();
    me.end(null);
  }

  /** Reads from the first message on, so many times; publishers wait for it if it is reliable. */
  void read(ModelProcess me, int times) {
    TopicCursor cursor = cursor(me);
    if (cursor != null) {
      read(me, cursor, times);
    }
  }

  /** As {@link #read}, where a seat must be free. */
  void sitAndRead(ModelProcess me, int times) {
    TopicCursor cursor = cursor(me);
    assertThat(cursor).as("a reader with a seat").isNotNull();
    read(me, cursor, times);
  }

  private void read(ModelProcess me, TopicCursor cursor, int times) {
    for (int i = 0; i < times; i++) {
      int answer = readOne(me, cursor);
      assertThat(answer).as("evicted").isNotEqualTo(TopicCursor.EVICTED);
    }
    cursor.leave();
  }

  /** From the first message, or what is kept of them; null if every seat is taken. */
  TopicCursor cursor(ModelProcess me) {
    TopicRing ring = ring(me);
    if (shape.isLossy()) {
      return new TopicCursor(ring, places(me), ring.first());
    }
    TopicSeats.Seat seat = new TopicSeats(ring, me.liveness()).trySit(ring.first());
    return seat == null ? null : new TopicCursor(ring, places(me), seat);
  }

  int readOne(ModelProcess me, TopicCursor cursor) {
    long first = ring(me).first();
    long from = cursor.position();
    long lostBefore = cursor.lost();
    me.begin(new TopicSpec.Read(from - first));
    int length = cursor.tryRead();
    if (length == TopicCursor.EVICTED) {
      return length; // of that the monitor knows nothing: an operation that does not end
    }
    long lost = cursor.lost() - lostBefore;
    if (length < 0) {
      assertThat(cursor.position()).isEqualTo(from + lost);
      me.end(new TopicSpec.None(cursor.position() - first, length));
      return length;
    }
    assertThat(cursor.position()).isEqualTo(from + lost + 1);
    int value = cursor.bytes()[0];
    assertThat(length).isEqualTo(message(value).length);
    for (int i = 0; i < length; i++) {
      assertThat(cursor.bytes()[i]).as("byte %d", i).isEqualTo((byte) value);
    }
    me.end(new TopicSpec.Got(cursor.position() - 1 - first, value));
    return length;
  }

  /** Nobody who is dead, has left or was evicted holds publishers up. */
  void publishALap(ModelProcess me) {
    TopicPlaces places = places(me);
    TopicWriter writer = writer(me, places, places.claim("model topic"));
    for (int i = 0; i <= ENTRIES; i++) {
      assertThat(publishOne(me, writer, 50 + i)).isNotEqualTo(TopicWriter.FULL);
    }
  }
}
