package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.Linearizable;
import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import io.tandem.ipc.testkit.QueueSpec;
import java.util.Arrays;

/** Small lanes on model memory, and what processes do with them. */
final class ModelLanes {
  static final int CELLS = 2;
  static final int RECORD_BYTES = 16;
  static final int STAMPED_BYTES = 8;
  static final int CELL_BYTES = 24;
  static final int LANE_BYTES = (int) LaneRing.sizeBytes(CELLS, CELL_BYTES);

  /** Who prepares the memory. */
  static final Liveness SETTER_UP =
      new Liveness() {
        @Override
        public int self() {
          return 1 << 12;
        }

        @Override
        public boolean isDead(int owner) {
          return false;
        }

        @Override
        public String describe(int owner) {
          return "nobody in particular";
        }
      };

  private ModelLanes() {}

  /** A check of so many empty lanes; what is told to monitors is that of a queue. */
  static ModelCheck check(String name, MemoryModel memory, int lanes) {
    return check(name, memory, lanes, spec(memory, lanes));
  }

  static <S> ModelCheck check(
      String name, MemoryModel memory, int lanes, Linearizable.Spec<S> spec) {
    ModelCheck check =
        ModelCheck.named(name + ", " + memory)
            .memory(memory)
            .memory(lanes * LANE_BYTES)
            .tornPayload(true)
            .stepLimit(2_000)
            .monitor(new Linearizable<>(spec))
            .setup(words -> initialize(words, lanes));
    for (int lane = 0; lane < lanes; lane++) {
      check.label(lane * LANE_BYTES, LaneLayout.LAYOUT, CELLS);
    }
    return check;
  }

  static void initialize(Words words, int lanes) {
    for (int lane = 0; lane < lanes; lane++) {
      LaneRing.initialize(words.slice(lane * LANE_BYTES, LANE_BYTES), CELLS);
    }
  }

  /**
   * A lane of two cells is a queue of capacity 2. Where stores are buffered a put may also find it
   * full while its own earlier put is not yet visible and somebody is just taking: head was read
   * when there was no room, and no fence keeps that load behind the store before it.
   */
  static QueueSpec spec(MemoryModel memory, int lanes) {
    QueueSpec fifo = QueueSpec.fifo();
    if (lanes > 1) {
      return fifo;
    }
    return memory == MemoryModel.SEQUENTIAL
        ? fifo.capacity(CELLS)
        : fifo.capacity(CELLS).mayRefuse();
  }

  static LaneRing ring(Words memory, int lane) {
    return new LaneRing(memory.slice(lane * LANE_BYTES, LANE_BYTES), CELLS, CELL_BYTES);
  }

  static LaneRing ring(ModelProcess me, int lane) {
    return ring(me.words(), lane);
  }

  static LaneWriter writer(ModelProcess me) {
    return writer(me, 0);
  }

  static LaneWriter writer(ModelProcess me, int lane) {
    LaneWriter writer = LaneWriter.tryClaim(ring(me, lane), me.liveness());
    assertThat(writer).as("nobody alive has the lane").isNotNull();
    return writer;
  }

  static byte[] record(int value, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  // ---- Putting.

  static void put(ModelProcess me, LaneWriter writer, int... values) {
    for (int value : values) {
      me.begin(QueueSpec.put(value));
      me.end(writer.offer(record(value, RECORD_BYTES), 0, RECORD_BYTES));
    }
  }

  static void putIfFree(ModelProcess me, int value) {
    LaneWriter writer = LaneWriter.tryClaim(ring(me, 0), me.liveness());
    if (writer != null) {
      put(me, writer, value);
      writer.release(me.liveness());
    }
  }

  static void putStamped(ModelProcess me, int lane, int... values) {
    putStamped(me, writer(me, lane), values);
  }

  static void putStamped(ModelProcess me, LaneWriter writer, int... values) {
    for (int value : values) {
      me.begin(QueueSpec.put(value));
      me.end(writer.offer(me.clock(), record(value, STAMPED_BYTES), 0, STAMPED_BYTES));
    }
  }

  /** Puts elements into a lane that nobody else uses yet, stamped as before all others. */
  static void prefillStamped(Words memory, int lane, int... values) {
    LaneWriter writer = LaneWriter.tryClaim(ring(memory, lane), SETTER_UP);
    for (int i = 0; i < values.length; i++) {
      long stamp = i - values.length;
      writer.offer(() -> stamp, record(values[i], STAMPED_BYTES), 0, STAMPED_BYTES);
    }
    writer.release(SETTER_UP);
  }

  /** Puts elements without stamps into the first lane, which nobody uses yet. */
  static void prefill(Words memory, int... values) {
    LaneWriter writer = LaneWriter.tryClaim(ring(memory, 0), SETTER_UP);
    for (int value : values) {
      writer.offer(record(value, RECORD_BYTES), 0, RECORD_BYTES);
    }
    writer.release(SETTER_UP);
  }

  static void putAll(ModelProcess me, int count) {
    LaneWriter writer = writer(me);
    for (int value = 1; value <= count; value++) {
      while (!writer.offer(record(value, RECORD_BYTES), 0, RECORD_BYTES)) {
        me.pause();
      }
    }
  }

  // ---- Taking.

  static QueueTaker taker(ModelProcess me, Ordering ordering, int lanes) {
    return taker(me, ordering, 1, lanes);
  }

  /** A taker of a queue with several levels; lane i is in level i modulo their number. */
  static QueueTaker taker(ModelProcess me, Ordering ordering, int levels, int lanes) {
    LaneRing[] rings = new LaneRing[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      rings[lane] = ring(me, lane);
    }
    return QueueTaker.of(
        ordering,
        levels,
        new LaneSource() {
          @Override
          public int openLanes() {
            return lanes;
          }

          @Override
          public LaneRing lane(int index) {
            return rings[index];
          }
        });
  }

  /** Null when there is nothing. */
  static Integer takenValue(QueueTaker taker, int wantedLength) {
    int length = taker.tryTake();
    if (length == QueueTaker.EMPTY) {
      return null;
    }
    assertThat(length).isEqualTo(wantedLength);
    byte[] bytes = Arrays.copyOf(taker.bytes(), length);
    assertThat(bytes).as("one record, not parts of two").isEqualTo(record(bytes[0], length));
    return (int) bytes[0];
  }

  static Integer takeOne(ModelProcess me, QueueTaker taker, int wantedLength) {
    me.begin(QueueSpec.take());
    Integer value = takenValue(taker, wantedLength);
    me.end(value);
    return value;
  }

  static void take(ModelProcess me, int times) {
    QueueTaker taker = taker(me, Ordering.PER_PRODUCER, 1);
    for (int i = 0; i < times; i++) {
      takeOne(me, taker, RECORD_BYTES);
    }
  }

  static void takeStamped(ModelProcess me, int lanes, int times) {
    takeStamped(me, taker(me, Ordering.REAL_TIME, lanes), times);
  }

  static void takeStamped(ModelProcess me, QueueTaker taker, int times) {
    for (int i = 0; i < times; i++) {
      takeOne(me, taker, STAMPED_BYTES);
    }
  }

  static void drain(ModelProcess me) {
    drain(me, taker(me, Ordering.PER_PRODUCER, 1), RECORD_BYTES);
  }

  static void drainStamped(ModelProcess me, int lanes) {
    drain(me, taker(me, Ordering.REAL_TIME, lanes), STAMPED_BYTES);
  }

  static void drain(ModelProcess me, QueueTaker taker, int wantedLength) {
    while (takeOne(me, taker, wantedLength) != null) {
      Thread.onSpinWait();
    }
  }
}
