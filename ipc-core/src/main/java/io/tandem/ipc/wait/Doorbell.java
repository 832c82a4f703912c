package io.tandem.ipc.wait;

import io.tandem.ipc.memory.Words;
import java.util.Objects;

/**
 * Words in shared memory on which threads of any process sleep until a peer rings.
 *
 * <p>A structure has one doorbell for each condition its users wait for, for example "not empty"
 * and "not full" of a queue. Whoever makes the condition true stores the change first (release or
 * stronger) and calls {@link #ring} after. Waiting is done through a {@link WaitStrategy}.
 *
 * <p><b>Cost of a ring.</b> One load while nobody has ever slept here. After that a full fence and
 * a load, or just the load where the caller has passed a fence already ({@link #ringAfterFence}).
 * Only when somebody is asleep, a system call.
 *
 * <p><b>The protocol.</b> The word {@code sleepers} counts registrations in its high half and
 * served ones in its low half; the halves are equal when nobody sleeps.
 *
 * <pre>
 * sleeper                                        ringer
 * 1 seen := sequence                             1 store the change
 * 2 sleepers.registered += 1                     2 full fence
 * 3 full fence                                   3 s := sleepers; nobody registered and unserved: done
 * 4 look again; found: leave                     4 sequence += 1
 * 5 sleep while sequence = seen, one slice long  5 woken := wake(1)
 * 6 slice over: go to 4                          6 CAS sleepers from s: served += woken,
 *   else go to 1                                   or served := registered if woken = 0
 * </pre>
 *
 * <p>By the two fences either the sleeper's second look finds the change or the ringer sees the
 * registration. In the latter case the ringer moves the sequence after the sleeper read it in step
 * 1, so the sleeper is either in the kernel's queue in step 5 of the ringer or will not fall asleep
 * at all.
 *
 * <p><b>Why not a count of waiters.</b> It would be wrong for ever after a kill -9 of a sleeper.
 * Here the invariant is {@code registered - served >= U}, where U is the number of living sleepers
 * that are asleep, or about to fall asleep on the present value of the sequence. A registration
 * adds one to both. A ringer's step 4 takes those about to sleep out of U, step 5 those it woke;
 * when the kernel found fewer sleepers than it was asked to wake, U is 0. The CAS from the very
 * value read before steps 4 and 5 gives each such loss to one ringer only. So a registration of the
 * dead costs one wake-up that finds nobody, and is gone. A ringer killed between any two steps
 * leaves {@code registered > served}: the next one rings again.
 *
 * <p><b>What is left to the slice.</b> A wake-up is delivered to a thread and dies with it; a
 * ringer can be killed between its store and its ring; the first sleeper ever races with ringers
 * that saw {@code sleepers = 0} and skipped the fence. Every sleeper therefore looks again after a
 * slice of {@value #SLICE_MILLIS} ms, and after more than a second of waiting, each fiftieth of the
 * time waited so far, at least each {@value #LONGEST_SLICE_MILLIS} ms. Nothing else depends on the
 * slice. (Why it grows: a thread that does nothing but wake up 50 times a second takes more than
 * 0.1 % of a core, even one written in C.)
 *
 * <p>A wake-up goes to one sleeper, so a sleeper that was woken and leaves without success passes
 * it on.
 *
 * <p>Thread-safe. The memory has to stay open as long as somebody waits or rings; after that rings
 * go nowhere, and attempts that know about the closing end the waits.
 */
public final class Doorbell {
  static final int SLICE_MILLIS = 20;
  static final int LONGEST_SLICE_MILLIS = 100;
  private static final long SLICE_NANOS = SLICE_MILLIS * 1_000_000L;
  private static final long LONGEST_SLICE_NANOS = LONGEST_SLICE_MILLIS * 1_000_000L;
  private static final int SLICES_PER_WAIT = 50;

  private static final long REGISTRATION = 1L << 32;
  private static final long RING = 1L;
  private static final long RING_FOR_ALL = 1L << 32;
  private static final int RETIRE_TRIES = 4;

  private final Words words;
  private final long sequenceAt;
  private final long sleepersAt;
  private final Kernel kernel; // null: nobody can sleep in the kernel
  private final boolean sliced;
  private final SpinBudget spinBudget = new SpinBudget();
  private volatile WaitingRoom waitingRoom;

  /**
   * Attaches to the doorbell at an offset, which is a multiple of 128 in a structure declared with
   * {@link DoorbellLayout}. New memory, all zero, is a doorbell at rest.
   */
  public Doorbell(Words words, long offset) {
    this(words, offset, kernel(words, offset + DoorbellLayout.SEQUENCE), true);
  }

  /**
   * For tests.
   *
   * @param sliced false: only rings wake, so that a lost one shows
   */
  Doorbell(Words words, long offset, Kernel kernel, boolean sliced) {
    Objects.checkFromIndexSize(offset, DoorbellLayout.LAYOUT.sizeBytes(), words.sizeBytes());
    this.words = words;
    this.sequenceAt = offset + DoorbellLayout.SEQUENCE;
    this.sleepersAt = offset + DoorbellLayout.SLEEPERS;
    this.kernel = kernel;
    this.sliced = sliced;
  }

  private static Kernel kernel(Words words, long sequenceAt) {
    return words.addressOf(sequenceAt) == 0 ? null : new FutexKernel(words, sequenceAt);
  }

  /**
   * Wakes one sleeper, if there is any: for a change that lets one waiter succeed, whichever it is.
   * Call it after the store that made the change.
   */
  public void ring() {
    if (words.getOpaque(sleepersAt) != 0) {
      ringSleepers(1);
    }
  }

  /**
   * As {@link #ring()}, without the fence: for a change after which the calling thread has made a
   * volatile store, an atomic update or a fence of its own.
   */
  public void ringAfterFence() {
    // Volatile, so that no processor performs it before that store.
    long sleepers = words.getVolatile(sleepersAt);
    if (unserved(sleepers) != 0) {
      wake(1, sleepers);
    }
  }

  /**
   * Wakes up to {@code count} sleepers with one system call: for a change that lets so many waiters
   * succeed.
   *
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public void ring(int count) {
    if (count <= 0) {
      if (count < 0) {
        throw new IllegalArgumentException("count is " + count + ", wanted is 0 or more");
      }
      return;
    }
    if (words.getOpaque(sleepersAt) != 0) {
      ringSleepers(count);
    }
  }

  /**
   * Wakes every sleeper: for a change that may let any number of them succeed, or that only some of
   * them wait for, and for closing.
   */
  public void ringAll() {
    if (words.getOpaque(sleepersAt) != 0) {
      words.fullFence(); // the caller's change before the count
      words.getAndAdd(sequenceAt, RING_FOR_ALL); // even when nobody sleeps now: see WaitingRoom
      ringSleepers(Integer.MAX_VALUE);
    }
  }

  private void ringSleepers(int count) {
    words.fullFence(); // HANDOFF bell: the caller's change before the look at the sleepers
    long sleepers = words.getAcquire(sleepersAt);
    if (unserved(sleepers) != 0) {
      wake(count, sleepers);
    }
  }

  /** What a ringer does that has seen sleepers. */
  private void wake(int count, long sleepers) {
    words.getAndAdd(sequenceAt, RING); // after the look: whoever it saw has to see this
    int woken = kernel == null ? 0 : kernel.wake(count);
    WaitingRoom room = waitingRoom;
    if (woken < count && room != null) {
      room.wake();
    }
    int served = woken < count ? unserved(sleepers) : woken;
    words.compareAndSet(sleepersAt, sleepers, serve(sleepers, served));
  }

  /** The value to hand to {@link #sleep}; read it before {@link #register}. */
  long sequence() {
    return words.getAcquire(sequenceAt);
  }

  /** How many rings for all there were, modulo 2^32. */
  int ringsForAll() {
    return (int) (sequence() >>> 32);
  }

  /** Announces a sleeper, once for each value of the sequence it is going to sleep on. */
  void register() {
    if ((int) (words.getAndAdd(sleepersAt, REGISTRATION) >>> 32) == -1) {
      words.getAndAdd(sleepersAt, REGISTRATION); // the count wrapped to 0, which means nobody ever
    }
    words.fullFence(); // HANDOFF bell: the registration before the second look
  }

  /** Sleeps until rung or for {@code nanos}, as {@link Kernel#sleep} does. */
  int sleep(long seen, long nanos, boolean interruptible) {
    return kernel.sleep((int) seen, nanos, interruptible);
  }

  /**
   * Takes the caller's last registration back, unless a ringer has served it or is about to. Giving
   * up after a few lost races is allowed: it costs a later ringer one wake-up that finds nobody.
   */
  void retire(long seen) {
    for (int i = 0; i < RETIRE_TRIES; i++) {
      long sleepers = words.getAcquire(sleepersAt);
      if (unserved(sleepers) == 0 || (int) sequence() != (int) seen) {
        return;
      }
      if (words.compareAndSet(sleepersAt, sleepers, serve(sleepers, 1))) {
        return;
      }
    }
  }

  /** Whether the calling thread can sleep in the kernel here, rather than in the waiting room. */
  boolean canSleepInKernel() {
    return kernel != null && !Threads.currentIsVirtual();
  }

  /** The futex slept on, or null where there is none. */
  FutexKernel futex() {
    return kernel instanceof FutexKernel futexes ? futexes : null;
  }

  WaitingRoom waitingRoom() {
    WaitingRoom room = waitingRoom;
    return room == null ? makeWaitingRoom() : room;
  }

  private synchronized WaitingRoom makeWaitingRoom() {
    if (waitingRoom == null) {
      waitingRoom = new WaitingRoom(this);
    }
    return waitingRoom;
  }

  /** How long a thread may sleep without a look that has waited so long already. */
  long sliceNanos(long waitedNanos) {
    if (!sliced) {
      return Long.MAX_VALUE;
    }
    return Math.max(SLICE_NANOS, Math.min(LONGEST_SLICE_NANOS, waitedNanos / SLICES_PER_WAIT));
  }

  SpinBudget spinBudget() {
    return spinBudget;
  }

  private static int unserved(long sleepers) {
    return (int) (sleepers >>> 32) - (int) sleepers;
  }

  /** The sleepers' word with {@code count} more served, but never more than registered. */
  private static long serve(long sleepers, int count) {
    int unserved = unserved(sleepers);
    int served = Integer.compareUnsigned(count, unserved) < 0 ? count : unserved;
    return (sleepers & 0xFFFF_FFFF_0000_0000L) | ((int) sleepers + served & 0xFFFF_FFFFL);
  }
}
