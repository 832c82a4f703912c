package io.tandem.ipc.wait;

import io.tandem.ipc.os.Futex;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One of the {@link Proxies}: sleeps on the doorbells of its watches and calls the owner of each
 * one that rings.
 *
 * <p>A watch stays registered until the proxy has left the kernel's queue: a sleeper in that queue
 * without a registration would swallow wake-ups that nobody counts. So only the proxy ends watches.
 */
final class Proxy implements Runnable {
  private static final long LINGER_NANOS = 1_000_000_000L;

  private final Proxies proxies;
  private final List<Watch> watches = new ArrayList<>(); // guarded by the lock of the proxies
  private final OwnWord ownWord = new OwnWord();
  private final AtomicBoolean called = new AtomicBoolean(); // since the watches were last copied
  private final Watch[] held;
  private final long[] addresses;
  private final int[] expected;

  Proxy(Proxies proxies, int capacity) {
    this.proxies = proxies;
    this.held = new Watch[capacity];
    this.addresses = new long[capacity + 1];
    this.expected = new int[capacity + 1];
  }

  /** To be used by the proxies, under their lock. */
  List<Watch> watches() {
    return watches;
  }

  /** Makes the thread look at its watches again. */
  void call() {
    if (!called.getAndSet(true)) {
      ownWord.call();
    }
  }

  /** The same, for a watch that may be slept on without the own word. */
  void callFor(Watch watch) {
    call();
    if (!proxies.canAwaitAny()) {
      watch.bell().futex().alarm();
    }
  }

  @Override
  public void run() {
    try {
      work();
    } finally {
      for (Watch watch : proxies.close(this)) {
        watch.owner().proxyFailed(watch);
      }
    }
  }

  /** Returns when there has been nothing to do for long, with no watch left. */
  private void work() {
    long idleSince = System.nanoTime();
    for (; ; ) {
      int own = ownWord.value();
      called.set(false);
      int count = proxies.copy(this, held);
      if (count > 0) {
        sleepOnWatches(count, own);
        idleSince = System.nanoTime();
        handle(count, idleSince);
      } else if (System.nanoTime() - idleSince < LINGER_NANOS) {
        sleepOnOwnWord(own);
      } else if (proxies.dismiss(this)) {
        return;
      }
    }
  }

  private void sleepOnOwnWord(int own) {
    try {
      Futex.await(ownWord.address(), own, LINGER_NANOS);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private void sleepOnWatches(int count, int own) {
    long now = System.nanoTime();
    long nanos = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      if (held[i].isCancelled()) {
        return;
      }
      addresses[i] = held[i].bell().futex().address();
      expected[i] = held[i].expected();
      nanos = Math.min(nanos, held[i].leftOfSlice(now));
    }
    if (!proxies.canAwaitAny()) {
      held[0].bell().futex().sleep(expected[0], nanos);
      return;
    }
    addresses[count] = ownWord.address();
    expected[count] = own;
    try {
      Futex.awaitAny(addresses, expected, count + 1, nanos);
    } finally {
      Reference.reachabilityFence(this); // and with it the doorbells of the held watches
    }
  }

  private void handle(int count, long now) {
    for (int i = 0; i < count; i++) {
      Watch watch = held[i];
      held[i] = null;
      if (watch.isCancelled() || watch.isRung()) {
        if (isOver(watch)) {
          proxies.drop(this, watch);
        }
      } else if (watch.leftOfSlice(now) <= 0) {
        watch.startSlice(now);
        watch.owner().sliceIsOver(watch);
      }
    }
  }

  private static boolean isOver(Watch watch) {
    Watch.Outcome outcome =
        watch.isCancelled() ? Watch.Outcome.NOT_WANTED : watch.owner().rung(watch);
    if (outcome == Watch.Outcome.NOT_WANTED) {
      if (watch.isRung()) {
        watch.bell().ring(); // this thread may have had the wake-up of another sleeper
      } else {
        watch.end();
      }
    }
    return outcome != Watch.Outcome.TAKEN_AND_ARMED;
  }
}
