package io.tandem.ipc.wait;

import java.lang.ref.Reference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The sleeping part of one wait for several doorbells: {@link Sleep} with a watch for each.
 *
 * <p>There are three ways to sleep: in the kernel on all of them; parked, with the watches at
 * {@link Proxies}; parked and looking again and again. Whoever waits here may leave the change to
 * others, so a wake-up received is passed on when the wait ends, successful or not.
 */
final class SleepOnAny implements Watch.Owner {
  /** One doorbell. Guarded by the SleepOnAny, because proxies change it. */
  private static final class Post {
    final Doorbell bell;
    Watch watch;
    boolean atProxy;
    boolean wasRung;

    Post(Doorbell bell) {
      this.bell = bell;
    }
  }

  private final Thread thread = Thread.currentThread();
  private final Post[] posts;
  private final long[] addresses;
  private final int[] expected;
  private final boolean inKernel;
  private volatile boolean byProxy;

  /**
   * Made by the thread that is going to wait.
   *
   * @param mayInKernel whether it may sleep there; otherwise it parks
   */
  SleepOnAny(List<Awaitable> sources, boolean mayInKernel) {
    Set<Doorbell> bells = new LinkedHashSet<>();
    boolean futexes = true;
    boolean awaitAny = true;
    for (Awaitable source : sources) {
      FutexKernel futex = source.bell().futex();
      bells.add(source.bell());
      futexes &= futex != null;
      awaitAny &= futex != null && futex.proxies().canAwaitAny();
    }
    posts = bells.stream().map(Post::new).toArray(Post[]::new);
    inKernel =
        mayInKernel
            && awaitAny
            && posts.length <= ThreadSleeper.MOST_BELLS
            && !Threads.currentIsVirtual();
    byProxy = futexes && !inKernel;
    addresses = new long[inKernel ? posts.length + 1 : 0];
    expected = new int[addresses.length];
  }

  /** Returns whether the look succeeded before the deadline. */
  boolean sleep(Attempt look, long deadline) throws InterruptedException {
    try {
      begin();
      long since = System.nanoTime();
      for (; ; ) {
        arm();
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (look.tryOnce()) {
          return true;
        }
        long now = System.nanoTime();
        if (deadline - now <= 0) {
          return false;
        }
        long left = deadline - now;
        if (inKernel) {
          sleepInKernel(Math.min(left, posts[0].bell.sliceNanos(now - since)));
        } else if (byProxy && handToProxies()) {
          Threads.park(this, left);
        } else {
          long pause = WaitingRoom.pauseNanos(posts[0].bell, now - since);
          Threads.park(this, Math.min(left, pause));
        }
      }
    } finally {
      end();
    }
  }

  private void begin() {
    if (!inKernel) {
      for (Post post : posts) {
        post.bell.waitingRoom().addObserver();
      }
    }
  }

  private synchronized void arm() {
    for (Post post : posts) {
      if (post.watch == null) {
        post.watch = new Watch(post.bell, this);
      } else if (!post.atProxy) {
        post.wasRung = post.watch.isRung();
        if (post.wasRung) {
          post.watch.arm();
        }
      }
    }
  }

  private void sleepInKernel(long nanos) {
    int count = posts.length;
    for (int i = 0; i < count; i++) {
      addresses[i] = posts[i].bell.futex().address();
      expected[i] = posts[i].watch.expected();
    }
    try {
      ThreadSleeper.current().sleepOnAll(addresses, expected, count, nanos);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private synchronized boolean handToProxies() {
    boolean all = true;
    for (Post post : posts) {
      if (post.watch != null && !post.atProxy) {
        post.atProxy = post.bell.futex().proxies().add(post.watch);
        all &= post.atProxy;
      }
    }
    return all;
  }

  @Override
  public synchronized Watch.Outcome rung(Watch watch) {
    for (Post post : posts) {
      if (post.watch == watch) {
        post.watch = null;
        post.atProxy = false;
        post.wasRung = true;
        LockSupport.unpark(thread);
        return Watch.Outcome.TAKEN;
      }
    }
    return Watch.Outcome.NOT_WANTED;
  }

  @Override
  public void sliceIsOver(Watch watch) {
    LockSupport.unpark(thread);
  }

  @Override
  public synchronized void proxyFailed(Watch watch) {
    byProxy = false;
    for (Post post : posts) {
      if (post.watch == watch) {
        post.atProxy = false;
      }
    }
    LockSupport.unpark(thread);
  }

  private void end() {
    for (Post post : posts) {
      if (!inKernel) {
        post.bell.waitingRoom().removeObserver();
      }
      if (endWatch(post)) {
        post.bell.ring();
      }
    }
  }

  /** Returns whether the wake-up of another sleeper may have come here. */
  private synchronized boolean endWatch(Post post) {
    Watch watch = post.watch;
    post.watch = null;
    if (watch != null && post.atProxy) {
      post.atProxy = false;
      Proxies.cancel(watch);
    } else if (watch != null) {
      post.wasRung |= watch.isRung();
      watch.end();
    }
    return post.wasRung;
  }
}
