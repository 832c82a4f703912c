package io.tandem.ipc.wait;

import io.tandem.ipc.os.Futex;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The platform threads that sleep on doorbells on behalf of threads that must not: virtual ones,
 * whose carrier would be blocked, and those that wait for more doorbells than one thread can sleep
 * on.
 *
 * <p>One of them holds up to {@value #MOST_WATCHES} watches where the system can sleep on many
 * words at once, else one. They start when needed and end when they have had nothing to do for a
 * second.
 */
final class Proxies {
  /** Those of this system. */
  static final Proxies OF_SYSTEM = new Proxies(Futex.canAwaitAny());

  private static final int MOST_WATCHES = ThreadSleeper.MOST_BELLS;
  private static final long STACK_BYTES = 256 * 1024;

  private final boolean awaitAny;
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Proxy> running = new ArrayList<>(); // guarded by lock
  private int started; // guarded by lock

  /**
   * A set of its own, for tests.
   *
   * @param awaitAny whether a thread can sleep on several words at once
   */
  Proxies(boolean awaitAny) {
    this.awaitAny = awaitAny;
    this.capacity = awaitAny ? MOST_WATCHES : 1;
  }

  /** Whether a thread can sleep on several words at once. */
  boolean canAwaitAny() {
    return awaitAny;
  }

  /**
   * Hands a watch over. From now on a ring of its bell, one since it was armed included, calls its
   * owner.
   *
   * @return false if no thread could be started; the watch then stays with the caller
   */
  boolean add(Watch watch) {
    Proxy proxy;
    lock.lock();
    try {
      proxy = withRoom();
      if (proxy == null) {
        return false;
      }
      watch.heldBy(proxy);
      watch.startSlice(System.nanoTime());
      proxy.watches().add(watch);
    } finally {
      lock.unlock();
    }
    proxy.call();
    return true;
  }

  /** Ends a watch that was added; its owner may still be called meanwhile. */
  static void cancel(Watch watch) {
    watch.cancel();
    watch.holder().callFor(watch);
  }

  private Proxy withRoom() {
    for (Proxy proxy : running) {
      if (proxy.watches().size() < capacity) {
        return proxy;
      }
    }
    Proxy proxy = new Proxy(this, capacity);
    Thread thread = new Thread(null, proxy, "tandem-waiter-" + ++started, STACK_BYTES, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    try {
      thread.start();
    } catch (OutOfMemoryError e) { // no more threads: those who wait look again by themselves
      return null;
    }
    running.add(proxy);
    return proxy;
  }

  /** Copies a proxy's watches and returns how many there are. */
  int copy(Proxy proxy, Watch[] target) {
    lock.lock();
    try {
      List<Watch> watches = proxy.watches();
      for (int i = 0; i < watches.size(); i++) {
        target[i] = watches.get(i);
      }
      return watches.size();
    } finally {
      lock.unlock();
    }
  }

  void drop(Proxy proxy, Watch watch) {
    lock.lock();
    try {
      proxy.watches().remove(watch);
    } finally {
      lock.unlock();
    }
  }

  /** Lets a proxy end that has nothing to do; from then on it gets no watch. */
  boolean dismiss(Proxy proxy) {
    lock.lock();
    try {
      return proxy.watches().isEmpty() && running.remove(proxy);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a proxy that has ended, and returns the watches it failed to end. */
  List<Watch> close(Proxy proxy) {
    lock.lock();
    try {
      running.remove(proxy);
      return List.copyOf(proxy.watches());
    } finally {
      lock.unlock();
    }
  }

  /** How many threads run now. */
  int count() {
    lock.lock();
    try {
      return running.size();
    } finally {
      lock.unlock();
    }
  }
}
