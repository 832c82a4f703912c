package io.tandem.ipc.queue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The leases that a handle of a queue has taken and not ended. When the handle is closed they are
 * given back, and none is taken or ended half-way: the memory goes only then.
 */
final class OpenLeases {
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private final Set<LeaseTaker.Taken> open = ConcurrentHashMap.newKeySet();
  private boolean closed;

  /** Takes a lease; null when there is nothing to take, or the handle is closed. */
  LeaseTaker.Taken tryTake(LeaseTaker taker) {
    Lock shared = use.readLock();
    shared.lock();
    try {
      LeaseTaker.Taken taken = closed ? null : taker.tryTake();
      if (taken != null) {
        open.add(taken);
      }
      return taken;
    } finally {
      shared.unlock();
    }
  }

  /**
   * Says that an element is done with.
   *
   * @return whether the lease was still open
   */
  boolean acknowledge(LeaseTaker.Taken taken) {
    Lock shared = use.readLock();
    shared.lock();
    try {
      boolean mine = open.remove(taken);
      if (mine) {
        taken.ring().acknowledge(taken.position(), taken.record());
      }
      return mine;
    } finally {
      shared.unlock();
    }
  }

  /**
   * Gives an element back.
   *
   * @return whether the lease was still open
   */
  boolean giveBack(LeaseTaker.Taken taken) {
    Lock shared = use.readLock();
    shared.lock();
    try {
      boolean mine = open.remove(taken);
      if (mine) {
        taken.ring().giveBack(taken.position(), taken.lease());
      }
      return mine;
    } finally {
      shared.unlock();
    }
  }

  boolean isOpen(LeaseTaker.Taken taken) {
    return open.contains(taken);
  }

  /** Gives everything back, for good. */
  void close() {
    Lock alone = use.writeLock();
    alone.lock();
    try {
      closed = true;
      for (LeaseTaker.Taken taken : open) {
        taken.ring().giveBack(taken.position(), taken.lease());
      }
      open.clear();
    } finally {
      alone.unlock();
    }
  }
}
