package io.tandem.ipc.wait;

/**
 * One registration with a doorbell, with the value of the sequence from before it.
 *
 * <p>Belongs to one thread at a time: to the waiting thread, or from {@link Proxies#add} on to the
 * proxy. Only {@link #cancel} is for others.
 */
final class Watch {
  /** Who wants to know about rings. */
  interface Owner {
    /** Called on a proxy when the bell was rung. */
    Outcome rung(Watch watch);
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
  private long seen;
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
