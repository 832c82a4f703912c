package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Layout.Access;
import io.tandem.ipc.wait.DoorbellLayout;

/** Where a latest value keeps what. */
final class LatestLayout {
  static final String KIND = "latest";

  /** The order of the parameters in the segment's header. */
  static final int SLOT_BYTES = 0;

  static final int SLOTS = 1;

  private static final Layout.Builder SLOT_FIELDS =
      Layout.declare("latest-slot", 1, "A place for one version of the value");

  static final long LENGTH =
      SLOT_FIELDS.word(
          "length",
          "bytes",
          "the writer",
          Access.GUARDED,
          "of the encoded value, which follows; before the version");

  static final Layout SLOT = SLOT_FIELDS.build();

  private static final Layout.Builder FIELDS =
      Layout.declare(KIND, 1, "The latest value of one writer for any number of readers");

  static final long WRITER =
      FIELDS.word(
          "writer",
          "owner word",
          "the writer",
          Access.CAS,
          "who sets values; 0 = nobody. A dead owner is replaced by one compare-and-set");

  static final long VERSION =
      FIELDS
          .nextLine()
          .word(
              "version",
              "values set",
              "the writer",
              Access.RELEASE,
              "how many values have been set; the last one is in the slot version modulo slots");

  static final long CHANGED =
      FIELDS.nextLine().part("changed", DoorbellLayout.LAYOUT, "where readers wait for a change");

  static final long SLOTS_AT =
      FIELDS.nextLine().repeated("slots", SLOT, "each with room for the value behind it");

  static final Layout LAYOUT = FIELDS.build();

  private LatestLayout() {}
}
