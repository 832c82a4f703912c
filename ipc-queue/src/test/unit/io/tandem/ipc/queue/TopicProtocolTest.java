package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.ModelWords;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The protocol of a topic, step by step, where one schedule is enough. */
class TopicProtocolTest {
  private static final TopicShape LOSSY = new TopicShape(4, 8, 2, 0, TopicShape.LOSSY);
  private static final TopicShape EVICTING = new TopicShape(4, 8, 2, 1, TopicShape.EVICTING);

  /** A process that is alive; nobody else ever dies. */
  private record Process(int self) implements Liveness {
    @Override
    public boolean isDead(int owner) {
      return false;
    }

    @Override
    public String describe(int owner) {
      return "process " + owner;
    }
  }

  private record Memory(Words words, TopicShape shape) implements QueueLanes.Memory {
    static Memory zeros(TopicShape shape) {
      long bytes = shape.bodyBytes() + shape.publishers() * shape.placeBytes();
      return new Memory(new ModelWords((int) bytes), shape);
    }

    static Memory of(TopicShape shape) {
      Memory memory = zeros(shape);
      TopicRing.initialize(memory.body(), shape);
      return memory;
    }

    @Override
    public Path file() {
      return Path.of("/model/topic");
    }

    @Override
    public Words body() {
      return words.slice(0, shape.bodyBytes());
    }

    @Override
    public void allocate(long offset, long length) {}

    @Override
    public Words map(long offset, long length) {
      return words.slice(shape.bodyBytes() + offset, length);
    }

    TopicRing ring() {
      return new TopicRing(body(), shape);
    }

    TopicPlaces places(int self) {
      return new TopicPlaces(this, shape, new Process(self));
    }

    TopicWriter writer(int self) {
      TopicPlaces places = places(self);
      int place = places.claim("topic");
      TopicSeats seats = shape.isLossy() ? null : new TopicSeats(ring(), new Process(self));
      return new TopicWriter(ring(), seats, place, places.blocks(place));
    }
  }

  private static long publish(TopicWriter writer, int value) {
    return writer.tryPublish(new byte[] {(byte) value}, 1, new Process(9));
  }

  @Test
  void whoWasEvictedDoesNotMoveTheCursorOfTheNext() {
    Memory memory = Memory.of(EVICTING);
    TopicSeats seats = new TopicSeats(memory.ring(), new Process(1));
    long first = memory.ring().first();
    TopicSeats.Seat evicted = seats.trySit(first);
    assertThat(seats.trySit(first)).as("one seat").isNull();
    TopicWriter writer = memory.writer(2);
    for (int i = 0; i < 5; i++) {
      assertThat(publish(writer, i)).isEqualTo(first + i);
    }
    assertThat(evicted.isTaken()).isFalse();
    TopicSeats.Seat next = new TopicSeats(memory.ring(), new Process(3)).trySit(first + 5);
    evicted.moveTo(first + 1);
    evicted.leave();
    assertThat(next.isTaken()).isTrue();
    assertThat(seats.limit(first + 5, false, new Process(2))).isEqualTo(first + 5 + 4);
  }

  /** It is seen by its join, not by the cursor of who sat there before. */
  @Test
  void aReaderThatIsJustSittingDownHoldsNobodyUp() {
    Memory memory = Memory.of(EVICTING);
    TopicSeats seats = new TopicSeats(memory.ring(), new Process(1));
    long first = memory.ring().first();
    seats.trySit(first).leave();
    long nextSitting = 3L << 32 | 2;
    memory.body().setRelease(EVICTING.seatOffset(0) + TopicLayout.READER, nextSitting);
    assertThat(seats.limit(first + 4, false, new Process(2))).isEqualTo(TopicSeats.NO_READERS);
  }

  /** A closed segment reads as zeros (see Segment). */
  @Test
  void nothingIsReadOrPublishedInMemoryThatIsClosed() {
    Memory open = Memory.of(LOSSY);
    Memory closed = Memory.zeros(LOSSY);
    long first = open.ring().first();
    TopicWriter writer =
        new TopicWriter(closed.ring(), null, 0, open.places(1).blocks(claim(open)));
    assertThatThrownBy(() -> publish(writer, 1))
        .isInstanceOf(DamagedLaneException.class)
        .hasMessage("tail 0 does not fit first position 8");
    assertThat(closed.ring().replace(first, open.ring().at(first), 1)).isFalse();
    TopicCursor cursor = new TopicCursor(closed.ring(), closed.places(1), first);
    assertThatThrownBy(cursor::tryRead)
        .isInstanceOf(DamagedLaneException.class)
        .hasMessage("entry 0 does not fit position 8");
  }

  private static int claim(Memory memory) {
    return memory.places(1).claim("topic");
  }

  @Test
  void aNewPublisherOverwritesNoBlockThatIsStillNamed() {
    Memory memory = Memory.of(LOSSY);
    for (int life = 0; life < 12; life++) {
      TopicPlaces places = memory.places(1);
      int place = places.claim("topic");
      TopicWriter writer = new TopicWriter(memory.ring(), null, place, places.blocks(place));
      for (int i = 0; i <= life % 3; i++) {
        TopicCursor cursor =
            new TopicCursor(
                memory.ring(),
                memory.places(1),
                Math.max(memory.ring().first(), memory.ring().next() - 4));
        long position = publish(writer, (int) memory.ring().next());
        for (long at = Math.max(memory.ring().first(), position - 3); at <= position; at++) {
          assertThat(cursor.tryRead()).isEqualTo(1);
          assertThat(cursor.bytes()[0]).isEqualTo((byte) (cursor.position() - 1));
        }
      }
      places.release(place);
    }
  }
}
