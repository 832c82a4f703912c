package io.tandem.ipc.queue;

import java.util.ArrayDeque;

/** What queues must look like to all threads together: one after the other. */
public class BoundedFifo {
  private final ArrayDeque<Integer> elements = new ArrayDeque<>();
  private final int capacity;

  BoundedFifo(int capacity) {
    this.capacity = capacity;
  }

  /** Puts an element if there is room. */
  public boolean offer(int value) {
    return elements.size() < capacity && elements.add(value);
  }

  /** As {@link #offer}, by the other producer. */
  public boolean offerElsewhere(int value) {
    return offer(value);
  }

  /** Takes an element if there is one. */
  public Integer poll() {
    return elements.poll();
  }

  /** A queue that is never full. */
  public static final class Unbounded extends BoundedFifo {
    /** Made by Lincheck. */
    public Unbounded() {
      super(Integer.MAX_VALUE);
    }
  }

  /** A queue for two. */
  public static final class OfTwo extends BoundedFifo {
    /** Made by Lincheck. */
    public OfTwo() {
      super(2);
    }
  }
}
