package io.tandem.ipc.queue;

import io.tandem.ipc.memory.SegmentSpec.Parameter;
import java.util.List;

/**
 * The numbers that a queue is made with.
 *
 * @param capacity elements of up to {@code elementBytes} that each lane can hold at least
 * @param elementBytes the encoded size that the capacity is meant for
 * @param lanes the most producers at a time, of all levels
 * @param cells of one lane, a power of two
 * @param cellBytes the size of one cell
 * @param ordering what takers promise
 * @param exact whether all lanes together hold {@code capacity} elements, no more and no less
 * @param leases whether each lane has a table of leases behind its cells
 * @param levels how many classes of urgency there are; lane i belongs to level i modulo this
 */
record QueueShape(
    int capacity,
    int elementBytes,
    int lanes,
    long cells,
    int cellBytes,
    Ordering ordering,
    boolean exact,
    boolean leases,
    int levels) {
  private static final int CELL_STEP = 64;
  private static final int LARGEST_CELL = 512;

  /** From this size on an element is copied cell by cell for a time that counts. */
  private static final int LARGE_ELEMENT = 1 << 16;

  private static final int LARGEST_CELL_FOR_LARGE = 1 << 13;
  private static final int PAGE = 4096;

  /** Room for holes that elements removed from the middle leave until head gets there. */
  private static final int EXACT_SPARE = 2;

  static final int MOST_LANES = 4096;
  static final int MOST_LEVELS = 8;

  /** The values of the parameter "exact". */
  static final int LOOSE = 1;

  static final int EXACT = 2;

  /**
   * Works out the cells for what the user has asked for.
   *
   * @param producers the most at a time, of each level
   */
  static QueueShape of(
      int capacity,
      int elementBytes,
      int producers,
      Ordering ordering,
      boolean exact,
      boolean leases,
      int levels) {
    if (producers * levels > MOST_LANES) {
      throw new IllegalArgumentException(
          "a queue with maxProducers "
              + producers
              + " and "
              + levels
              + " levels needs "
              + producers * levels
              + " lanes; the limit is "
              + MOST_LANES
              + ". Choose fewer maxProducers or levels.");
    }
    int record = elementBytes + stampBytes(ordering);
    int largest = elementBytes < LARGE_ELEMENT ? LARGEST_CELL : LARGEST_CELL_FOR_LARGE;
    int cellBytes = Math.min(largest, roundUp(record + LaneRing.WORD_BYTES, CELL_STEP));
    int each = LaneRing.cellsFor(record, cellBytes - LaneRing.WORD_BYTES);
    long wanted = (long) capacity * each * (exact ? EXACT_SPARE : 1);
    long cells = Math.max(2, Long.highestOneBit(Math.max(1, wanted - 1)) << 1);
    if (!LaneRing.validGeometry(cells, cellBytes)) {
      throw new IllegalArgumentException(
          "a queue with capacity "
              + capacity
              + " for elements of "
              + elementBytes
              + " bytes needs "
              + cells * cellBytes
              + " bytes per producer; the limit is "
              + Integer.MAX_VALUE
              + ". Choose a smaller capacity or elementBytes.");
    }
    return new QueueShape(
        capacity,
        elementBytes,
        producers * levels,
        cells,
        cellBytes,
        ordering,
        exact,
        leases,
        levels);
  }

  private static int roundUp(int value, int step) {
    return (value + step - 1) / step * step;
  }

  private static int stampBytes(Ordering ordering) {
    return ordering == Ordering.REAL_TIME ? StampedTaker.STAMP_BYTES : 0;
  }

  /** The stamp bytes of each record. */
  int stampBytes() {
    return stampBytes(ordering);
  }

  /** The bytes of one lane in the file, whole pages. */
  long laneBytes() {
    return leases
        ? wholePages(LaneRing.sizeBytes(cells, cellBytes) + LeaseLayout.tableBytes(cells))
        : laneBytes(cells, cellBytes);
  }

  /** The bytes of a lane of that shape in whole pages. */
  static long laneBytes(long cells, int cellBytes) {
    return wholePages(LaneRing.sizeBytes(cells, cellBytes));
  }

  private static long wholePages(long bytes) {
    return (bytes + PAGE - 1) & -PAGE;
  }

  /** How many cells an element of the expected size takes. */
  int cellsForExpected() {
    return LaneRing.cellsFor(elementBytes + stampBytes(), cellBytes - LaneRing.WORD_BYTES);
  }

  /** The longest encoded element. */
  int maxElementBytes() {
    long payload = cells * (cellBytes - LaneRing.WORD_BYTES);
    return (int) Math.min(payload - Long.BYTES - stampBytes(), Integer.MAX_VALUE - 64);
  }

  /** How many producers there can be at a time, of each level. */
  int producers() {
    return lanes / levels;
  }

  /** As parameters, in the order of {@link QueueLayout}. */
  List<Parameter> parameters(int maxDeliveries) {
    return List.of(
        new Parameter("capacity", capacity),
        new Parameter("elementBytes", elementBytes),
        new Parameter("maxProducers", producers()),
        new Parameter("cells", cells),
        new Parameter("cellBytes", cellBytes),
        new Parameter("ordering", ordering.code()),
        new Parameter("exact", exact ? EXACT : LOOSE),
        new Parameter("maxDeliveries", maxDeliveries),
        new Parameter("levels", levels));
  }

  /** Whether numbers read from a file can be a queue's. */
  boolean isPossible() {
    return capacity > 0
        && elementBytes > 0
        && lanes > 0
        && lanes <= MOST_LANES
        && levels > 0
        && levels <= MOST_LEVELS
        && LaneRing.validGeometry(cells, cellBytes);
  }
}
