package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.ModelWords;
import org.junit.jupiter.api.Test;

class TakerTest {
  private static final int CELLS = 4;
  private static final int CELL_BYTES = 24;
  private static final int SIZE = (int) LaneRing.sizeBytes(CELLS, CELL_BYTES);

  private static LaneRing ring(Words words) {
    return new LaneRing(words, CELLS, CELL_BYTES);
  }

  /** A process that is alive; nobody else ever dies. */
  private static Liveness process(int self) {
    return new Liveness() {
      @Override
      public int self() {
        return self;
      }

      @Override
      public boolean isDead(int owner) {
        return false;
      }

      @Override
      public String describe(int owner) {
        return "process " + owner;
      }
    };
  }

  /** A closed segment reads as zeros (see Segment); who is just taking must not take of it. */
  @Test
  void aTakerWhoseMemoryIsClosedAfterItsLookTakesNothing() {
    Words words = new ModelWords(SIZE);
    LaneRing.initialize(words, CELLS);
    LaneWriter writer = LaneWriter.tryClaim(ring(words), process(1));
    assertThat(writer.offer(new byte[8], 0, 8)).isTrue();
    LaneRing open = ring(words);
    LaneRing closed = ring(new ModelWords(SIZE));
    int[] looks = {0};
    QueueTaker taker =
        QueueTaker.of(
            Ordering.PER_PRODUCER,
            new LaneSource() {
              @Override
              public int openLanes() {
                return 1;
              }

              @Override
              public LaneRing lane(int index) {
                return looks[0]++ == 0 ? open : closed;
              }
            });

    assertThat(taker.tryTake()).isEqualTo(QueueTaker.EMPTY);
    assertThat(looks[0]).as("it looked, and began to take").isGreaterThan(1);
  }

  @Test
  void whoGivesALaneUpTwiceDoesNotTakeItFromTheNextOne() {
    Words words = new ModelWords(SIZE);
    LaneRing.initialize(words, CELLS);
    LaneWriter first = LaneWriter.tryClaim(ring(words), process(1));
    LaneReader firstReader = LaneReader.tryClaim(ring(words), process(1), Polling.eager());
    first.release(process(1));
    firstReader.release(process(1));
    assertThat(LaneWriter.tryClaim(ring(words), process(2))).isNotNull();
    assertThat(LaneReader.tryClaim(ring(words), process(2), Polling.eager())).isNotNull();

    first.release(process(1));
    firstReader.release(process(1));

    assertThat(LaneWriter.tryClaim(ring(words), process(3))).isNull();
    assertThat(LaneReader.tryClaim(ring(words), process(3), Polling.eager())).isNull();
  }

  @Test
  void whatWasTakenOutOfTurnIsNotCounted() {
    Words words = new ModelWords(SIZE);
    LaneRing.initialize(words, CELLS);
    LaneRing ring = ring(words);
    LaneWriter writer = LaneWriter.tryClaim(ring, process(1));
    assertThat(writer.offer(new byte[8], 0, 8)).isTrue();
    assertThat(writer.offer(new byte[8], 0, 8)).isTrue();
    LaneScan scan = new LaneScan(only(ring), 0);

    assertThat(scan.findAll().get(1).take()).isTrue();

    assertThat(scan.count()).isEqualTo(1);
    assertThat(scan.findAll()).hasSize(1);
  }

  private static LaneSource only(LaneRing ring) {
    return new LaneSource() {
      @Override
      public int openLanes() {
        return 1;
      }

      @Override
      public LaneRing lane(int index) {
        return ring;
      }
    };
  }
}
