package io.tandem.ipc.wait;

/**
 * One registration with a doorbell, with the value of the sequence from before it.
 *
 * <p>Belongs to one thread at a time: to the waiting thread, or from {@link Proxies#add} on to the
 * proxy. Only {@link #cancel} is for others.
 */
final class Watch {
  /** Who wants to know about rings. Called on the proxy that holds the watch. */
  interface Owner {
    /** The bell was rung. */
    Outcome rung(Watch watch);

    /** A slice is over: the waiting thread has to look. */
    void sliceIsOver(Watch watch);

    /** The proxy failed; the watch belongs to the waiting thread again, which has to do without. */
    void proxyFailed(Watch watch);
  }

  /** What the owner of a watch makes of a ring. */
  enum Outcome {
    /** Passed on to a waiting thread; the watch is over. */
    TAKEN,
    /** Passed on to a waiting thread; the watch is armed again. */
    TAKEN_AND_ARMED,
    /** Nobody waits here any more: the ring is for somebody else, and the watch is over. */
    NOT_WANTED
  }

  private final Doorbell bell;
  private final Owner owner;
  private final long since = System.nanoTime();
  private long seen;
  private long sliceEnd; // used by the proxy
  private volatile boolean cancelled;
  private volatile Proxy holder;

  /** Registers. */
  Watch(Doorbell bell, Owner owner) {
    this.bell = bell;
    this.owner = owner;
    arm();
  }

  /** Registers (again): to be followed by a look at what is waited for. */
  void arm() {
    seen = bell.sequence();
    bell.register();
  }

  /** Whether the bell was rung since the last {@link #arm}, which served the registration. */
  boolean isRung() {
    return (int) bell.sequence() != (int) seen;
  }

  Doorbell bell() {
    return bell;
  }

  Owner owner() {
    return owner;
  }

  /** The value of the sequence to sleep on. */
  int expected() {
    return (int) seen;
  }

  /** How long the proxy may sleep before it has to call {@link Owner#sliceIsOver}. */
  long leftOfSlice(long now) {
    return sliceEnd - now;
  }

  void startSlice(long now) {
    long slice = bell.sliceNanos(now - since);
    sliceEnd = slice == Long.MAX_VALUE ? now + (slice >> 1) : now + slice;
  }

  /** Ends the registration if no ring has. */
  void end() {
    bell.retire(seen);
  }

  void heldBy(Proxy proxy) {
    holder = proxy;
  }

  Proxy holder() {
    return holder;
  }

  /** Asks the proxy that holds this watch to end it. */
  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }
}
