package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Layout.Access;
import io.tandem.ipc.wait.DoorbellLayout;

/** Where a pipe keeps what. */
final class PipeLayout {
  static final String KIND = "pipe";

  /** The order of the parameters in the segment's header. */
  static final int CELLS = 0;

  static final int CELL_BYTES = 1;
  static final int LANES = 2;

  /** The values of the parameter "lanes". */
  static final int ONE_WAY = 1;

  static final int BOTH_WAYS = 2;

  /** The states of an end beside an owner word. */
  static final long NEVER_OPENED = 0;

  static final long CLOSED = 1L << 32;

  private static final Layout.Builder FIELDS =
      Layout.declare(
          KIND,
          1,
          "A pipe of one or two lanes, which follow, each in whole pages and as the layout 'lane'"
              + " says. The first end writes lane 0, the second end lane 1");

  static final long FIRST_END =
      FIELDS.word(
          "first-end",
          "0 | owner word | 2^32",
          "the first end",
          Access.CAS,
          "0 = never opened, 2^32 = closed");

  static final long SECOND_END =
      FIELDS.word(
          "second-end",
          "0 | owner word | 2^32",
          "the second end",
          Access.CAS,
          "0 = never opened, 2^32 = closed");

  static final long NOT_EMPTY_0 =
      FIELDS
          .nextLine()
          .part("not-empty-0", DoorbellLayout.LAYOUT, "where the reader of lane 0 waits");

  static final long NOT_FULL_0 =
      FIELDS
          .nextLine()
          .part("not-full-0", DoorbellLayout.LAYOUT, "where the writer of lane 0 waits");

  static final long NOT_EMPTY_1 =
      FIELDS
          .nextLine()
          .part("not-empty-1", DoorbellLayout.LAYOUT, "where the reader of lane 1 waits");

  static final long NOT_FULL_1 =
      FIELDS
          .nextLine()
          .part("not-full-1", DoorbellLayout.LAYOUT, "where the writer of lane 1 waits");

  static final Layout LAYOUT = FIELDS.nextLine().build();

  private PipeLayout() {}

  /** Where a lane begins in the body. */
  static long laneOffset(int lane, long laneBytes) {
    return LAYOUT.sizeBytes() + lane * laneBytes;
  }

  static long notEmpty(int lane) {
    return lane == 0 ? NOT_EMPTY_0 : NOT_EMPTY_1;
  }

  static long notFull(int lane) {
    return lane == 0 ? NOT_FULL_0 : NOT_FULL_1;
  }
}
