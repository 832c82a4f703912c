package io.tandem.ipc.wait;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads of this process that wait for one doorbell without sleeping in the kernel: virtual
 * threads, and all threads in portable mode.
 *
 * <p>They stand in a queue. The first one leads: it is the sleeper of the protocol (see {@link
 * Doorbell}) for all, registers, looks each slice, and is unparked by a {@linkplain Proxies proxy}
 * when the bell is rung, or in portable mode by a ring from this process or by looking again more
 * and more rarely. The others are parked and cost nothing. So a thousand waiting threads need one
 * registration and one place in a proxy.
 *
 * <p><b>Why nobody is forgotten.</b>
 *
 * <ol>
 *   <li>A ring is for any one waiter. The leader makes an attempt for it. If it succeeds, or leaves
 *       for another reason, the next one becomes leader and makes an attempt itself, under a
 *       registration from before; if that succeeds so does the next, until an attempt fails, and
 *       then there is nothing left to get.
 *   <li>A ring for all moves a count in the sequence, registered sleepers or not. The leader, who
 *       looks at it after each registration, sends everybody to make an attempt. Who comes later
 *       makes an attempt after entering.
 *   <li>The leader registers before another can enter as second. Therefore ringers see that
 *       somebody has slept here when a second one looks, but for stores still on their way; so
 *       everybody makes one more attempt a slice after entering.
 * </ol>
 */
final class WaitingRoom implements Watch.Owner {
  private static final long SHORTEST_PAUSE_NANOS = 50_000;
  private static final long LONGEST_PAUSE_NANOS = 50_000_000;
  private static final int PAUSES_PER_WAIT = 8;
  private static final long SECOND_LOOK_NANOS = 20_000_000;

  /** One waiting thread. */
  private static final class Seat {
    final Thread thread = Thread.currentThread();
    volatile boolean first;
    volatile boolean called;
  }

  private final Doorbell bell;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Seat> seats = new LinkedHashSet<>(); // guarded by lock, as all below
  private final List<Thread> observers = new ArrayList<>();
  private Watch watch;
  private boolean atProxy;
  private boolean withoutProxy;
  private int ringsForAll;

  WaitingRoom(Doorbell bell) {
    this.bell = bell;
  }

  /** Waits for the attempt to succeed, as {@link Sleep} does. */
  int sleep(Attempt attempt, long deadline) {
    Seat seat = enter();
    boolean wakeUpUsed = false;
    try {
      int outcome = follow(seat, attempt, deadline);
      if (outcome == Sleep.PROMOTED) {
        outcome = lead(attempt, deadline);
        wakeUpUsed = outcome != Sleep.INTERRUPTED;
      }
      return outcome;
    } finally {
      leave(seat, wakeUpUsed);
    }
  }

  private Seat enter() {
    Seat seat = new Seat();
    lock.lock();
    try {
      seat.first = seats.isEmpty();
      seats.add(seat);
      if (seat.first) {
        register();
      }
      return seat;
    } finally {
      lock.unlock();
    }
  }

  private int follow(Seat seat, Attempt attempt, long deadline) {
    long secondLook = System.nanoTime() + SECOND_LOOK_NANOS;
    boolean lookedTwice = false;
    boolean look = true;
    while (!seat.first) {
      if (Thread.interrupted()) {
        return Sleep.INTERRUPTED;
      }
      long now = System.nanoTime();
      if (!lookedTwice && now - secondLook >= 0) {
        lookedTwice = true;
        look = true;
      }
      boolean late = deadline - now <= 0;
      if ((look || late) && attempt.tryOnce()) {
        return Sleep.SUCCEEDED;
      }
      if (late) {
        return Sleep.TIMED_OUT;
      }
      Threads.park(this, Math.min(deadline - now, lookedTwice ? Long.MAX_VALUE : secondLook - now));
      look = seat.called;
      seat.called = false;
    }
    return Sleep.PROMOTED;
  }

  private int lead(Attempt attempt, long deadline) {
    long since = System.nanoTime();
    for (; ; ) {
      register();
      if (Thread.interrupted()) {
        return Sleep.INTERRUPTED;
      }
      if (attempt.tryOnce()) {
        return Sleep.SUCCEEDED;
      }
      long now = System.nanoTime();
      if (deadline - now <= 0) {
        return Sleep.TIMED_OUT;
      }
      long left = deadline - now;
      long longest = handToProxy() ? left : pauseNanos(bell, now - since);
      Threads.park(this, Math.min(left, longest));
    }
  }

  /**
   * How long to wait before looking again where nobody calls: an eighth of the time waited so far,
   * later as long as a sleeper sleeps, but no longer than 50 ms.
   */
  static long pauseNanos(Doorbell bell, long waitedNanos) {
    long pause = Math.min(waitedNanos / PAUSES_PER_WAIT, bell.sliceNanos(waitedNanos));
    return Math.max(SHORTEST_PAUSE_NANOS, Math.min(LONGEST_PAUSE_NANOS, pause));
  }

  /** Makes sure of a registration, before a look; tells the others of a ring for all. */
  private void register() {
    lock.lock();
    try {
      if (watch == null) {
        watch = new Watch(bell, this);
      } else if (!atProxy && watch.isRung()) {
        watch.arm();
      }
      int rings = bell.ringsForAll();
      if (rings != ringsForAll) {
        ringsForAll = rings;
        for (Seat seat : seats) {
          seat.called = true;
          LockSupport.unpark(seat.thread);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Has a platform thread sleep for the leader, where that is possible. */
  private boolean handToProxy() {
    FutexKernel futex = bell.futex();
    if (futex == null) {
      return false;
    }
    lock.lock();
    try {
      if (!atProxy && !withoutProxy && watch != null) {
        atProxy = futex.proxies().add(watch);
      }
      return atProxy;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Watch.Outcome rung(Watch rung) {
    lock.lock();
    try {
      if (rung != watch) {
        return Watch.Outcome.NOT_WANTED;
      }
      boolean othersWait = seats.size() > 1;
      if (othersWait) {
        rung.arm();
      } else {
        watch = null;
        atProxy = false;
      }
      LockSupport.unpark(leader().thread);
      return othersWait ? Watch.Outcome.TAKEN_AND_ARMED : Watch.Outcome.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void sliceIsOver(Watch watch) {
    wake();
  }

  @Override
  public void proxyFailed(Watch failed) {
    lock.lock();
    try {
      withoutProxy = true;
      if (failed == watch) {
        atProxy = false;
      }
    } finally {
      lock.unlock();
    }
    wake();
  }

  private Seat leader() {
    return seats.iterator().next();
  }

  private void leave(Seat seat, boolean wakeUpUsed) {
    Watch over = null;
    boolean overAtProxy = false;
    boolean passOn = false;
    lock.lock();
    try {
      seats.remove(seat);
      if (seat.first && !seats.isEmpty()) {
        Seat next = leader();
        next.first = true;
        LockSupport.unpark(next.thread);
      } else if (seat.first) {
        over = watch;
        overAtProxy = atProxy;
        watch = null;
        atProxy = false;
        passOn = !wakeUpUsed || over == null; // null: rung, perhaps after the last attempt
      }
    } finally {
      lock.unlock();
    }
    if (overAtProxy) {
      Proxies.cancel(over);
    } else if (over != null) {
      over.end();
    }
    if (passOn) {
      bell.ring();
    }
  }

  /** Wakes those who wait here: a ring from this process that may have found no sleeper. */
  void wake() {
    lock.lock();
    try {
      if (!seats.isEmpty()) {
        LockSupport.unpark(leader().thread);
      }
      observers.forEach(LockSupport::unpark);
    } finally {
      lock.unlock();
    }
  }

  /** Has the calling thread unparked by rings from this process too. */
  void addObserver() {
    lock.lock();
    try {
      observers.add(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  void removeObserver() {
    lock.lock();
    try {
      observers.remove(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }
}
