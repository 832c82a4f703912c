package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Layout.Access;
import io.tandem.ipc.wait.DoorbellLayout;

/** Where a queue keeps what. */
final class QueueLayout {
  static final String KIND = "queue";

  /** The kind of a queue whose lanes have leases behind their cells. */
  static final String LEASE_KIND = "leases";

  /** The order of the parameters in the segment's header. */
  static final int CAPACITY = 0;

  static final int ELEMENT_BYTES = 1;
  static final int LANES = 2;
  static final int CELLS = 3;
  static final int CELL_BYTES = 4;
  static final int ORDERING = 5;
  static final int EXACT = 6;
  static final int DELIVERIES = 7;
  static final int LEVELS = 8;

  /** The value of the parameter "maxDeliveries" where there is no limit. */
  static final int UNLIMITED = -1;

  static final long NEVER_USED = 0;
  static final long READY = 1L << 32;

  static final long OPEN = 0;

  /** Stands in the shutdown word beside the owner, who is never 0. */
  static final long SHUT = 1L << 32;

  private static final Layout.Builder PLACE_FIELDS =
      Layout.declare("queue-place", 1, "A place for one producer's lane in a queue's directory");

  static final long STATE =
      PLACE_FIELDS.word(
          "state",
          "0 | owner word | 2^32",
          "producers",
          Access.CAS,
          "0 = never used, an owner word = that process is giving the lane memory, 2^32 = the lane"
              + " has memory");

  static final long NOT_FULL =
      PLACE_FIELDS
          .nextLine()
          .part("not-full", DoorbellLayout.LAYOUT, "where the lane's producer waits for room");

  static final Layout PLACE = PLACE_FIELDS.nextLine().build();

  private static final Layout.Builder FIELDS =
      Layout.declare(
          KIND,
          1,
          "A queue: a directory of lanes, one for each producer; the lanes follow in the reserved"
              + " part of the file, each as the layout 'lane' says");

  static final long OPEN_LANES =
      FIELDS.word(
          "open-lanes",
          "lanes",
          "producers",
          Access.CAS,
          "takers look at the places below this number; never goes down");

  static final long SHUTDOWN =
      FIELDS.word(
          "shutdown",
          "0 | 2^32 + owner word",
          "whoever shuts the queue down",
          Access.CAS,
          "0 = open; else no put that begins now succeeds, and every lane gets a seal at its end. By"
              + " whom; never goes back to 0");

  static final long NOT_EMPTY =
      FIELDS
          .nextLine()
          .part("not-empty", DoorbellLayout.LAYOUT, "where takers wait for an element");

  static final long EMPTIED =
      FIELDS
          .nextLine()
          .part(
              "emptied",
              DoorbellLayout.LAYOUT,
              "where those wait who want all elements to be done with; rung in queues with leases");

  static final long PLACES =
      FIELDS.nextLine().repeated("places", PLACE, "the directory; as many as the lanes parameter");

  static final Layout LAYOUT = FIELDS.build();

  private static final Layout.Builder LEVEL_FIELDS =
      Layout.declare(
          "queue-levels",
          1,
          "Follows the places of a queue that has several levels. Lane i belongs to level i modulo"
              + " the number of levels, for good");

  private static final long LEVEL_BELLS =
      LEVEL_FIELDS.repeated(
          "not-empty",
          DoorbellLayout.LAYOUT,
          "where those wait who take elements of that level only; as many as the levels parameter");

  static final Layout LEVEL_LAYOUT = LEVEL_FIELDS.build();

  private QueueLayout() {}

  static long placeOffset(int lane) {
    return PLACES + lane * PLACE.sizeBytes();
  }

  /** Where the bell of those is who wait for an element of that level. */
  static long levelBellOffset(int lanes, int level) {
    return placeOffset(lanes) + LEVEL_BELLS + level * DoorbellLayout.LAYOUT.sizeBytes();
  }

  static long bodyBytes(int lanes, int levels) {
    return levels == 1 ? placeOffset(lanes) : levelBellOffset(lanes, levels);
  }
}
