package io.tandem.ipc.queue;

/**
 * What the publishers of a reliable {@link Topic} do about a living reader that is as many messages
 * behind as the topic keeps. Dead readers never hold anybody up.
 */
public enum SlowReader {
  /** They wait until it has read on. */
  BLOCK(TopicShape.BLOCKING),

  /**
   * They go on without it. It gets {@link io.tandem.ipc.EvictedException} with its next call, which
   * says how much it has missed.
   */
  EVICT(TopicShape.EVICTING);

  private final int delivery;

  SlowReader(int delivery) {
    this.delivery = delivery;
  }

  /** What stands in the file. */
  int delivery() {
    return delivery;
  }
}
