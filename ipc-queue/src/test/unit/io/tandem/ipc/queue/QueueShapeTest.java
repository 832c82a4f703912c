package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueShapeTest {
  @Test
  void smallElementsHaveACellEach() {
    assertThat(shape(48).cellBytes()).isEqualTo(64);
    assertThat(shape(400).cellBytes()).isEqualTo(448);
    assertThat(shape(400).cellsForExpected()).isEqualTo(1);
  }

  @Test
  void theLargerAnElementTheFewerPiecesOfItsSizeItIsCopiedIn() {
    assertThat(shape(65_535).cellBytes()).isEqualTo(512);
    assertThat(shape(65_536).cellBytes()).isEqualTo(8192);
    assertThat(shape(1 << 20).cellsForExpected()).isLessThan(150);
  }

  @Test
  void thereIsRoomForTheCapacityWhateverTheSize() {
    // The last but one fills whole cells with its stamp, and then has its length in front.
    for (int bytes : new int[] {1, 48, 500, 5_000, 65_535, 65_536, 128 * 504 - 8, 10_000_000}) {
      QueueShape shape = shape(bytes);
      int each =
          LaneRing.cellsFor(bytes + shape.stampBytes(), shape.cellBytes() - LaneRing.WORD_BYTES);
      assertThat(shape.cellsForExpected()).isEqualTo(each);
      assertThat(shape.cells()).isGreaterThanOrEqualTo(shape.capacity() * (long) each);
      assertThat(shape.maxElementBytes()).isGreaterThanOrEqualTo(bytes);
      assertThat(shape.isPossible()).isTrue();
    }
  }

  private static QueueShape shape(int elementBytes) {
    return QueueShape.of(4, elementBytes, 8, Ordering.REAL_TIME, false, false, 1);
  }
}
