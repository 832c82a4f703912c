package io.tandem.ipc.queue;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.stress.Slices;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A topic that keeps two messages, for stress tests, with what its processes do. */
final class StressTopic implements QueueLanes.Memory {
  static final int ENTRIES = 2;

  /** What {@link #read} answers for a message that is not one value twice. */
  static final long TORN = -9;

  /** What the first word of a place's memory is when it has been given. */
  static final long GIVEN = 1;

  private static final int MESSAGE_BYTES = 16;

  private final TopicShape shape;
  private final Words body;
  private final Words blocks;
  private final long blocksBytes;

  private StressTopic(int publishers, int readers, int delivery) {
    shape = new TopicShape(ENTRIES, MESSAGE_BYTES, publishers, readers, delivery);
    blocksBytes = (ENTRIES + 1) * shape.blockBytes();
    body = Slices.next(shape.bodyBytes());
    blocks = Slices.next(publishers * blocksBytes);
    TopicRing.initialize(body, shape);
  }

  static StressTopic lossy(int publishers) {
    return new StressTopic(publishers, 0, TopicShape.LOSSY);
  }

  /** With one publisher and one seat. */
  static StressTopic reliable() {
    return new StressTopic(1, 1, TopicShape.BLOCKING);
  }

  /** The ring as a process sees it. */
  TopicRing ring() {
    return new TopicRing(body, shape);
  }

  /** The places as a process sees them. */
  TopicPlaces seenBy(Liveness process) {
    return new TopicPlaces(this, shape, process);
  }

  TopicSeats seats(Liveness process) {
    return new TopicSeats(ring(), process);
  }

  /** A publisher in the next place that is free. */
  TopicWriter writer(Liveness process) {
    TopicPlaces places = seenBy(process);
    return writer(process, places, places.claim("stress topic"));
  }

  /** A publisher in a place that it has claimed. */
  TopicWriter writer(Liveness process, TopicPlaces places, int place) {
    TopicSeats seats = shape.isLossy() ? null : seats(process);
    return new TopicWriter(ring(), seats, place, places.blocks(place));
  }

  /** A message in which one value stands twice. */
  static long publish(TopicWriter writer, long value) {
    byte[] message = ByteBuffer.allocate(MESSAGE_BYTES).putLong(value).putLong(value).array();
    return writer.tryPublish(message, MESSAGE_BYTES, StressLane.FIRST);
  }

  /** The value of the next message, {@link #TORN}, or one of the answers of the cursor. */
  static long read(TopicCursor cursor) {
    int length = cursor.tryRead();
    if (length < 0) {
      return length;
    }
    ByteBuffer message = ByteBuffer.wrap(cursor.bytes());
    boolean whole = length == MESSAGE_BYTES && message.getLong(0) == message.getLong(Long.BYTES);
    return whole ? message.getLong(0) : TORN;
  }

  @Override
  public Path file() {
    return Path.of("/stress/topic");
  }

  @Override
  public Words body() {
    return body;
  }

  @Override
  public void allocate(long offset, long length) {
    map(offset, length).writeLong(0, GIVEN);
  }

  /** Without what fills up the last page of a place. */
  @Override
  public Words map(long offset, long length) {
    return blocks.slice(offset / shape.placeBytes() * blocksBytes, blocksBytes);
  }
}
