package io.tandem.ipc.queue;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.stress.Slices;

/** A lane of two cells for stress tests, with what its processes do. */
final class StressLane {
  static final int CELLS = 2;
  static final int RECORD_BYTES = 16;
  private static final int CELL_BYTES = 24;

  static final Liveness FIRST = Slices.process(1 << 12 | 1);
  static final Liveness SECOND = Slices.process(1 << 12 | 2);

  private StressLane() {}

  static LaneRing ring() {
    Words words = Slices.next(LaneRing.sizeBytes(CELLS, CELL_BYTES));
    LaneRing.initialize(words, CELLS);
    return new LaneRing(words, CELLS, CELL_BYTES);
  }

  /** The same lane as another process sees it. */
  static LaneRing seenByAnother(LaneRing ring) {
    return new LaneRing(ring.words, CELLS, CELL_BYTES);
  }

  static QueueTaker taker(LaneRing ring) {
    return QueueTaker.of(Ordering.PER_PRODUCER, source(ring));
  }

  static LaneSource source(LaneRing... rings) {
    return new LaneSource() {
      @Override
      public int openLanes() {
        return rings.length;
      }

      @Override
      public LaneRing lane(int index) {
        return rings[index];
      }
    };
  }

  /** A record in which one value stands twice. */
  static boolean offer(LaneWriter writer, long value) {
    long place = writer.claim(RECORD_BYTES);
    if (place == LaneWriter.FULL) {
      return false;
    }
    Words words = writer.ring().words;
    words.writeLong(place, value);
    words.writeLong(place + Long.BYTES, value);
    writer.commit(place, RECORD_BYTES);
    return true;
  }
}
