package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.SegmentSpec.Parameter;
import java.util.List;

/**
 * The numbers that a topic is made with, and where its parts lie.
 *
 * @param entries of the ring, a power of two
 * @param messageBytes the most bytes of an encoded message, a multiple of 8
 * @param publishers how many places there are
 * @param readers how many seats there are; 0 if the topic is lossy
 * @param delivery one of the constants here
 */
record TopicShape(long entries, int messageBytes, int publishers, int readers, int delivery) {
  /** Publishers wait for nobody; slow readers lose the oldest messages. */
  static final int LOSSY = 1;

  /** Publishers wait for the slowest living reader. */
  static final int BLOCKING = 2;

  /** Publishers make the slowest reader leave. */
  static final int EVICTING = 3;

  static final int MOST_ENTRIES = 1 << 24;
  static final int MOST_MESSAGE_BYTES = 1 << 28;
  static final int MOST_PUBLISHERS = 1 << TopicRing.PLACE_BITS;
  static final int MOST_READERS = 4096;

  private static final int PAGE = 4096;

  /** The smallest ring that keeps so many messages while one more is just being published. */
  static long entriesFor(int capacity) {
    return Long.highestOneBit(capacity) << 1;
  }

  static int wholeWords(int bytes) {
    return (bytes + Long.BYTES - 1) & -Long.BYTES;
  }

  /** Whether numbers read from a file can be a topic's. */
  boolean isPossible() {
    return entries >= 2
        && entries <= MOST_ENTRIES
        && Long.bitCount(entries) == 1
        && messageBytes >= Long.BYTES
        && messageBytes <= MOST_MESSAGE_BYTES
        && messageBytes % Long.BYTES == 0
        && publishers >= 1
        && publishers <= MOST_PUBLISHERS
        && readers >= 0
        && readers <= MOST_READERS
        && delivery >= LOSSY
        && delivery <= EVICTING
        && (delivery == LOSSY) == (readers == 0)
        && isMappable();
  }

  /** Whether a place's blocks fit into one mapping, and the body into a segment's. */
  boolean isMappable() {
    return placeBytes() <= Integer.MAX_VALUE - PAGE && bodyBytes() <= Integer.MAX_VALUE / 2;
  }

  boolean isLossy() {
    return delivery == LOSSY;
  }

  long placeOffset(int place) {
    return TopicLayout.PLACES + place * TopicLayout.PLACE.sizeBytes();
  }

  long seatsOffset() {
    return nextLine(placeOffset(publishers)) + TopicLayout.SEATS;
  }

  long seatOffset(int seat) {
    return seatsOffset() + seat * TopicLayout.SEAT.sizeBytes();
  }

  long ringOffset() {
    return nextLine(seatOffset(readers)) + TopicLayout.RING;
  }

  long bodyBytes() {
    return ringOffset() + entries * TopicLayout.ENTRY.sizeBytes();
  }

  /** The bytes of a block with its length. */
  long blockBytes() {
    return TopicLayout.BLOCK.sizeBytes() + messageBytes;
  }

  /** The bytes of all blocks of a place, whole pages. */
  long placeBytes() {
    return (TopicLayout.BLOCKS + (entries + 1) * blockBytes() + PAGE - 1) & -PAGE;
  }

  private static long nextLine(long offset) {
    return (offset + Layout.LINE_BYTES - 1) & -Layout.LINE_BYTES;
  }

  /** As parameters, in the order of {@link TopicLayout}. */
  List<Parameter> parameters() {
    return List.of(
        new Parameter("entries", entries),
        new Parameter("messageBytes", messageBytes),
        new Parameter("publishers", publishers),
        new Parameter("readers", readers),
        new Parameter("delivery", delivery));
  }
}
