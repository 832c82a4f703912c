package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.MappedWords;
import io.tandem.ipc.memory.Words;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LaneRingTest {
  private static final int CELLS = 8;
  private static final int CELL_BYTES = 24;

  private final Words words =
      new MappedWords(ByteBuffer.allocateDirect((int) LaneRing.sizeBytes(CELLS, CELL_BYTES)), 0);
  private final LaneRing ring = new LaneRing(words, CELLS, CELL_BYTES);

  /** Process 1; process 2 is dead. */
  private static final Liveness ALIVE =
      new Liveness() {
        @Override
        public int self() {
          return 1;
        }

        @Override
        public boolean isDead(int owner) {
          return owner == 2;
        }

        @Override
        public String describe(int owner) {
          return "process " + owner;
        }
      };

  private LaneWriter writer(long firstPosition) {
    words.setRelease(LaneLayout.HEAD, firstPosition);
    return LaneWriter.tryClaim(ring, ALIVE);
  }

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private List<byte[]> readAll() {
    List<byte[]> records = new ArrayList<>();
    LaneReader reader = LaneReader.tryClaim(ring, ALIVE, Polling.eager());
    reader.read(
        (memory, offset, length) -> {
          byte[] copy = new byte[length];
          memory.readBytes(offset, copy, 0, length);
          records.add(copy);
        },
        Integer.MAX_VALUE);
    reader.release(ALIVE);
    return records;
  }

  @Test
  void recordsOfEveryLengthComeBack() {
    LaneWriter writer = writer(CELLS);
    for (int length = 0; length <= ring.maxLength(); length++) {
      assertThat(writer.offer(bytes(length, length), 0, length)).as("%d bytes", length).isTrue();
      assertThat(readAll()).as("%d bytes", length).containsExactly(bytes(length, length));
    }
  }

  @Test
  void recordsThatSayTheirLengthThemselvesComeBack() {
    int cells = 1 << 15;
    Words large =
        new MappedWords(ByteBuffer.allocateDirect((int) LaneRing.sizeBytes(cells, 16)), 0);
    LaneRing largeRing = new LaneRing(large, cells, 16);
    LaneRing.initialize(large, cells);
    LaneWriter writer = LaneWriter.tryClaim(largeRing, ALIVE);
    QueueTaker taker = QueueTaker.of(Ordering.PER_PRODUCER, oneLane(largeRing));
    for (int length : new int[] {65_532, 65_533, 65_534, 65_535, 65_536, largeRing.maxLength()}) {
      assertThat(writer.offer(bytes(length, length), 0, length)).isTrue();
      assertThat(taker.tryTake()).isEqualTo(length);
      assertThat(taker.bytes()).startsWith(bytes(length, length));
      assertThat(taker.tryTake()).isEqualTo(QueueTaker.EMPTY);
    }
  }

  private static LaneSource oneLane(LaneRing ring) {
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

  @Test
  void noProducerBeginsAtAPositionThatCannotBe() {
    for (long head : new long[] {-1, Long.MIN_VALUE, LaneRing.LAST_POSITION + 1, Long.MAX_VALUE}) {
      words.setPlain(LaneLayout.PRODUCER, Liveness.NOBODY);
      assertThatThrownBy(() -> writer(head))
          .isInstanceOf(DamagedLaneException.class)
          .hasMessage("head " + head + " does not fit last position " + LaneRing.LAST_POSITION);
    }
  }

  @Test
  void positionsPastTheirFortyEightBitsGoOn() {
    LaneWriter writer = writer((1L << 48) - 20);
    for (int i = 0; i < 40; i++) {
      assertThat(writer.offer(bytes(i % 40, i), 0, i % 40)).isTrue();
      assertThat(readAll()).as("record %d", i).containsExactly(bytes(i % 40, i));
    }
    assertThat(writer.tail()).isGreaterThan(1L << 48);
  }

  @Test
  void aFullLaneTakesNothingUntilThereIsRoom() {
    LaneWriter writer = writer(CELLS);
    for (int i = 0; i < CELLS; i++) {
      assertThat(writer.offer(bytes(3, i), 0, 3)).isTrue();
    }
    assertThat(writer.offer(bytes(3, 99), 0, 3)).isFalse();
    assertThat(writer.claim(3)).isEqualTo(LaneWriter.FULL);
    assertThat(readAll()).hasSize(CELLS);
    assertThat(writer.offer(bytes(3, 99), 0, 3)).isTrue();
  }

  @Test
  void aNewProducerFindsTheTailBehindRecordsOfAllLengths() {
    LaneWriter first = writer(CELLS + 3);
    first.offer(bytes(20, 1), 0, 20);
    first.offer(bytes(0, 2), 0, 0);
    first.offer(bytes(40, 3), 0, 40);
    words.setRelease(LaneLayout.PRODUCER, 2); // as if process 2 had written them and died
    LaneWriter second = LaneWriter.tryClaim(ring, ALIVE);
    assertThat(second.tail()).isEqualTo(first.tail());
    second.offer(bytes(5, 4), 0, 5);
    assertThat(readAll()).containsExactly(bytes(20, 1), bytes(0, 2), bytes(40, 3), bytes(5, 4));
  }

  @Test
  void aNewProducerWipesABatchThatWasNeverPublished() {
    LaneWriter first = writer(CELLS);
    first.offer(bytes(3, 1), 0, 3);
    first.stage(bytes(3, 2), 0, 3);
    first.stage(bytes(3, 3), 0, 3);
    first.stage(bytes(3, 4), 0, 3);
    words.setRelease(LaneLayout.PRODUCER, 2);
    LaneWriter second = LaneWriter.tryClaim(ring, ALIVE);
    second.offer(bytes(3, 5), 0, 3);
    assertThat(readAll()).containsExactly(bytes(3, 1), bytes(3, 5));
  }

  @Test
  void aLivingProducerIsNotReplaced() {
    assertThat(writer(CELLS)).isNotNull();
    words.setRelease(LaneLayout.PRODUCER, 7);
    assertThat(LaneWriter.tryClaim(ring, ALIVE)).isNull();
    words.setRelease(LaneLayout.CONSUMER, 7);
    assertThat(LaneReader.tryClaim(ring, ALIVE, Polling.eager())).isNull();
  }

  @Test
  void aClaimIsFilledInPlaceAndCommittedStagedOrForgotten() {
    LaneWriter writer = writer(CELLS);
    writer.commit(claim(writer, 1), 8);
    claim(writer, 2);
    writer.stage(claim(writer, 3), 8);
    writer.stage(claim(writer, 4), 8);
    assertThat(readAll()).hasSize(1);
    writer.commit(claim(writer, 5), 5);
    assertThat(readAll())
        .extracting(record -> record.length + ": " + record[0])
        .containsExactly("8: 3", "8: 4", "5: 5");
  }

  private long claim(LaneWriter writer, long content) {
    long claim = writer.claim(8);
    words.writeLong(claim, content);
    return claim;
  }

  @Test
  void onlyWhatWasClaimedLastCanBeCommittedAndOnlyOnce() {
    LaneWriter writer = writer(CELLS);
    long claim = claim(writer, 1);
    writer.commit(claim, 8);
    assertThatThrownBy(() -> writer.commit(claim, 8))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the place "
                + claim
                + " is not claimed: it never was, or another record has been committed or offered"
                + " since. Commit what the last tryClaim has returned, once.");
    assertThatThrownBy(() -> writer.stage(claim, 8)).isInstanceOf(IllegalStateException.class);
    long next = claim(writer, 2);
    writer.offer(bytes(3, 3), 0, 3);
    assertThatThrownBy(() -> writer.commit(next, 8)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> writer.commit(LaneWriter.FULL, 8))
        .isInstanceOf(IllegalStateException.class);
    assertThat(readAll()).hasSize(2);
  }

  @Test
  void aFillerWritesUntilItStopsOrTheLaneIsFull() {
    LaneWriter writer = writer(CELLS + 3); // so that it wraps
    writer.stage(new byte[] {1, 0}, 0, 2);
    int[] next = {2};
    RecordFiller filler =
        (memory, at, capacity) -> {
          memory.writeLong(at, next[0]);
          return next[0] == 4 ? RecordFiller.NO_RECORD : next[0]++;
        };
    assertThat(writer.fill(filler, 1)).isEqualTo(1);
    assertThat(writer.fill(filler, 100)).isEqualTo(1);
    assertThat(readAll())
        .extracting(record -> record.length + ": " + record[0])
        .containsExactly("2: 1", "2: 2", "3: 3");
    assertThat(writer.fill((memory, at, capacity) -> capacity, 100)).isEqualTo(CELLS);
    assertThat(writer.fill((memory, at, capacity) -> capacity, 100)).isZero();
    assertThat(readAll()).hasSize(CELLS).allSatisfy(record -> assertThat(record).hasSize(16));
  }

  @Test
  void whatTheFillerThrowsComesThroughAndItsRecordIsNotPublished() {
    LaneWriter writer = writer(CELLS);
    int[] calls = {0};
    assertThatThrownBy(
            () ->
                writer.fill(
                    (memory, at, capacity) -> {
                      if (++calls[0] == 3) {
                        throw new UnsupportedOperationException("not now");
                      }
                      return 1;
                    },
                    100))
        .hasMessage("not now");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.fill((memory, at, capacity) -> capacity + 1, 100))
        .withMessageContaining("a claim of 17 bytes is not possible");
    assertThat(readAll()).hasSize(2);
    writer.offer(bytes(3, 7), 0, 3);
    assertThat(readAll()).containsExactly(bytes(3, 7));
  }

  @Test
  void aClaimIsOfOneCell() {
    LaneWriter writer = writer(CELLS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.claim(17))
        .withMessageContaining("a claim of 17 bytes is not possible; a cell takes 0 to 16");
    assertThatIllegalArgumentException().isThrownBy(() -> writer.claim(-1));
    long claim = writer.claim(16);
    assertThatIllegalArgumentException().isThrownBy(() -> writer.commit(claim, 17));
    assertThatIllegalArgumentException().isThrownBy(() -> writer.commit(claim, -1));
    writer.commit(claim, 16);
    assertThat(readAll()).hasSize(1);
  }

  @Test
  void aPlaceOfAnEarlierLapCannotBeCommittedWhenTheLaneIsFull() {
    LaneWriter writer = writer(CELLS);
    long first = claim(writer, 1);
    writer.commit(first, 8);
    for (int i = 1; i < CELLS; i++) {
      writer.commit(claim(writer, 1), 8);
    }
    assertThatThrownBy(() -> writer.commit(first, 8)).isInstanceOf(IllegalStateException.class);
    assertThat(readAll()).hasSize(CELLS);
  }

  @Test
  void whatTheHandlerThrowsComesThroughAndTheRecordCountsAsRead() {
    LaneWriter writer = writer(CELLS);
    writer.offer(bytes(3, 1), 0, 3);
    writer.offer(bytes(3, 2), 0, 3);
    LaneReader reader = LaneReader.tryClaim(ring, ALIVE, Polling.eager());
    assertThatThrownBy(
            () ->
                reader.read(
                    (memory, offset, length) -> {
                      throw new IllegalStateException("handler");
                    },
                    10))
        .hasMessage("handler");
    reader.release(ALIVE);
    assertThat(readAll()).containsExactly(bytes(3, 2));
  }

  @Test
  void impossibleGeometriesAreRefused() {
    for (long[] shape :
        new long[][] {{3, 24}, {1, 24}, {8, 8}, {8, 20}, {1L << 40, 24}, {-8, 24}, {0, 24}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new LaneRing(words, shape[0], (int) shape[1]))
          .withMessageContaining("is not possible");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LaneRing(words, 16, 24))
        .withMessageContaining("needs 768 bytes, its memory has 576");
  }

  @Test
  void roomForTheLongestRecordIsNoLessThanIt() {
    for (int length : new int[] {1, 5_000, 1_431_655_766, Integer.MAX_VALUE - 16}) {
      assertThat(LaneReader.roomFor(length)).isGreaterThanOrEqualTo(length);
    }
  }
}
