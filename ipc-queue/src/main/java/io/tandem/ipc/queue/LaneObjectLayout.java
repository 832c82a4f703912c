package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.wait.DoorbellLayout;

/** Where the file of a single lane keeps what. */
final class LaneObjectLayout {
  static final String KIND = "lane";

  /** The order of the parameters in the segment's header. */
  static final int CELLS = 0;

  static final int CELL_BYTES = 1;
  static final int TAKERS = 2;

  private static final Layout.Builder FIELDS =
      Layout.declare("lane-object", 1, "A lane of its own, with the bells of both its ends");

  static final long NOT_EMPTY =
      FIELDS.part("not-empty", DoorbellLayout.LAYOUT, "where consumers wait for a record");

  static final long NOT_FULL =
      FIELDS
          .nextLine()
          .part("not-full", DoorbellLayout.LAYOUT, "where the producer waits for room");

  static final long LANE = FIELDS.nextLine().repeated("lane", LaneLayout.LAYOUT, "the lane, once");

  static final Layout LAYOUT = FIELDS.build();

  private LaneObjectLayout() {}
}
