package io.tandem.ipc.testkit;

/**
 * Which reorderings {@link ModelCheck} lets the machine do. Each allows more than the one before.
 */
public enum MemoryModel {
  /** None: each access happens at once, for everybody. */
  SEQUENTIAL,
  /**
   * Stores wait in a queue of their process until they become visible, in order; later loads do not
   * wait for them. This is x86. A volatile store, a compare-and-set, an addition and a full fence
   * wait until the queue is empty.
   */
  STORE_BUFFERS,
  /**
   * As {@link #STORE_BUFFERS}, but plain and opaque stores and payload become visible in any order,
   * even before an earlier release store. A release store waits for everything before it. Stores to
   * one word keep their order.
   */
  WEAK_STORES
}
