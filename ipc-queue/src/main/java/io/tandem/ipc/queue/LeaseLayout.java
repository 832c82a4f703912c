package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Layout.Access;

/** Where a lane of a queue with leases keeps who has taken what: in a table behind its cells. */
final class LeaseLayout {
  private static final Layout.Builder LEASE_FIELDS =
      Layout.declare("lease", 1, "Who works on the record that begins in a cell");

  static final long LEASE_WORD =
      LEASE_FIELDS.word(
          "lease",
          "lap (24 bits) | deliveries (8 bits) | owner word (32 bits)",
          "takers",
          Access.CAS,
          "of the record at the position with that lap, and void for any other: how often it was"
              + " delivered, and who works on it; owner 0 = nobody. A dead owner's lease is taken over"
              + " by one compare-and-set");

  static final Layout LEASE = LEASE_FIELDS.build();

  private static final Layout.Builder FIELDS =
      Layout.declare("lease-table", 1, "The leases of a lane, one for each cell");

  static final long LEASES =
      FIELDS.repeated("leases", LEASE, "in the order of the cells, right behind the last of them");

  static final Layout LAYOUT = FIELDS.build();

  private LeaseLayout() {}

  static long tableBytes(long cells) {
    return LEASES + cells * LEASE.sizeBytes();
  }
}
