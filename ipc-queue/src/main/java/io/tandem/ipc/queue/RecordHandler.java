package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Words;

/** Reads a record where it lies. */
@FunctionalInterface
public interface RecordHandler {
  /**
   * Called with each record in its order.
   *
   * <p>The memory is the lane itself (or, for a record of several cells, a copy of it in one
   * piece): it may be read only until this method returns, and must not be written.
   *
   * @param memory holds the record
   * @param offset where its payload begins
   * @param length its size in bytes
   */
  void onRecord(Words memory, long offset, int length);
}
