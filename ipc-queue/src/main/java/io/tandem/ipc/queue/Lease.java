package io.tandem.ipc.queue;

/**
 * An element of a {@link LeaseQueue} in the hands of this process, until it says that the element
 * is done with.
 *
 * <pre>{@code
 * try (Lease<Order> lease = orders.take()) {
 *   handle(lease.value());
 *   lease.ack();
 * } // without ack, for example because handle failed: given back, to be delivered again
 * }</pre>
 *
 * <p>Safe for use by many threads: whichever ends it first decides. While a lease is open its
 * element keeps its room in the queue, and so do those that its producer has put after it. If this
 * process dies or leaves the domain, the element is delivered again, to whoever takes next.
 *
 * @param <E> the element
 */
public final class Lease<E> implements AutoCloseable {
  private final LeaseQueue<E> queue;
  private final LeaseTaker.Taken taken;
  private final E value;

  Lease(LeaseQueue<E> queue, LeaseTaker.Taken taken, E value) {
    this.queue = queue;
    this.taken = taken;
    this.value = value;
  }

  /** The element. */
  public E value() {
    return value;
  }

  /**
   * How often the element has been delivered, this time included; 1 if nobody had it before. Counts
   * up to 255.
   */
  public int deliveries() {
    return taken.deliveries();
  }

  /** Whether somebody had the element before and gave it back or died. */
  public boolean isRedelivered() {
    return deliveries() > 1;
  }

  /** Whether the lease has not been ended yet, by {@link #ack}, {@link #nack} or closing. */
  public boolean isOpen() {
    return queue.isOpen(taken);
  }

  /**
   * Says that the element is done with: nobody gets it any more, whatever happens from now on.
   *
   * @throws IllegalStateException if the lease has been ended before, also by closing the queue
   */
  public void ack() {
    requireEnded(queue.acknowledge(taken));
  }

  /**
   * Gives the element back, to be delivered again.
   *
   * @throws IllegalStateException if the lease has been ended before, also by closing the queue
   */
  public void nack() {
    requireEnded(queue.giveBack(taken));
  }

  private void requireEnded(boolean now) {
    if (!now) {
      queue.checkOpen();
      throw new IllegalStateException(
          "The lease of "
              + value
              + " from "
              + queue
              + " has been ended already. A lease is acknowledged or given back once.");
    }
  }

  /** Gives the element back, unless the lease has been ended. Closing again does nothing. */
  @Override
  public void close() {
    queue.giveBack(taken);
  }

  @Override
  public String toString() {
    return "Lease of " + value + (isOpen() ? ", open" : ", ended") + ", delivery " + deliveries();
  }
}
