package io.tandem.ipc.wait;

/**
 * Something that can become ready, and that a {@link WaitAny} can wait for together with others: a
 * queue with an element, an event, the end of a process.
 */
public interface Awaitable {
  /** Rung whenever this may have become ready. The same object each time. */
  Doorbell bell();

  /**
   * Whether an operation on this object would now succeed without waiting. A hint, as with {@code
   * isEmpty} of a queue: another thread may be faster. Quick, never blocks, takes nothing.
   */
  boolean isReady();
}
