package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.MappedWords;
import io.tandem.ipc.memory.Words;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * Damages a lane between operations. Whatever it holds, an operation ends: with a result, or with
 * the error for damage; it reads nothing outside and allocates no more than the lane's size.
 */
class LaneFuzzTest {
  private static final int CELLS = 16;
  private static final int CELL_BYTES = 24;
  private static final int ROUNDS = 20_000;

  private static final Liveness ALIVE =
      new Liveness() {
        @Override
        public int self() {
          return 1;
        }

        @Override
        public boolean isDead(int owner) {
          return owner != 1;
        }

        @Override
        public String describe(int owner) {
          return "process " + owner;
        }
      };

  private final Words words =
      new MappedWords(ByteBuffer.allocateDirect((int) LaneRing.sizeBytes(CELLS, CELL_BYTES)), 0);
  private final LaneRing ring = new LaneRing(words, CELLS, CELL_BYTES);

  @Test
  void anEmptyRecordThatIsMarkedAsTakenReachesTheHandlerWithMemory() {
    LaneRing.initialize(words, CELLS);
    LaneWriter writer = LaneWriter.tryClaim(ring, ALIVE);
    LaneReader reader = LaneReader.tryClaim(ring, ALIVE, Polling.eager());
    assertThat(writer.offer(new byte[0], 0, 0)).isTrue();
    long at = ring.cellOffset(reader.head());
    words.setRelease(at, LaneRing.taken(words.getAcquire(at)));

    int read = reader.read((memory, offset, length) -> memory.slice(offset, length), 1);

    assertThat(read).isOne();
  }

  @RepeatedTest(5)
  void damageIsAnErrorAndNothingWorse(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    LaneRing.initialize(words, CELLS);
    LaneWriter writer = LaneWriter.tryClaim(ring, ALIVE);
    QueueTaker taker = taker(random.nextBoolean() ? Ordering.REAL_TIME : Ordering.PER_PRODUCER);
    byte[] record = new byte[ring.maxLength()];
    int damaged = 0;
    int done = 0;
    for (int round = 0; round < ROUNDS; round++) {
      damage(random);
      try {
        switch (random.nextInt(4)) {
          case 0 -> writer.offer(record, 0, random.nextInt(record.length));
          case 1 -> assertThat(taker.tryTake()).isBetween(-1, ring.maxLength());
          case 2 -> read();
          default -> {
            words.setRelease(LaneLayout.PRODUCER, random.nextInt(3));
            LaneWriter heir = LaneWriter.tryClaim(ring, ALIVE);
            writer = heir == null ? writer : heir;
          }
        }
        done++;
      } catch (DamagedLaneException e) {
        damaged++;
        LaneRing.initialize(words, (1 + random.nextInt(1000)) * (long) CELLS);
        words.clear(LaneLayout.CELLS, CELLS * (long) CELL_BYTES);
        words.setRelease(LaneLayout.PRODUCER, Liveness.NOBODY);
        writer = LaneWriter.tryClaim(ring, ALIVE);
      }
    }
    assertThat(done).as("most damage is harmless, some is not").isPositive();
    assertThat(damaged).isPositive();
  }

  private void read() {
    words.setRelease(LaneLayout.CONSUMER, Liveness.NOBODY);
    LaneReader reader = LaneReader.tryClaim(ring, ALIVE, Polling.eager());
    reader.read(
        (memory, offset, length) -> {
          if (length > 0) {
            memory.readByte(offset + length - 1);
          }
        },
        100);
  }

  private void damage(SplittableRandom random) {
    long cell = ring.cellOffset(random.nextInt(CELLS));
    long head = words.getPlain(LaneLayout.HEAD);
    switch (random.nextInt(6)) {
      case 0 -> words.setPlain(LaneLayout.HEAD, random.nextLong());
      case 1 -> words.setPlain(LaneLayout.HEAD, head + random.nextInt(-20, 20));
      case 2 -> words.setPlain(cell, random.nextLong());
      case 3 -> words.setPlain(ring.cellOffset(head), LaneRing.commitWord(head, 70_000));
      case 4 -> words.setPlain(ring.cellOffset(head), (head + 1) << 16 | random.nextInt(1 << 16));
      default -> words.writeLong(cell + 8, random.nextLong());
    }
  }

  private QueueTaker taker(Ordering ordering) {
    return QueueTaker.of(
        ordering,
        new LaneSource() {
          @Override
          public int openLanes() {
            return 1;
          }

          @Override
          public LaneRing lane(int index) {
            return ring;
          }
        });
  }
}
