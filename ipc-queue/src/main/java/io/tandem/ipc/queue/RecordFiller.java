package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Words;

/** Writes a record where it will lie. */
@FunctionalInterface
public interface RecordFiller {
  /** What {@link #fill} answers when it has no record to write: any negative number. */
  int NO_RECORD = -1;

  /**
   * Called with the place of each record in its order. What is there is left over from earlier
   * records: only what this writes counts.
   *
   * @param memory holds the place; to be written only there, and only until this method returns
   * @param offset where the place begins
   * @param capacityBytes its size
   * @return the size of the record in bytes, or {@link #NO_RECORD} to write none and to stop
   */
  int fill(Words memory, long offset, int capacityBytes);
}
