package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Layout.Access;

/** Where a lane keeps what. */
final class LaneLayout {
  private static final Layout.Builder CELL_FIELDS =
      Layout.declare("cell", 1, "A place in a lane's ring for one record or a part of one");

  static final long CELL_WORD =
      CELL_FIELDS.word(
          "commit",
          "position + 1 (48 bits) | length code (16 bits)",
          "producer, takers",
          Access.CAS,
          "says that the record which begins here at that position is whole; of a record's further"
              + " cells it is not read. Length code: bytes + 1, or 32767 when the payload begins"
              + " with the length as a long; plus 32768 once a competing taker has taken it. 32768"
              + " alone is a seal: no record will ever begin here. The producer stores it with"
              + " release, or by compare-and-set where a seal may come");

  static final Layout CELL = CELL_FIELDS.build();

  private static final Layout.Builder FIELDS =
      Layout.declare("lane", 1, "A ring of cells written by one producer at a time");

  static final long PRODUCER =
      FIELDS.word(
          "producer",
          "owner word",
          "producer",
          Access.CAS,
          "who writes; 0 = nobody. A dead owner is replaced by one compare-and-set");

  static final long INTENT =
      FIELDS.word(
          "intent",
          "position",
          "producer",
          Access.RELEASE,
          "where the lane will end when the record that is just being put is committed, else where it"
              + " ends; kept by producers of queues with an exact capacity only");

  static final long HEAD =
      FIELDS
          .nextLine()
          .word(
              "head",
              "position",
              "takers",
              Access.CAS,
              "the first cell not yet taken; never goes back. A single consumer stores it with"
                  + " release instead");

  static final long CONSUMER =
      FIELDS
          .nextLine()
          .word(
              "consumer",
              "owner word",
              "consumer",
              Access.CAS,
              "the single consumer, where the lane has one; 0 = nobody");

  static final long CELLS =
      FIELDS.nextLine().repeated("cells", CELL, "the ring; each cell is a word and its payload");

  static final Layout LAYOUT = FIELDS.build();

  private LaneLayout() {}
}
