package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Layout.Access;
import io.tandem.ipc.wait.DoorbellLayout;

/**
 * Where a topic keeps what: its own words, the places of publishers and the seats of readers, the
 * ring of entries; behind them, in the reserved part of the file, the blocks of each place.
 */
final class TopicLayout {
  static final String KIND = "topic";

  /** The order of the parameters in the segment's header. */
  static final int ENTRIES = 0;

  static final int MESSAGE_BYTES = 1;
  static final int PUBLISHERS = 2;
  static final int READERS = 3;
  static final int DELIVERY = 4;

  /** The place's blocks have memory. */
  static final long READY = 1;

  private static final Layout.Builder BLOCK_FIELDS =
      Layout.declare("topic-block", 1, "Room for one message of a publisher");

  static final long LENGTH =
      BLOCK_FIELDS.word(
          "length",
          "bytes",
          "the place's publisher",
          Access.GUARDED,
          "of the encoded message, which follows; before the entry that names this block");

  static final Layout BLOCK = BLOCK_FIELDS.build();

  private static final Layout.Builder BLOCKS_FIELDS =
      Layout.declare("topic-blocks", 1, "The blocks of one publisher's place");

  static final long BLOCKS =
      BLOCKS_FIELDS.repeated(
          "blocks", BLOCK, "one more than the topic has entries, each with room for a message");

  static final Layout PLACE_BLOCKS = BLOCKS_FIELDS.build();

  private static final Layout.Builder ENTRY_FIELDS =
      Layout.declare("topic-entry", 1, "Which message stands at a position");

  static final long ENTRY_WORD =
      ENTRY_FIELDS.word(
          "entry",
          "lap | place (10 bits) | block | seal (1 bit)",
          "publishers, whoever shuts the topic down",
          Access.CAS,
          "the message of that lap is in that block of that publisher's place; a block's number has"
              + " one bit more than an entry's. Replacing the word of the lap before is the commit."
              + " With the seal it will never be replaced: the topic ends at the next lap's position");

  static final Layout ENTRY = ENTRY_FIELDS.build();

  private static final Layout.Builder RING_FIELDS =
      Layout.declare("topic-ring", 1, "The entries of a topic, position modulo their number");

  static final long RING = RING_FIELDS.repeated("entries", ENTRY, "a power of two of them");

  static final Layout ENTRY_RING = RING_FIELDS.build();

  private static final Layout.Builder SEAT_FIELDS =
      Layout.declare("topic-seat", 1, "A reader that publishers wait for");

  static final long READER =
      SEAT_FIELDS.word(
          "reader",
          "owner word (32 bits) | sitting (32 bits)",
          "readers; publishers, of the dead and the evicted",
          Access.CAS,
          "who reads; owner 0 = nobody. Each reader that sits down begins a new sitting. A dead"
              + " owner is replaced by one compare-and-set");

  static final long CURSOR =
      SEAT_FIELDS.word(
          "cursor",
          "position (48 bits) | sitting (16 bits)",
          "the reader",
          Access.CAS,
          "the next message that it reads; void if the sitting is not that of the reader's word");

  static final Layout SEAT = SEAT_FIELDS.nextLine().build();

  private static final Layout.Builder SEATS_FIELDS =
      Layout.declare("topic-seats", 1, "The readers of a topic that waits for its readers");

  static final long SEATS =
      SEATS_FIELDS.repeated("seats", SEAT, "as many as the readers parameter; none if it is lossy");

  static final Layout READER_SEATS = SEATS_FIELDS.build();

  private static final Layout.Builder PLACE_FIELDS =
      Layout.declare("topic-place", 1, "A place for one publisher at a time");

  static final long PUBLISHER =
      PLACE_FIELDS.word(
          "publisher",
          "owner word",
          "publishers",
          Access.CAS,
          "who writes the place's blocks; 0 = nobody. A dead owner is replaced by one"
              + " compare-and-set");

  static final long MEMORY =
      PLACE_FIELDS.word(
          "memory",
          "0 | 1",
          "the place's publisher",
          Access.RELEASE,
          "1 = the place's blocks have memory, for ever");

  static final Layout PLACE = PLACE_FIELDS.nextLine().build();

  private static final Layout.Builder FIELDS =
      Layout.declare(KIND, 1, "Messages of any number of publishers for any number of readers");

  static final long TAIL =
      FIELDS.word(
          "tail",
          "position",
          "publishers",
          Access.CAS,
          "where the next message goes, or the one before it: who finds an entry there moves it on");

  static final long JOINS =
      FIELDS
          .nextLine()
          .word(
              "joins",
              "readers",
              "readers",
              Access.ADD,
              "how many readers have sat down; publishers that see another number than before look"
                  + " at the seats again");

  static final long PUBLISHED =
      FIELDS
          .nextLine()
          .part("published", DoorbellLayout.LAYOUT, "where readers wait for a message");

  static final long ROOM =
      FIELDS.nextLine().part("room", DoorbellLayout.LAYOUT, "where publishers wait for readers");

  static final long PLACES =
      FIELDS.nextLine().repeated("places", PLACE, "as many as the publishers parameter");

  static final Layout LAYOUT = FIELDS.build();

  private TopicLayout() {}
}
