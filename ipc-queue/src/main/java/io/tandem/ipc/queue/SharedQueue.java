package io.tandem.ipc.queue;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.SerializedHandle;
import io.tandem.ipc.SharedObject;
import io.tandem.ipc.ShutdownException;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.codec.Coding;
import io.tandem.ipc.codec.SerializableHandle;
import io.tandem.ipc.wait.Awaitable;
import io.tandem.ipc.wait.Doorbell;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.nio.file.Path;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A bounded queue between JVMs: any number of processes and threads put elements in, any number
 * take them out, each element goes to one taker.
 *
 * <pre>{@code
 * try (Domain shop = Domain.open("shop")) {
 *   SharedQueue<Order> orders =
 *       SharedQueue.of(Order.class).capacity(4096).openOrCreate(shop, "orders");
 *   orders.put(new Order(42, "ACME", 9.5));
 * }
 * }</pre>
 *
 * <p>It is a {@link BlockingQueue} with the meaning, the interrupt and the timeout behaviour that
 * {@code java.util.concurrent} gives to its methods. A handle is safe for use by many threads,
 * virtual ones too. {@link #size}, iteration, {@link #contains} and {@link #remove(Object)} decode
 * what is in the queue: exact, but slow. An iterator shows what was in the queue when it was made.
 *
 * <p>{@link Thread#getState} shows a platform thread that waits here as {@code RUNNABLE} where the
 * native library is in use, although it sleeps; with {@link
 * io.tandem.ipc.wait.WaitStrategy#parkInJava} as {@code WAITING} or {@code TIMED_WAITING}, as with
 * the JDK's queues.
 *
 * <p><b>Memory effects</b> as with j.u.c: what a thread did before putting an element
 * happens-before what another thread, in any process, does after taking it, as far as both see the
 * same memory.
 *
 * <p><b>Order</b> is first-in-first-out in real time unless {@link SharedQueueBuilder#ordering}
 * says otherwise. A queue with {@link SharedQueueBuilder#levels} is that for each level, and no
 * element is taken while the queue holds a more urgent one; see {@link #at}.
 *
 * <p><b>Capacity</b> is counted for each producing process: every one of them can have at least
 * {@code capacity} elements of the expected size waiting, whatever the others do, and blocks when
 * its own share is full. With {@link SharedQueueBuilder#exactCapacity} it is the number of elements
 * that the whole queue holds, as with {@code java.util.concurrent}; there, a process that is
 * stopped in the middle of a put holds one place until it goes on, and the room of an element
 * removed from the middle of a lane may be free only when those before it have gone.
 *
 * <p><b>When a process dies</b>, at any instruction: a producer's element is in the queue whole, or
 * not at all; if {@code put} had returned, it is in. A taker has taken its element or not; one that
 * died with an element in hand has lost it (delivery is at most once). What a dead process held is
 * taken over by whoever next needs it; a thread that waits notices within 20 ms, one that has
 * waited for seconds within 100 ms. Nothing is ever taken from a process that is alive, stopped or
 * slow.
 *
 * <p><b>Errors</b> beside those of the methods: {@link CorruptSegmentException} when the shared
 * memory has been damaged, {@link IllegalStateException} after {@link #close}.
 *
 * @param <E> the elements
 */
public class SharedQueue<E> extends AbstractQueue<E>
    implements BlockingQueue<E>, SharedObject, Awaitable, SerializableHandle {
  /** The layout version that this release reads and writes. */
  static final int VERSION = QueueLayout.LAYOUT.version();

  private static final long serialVersionUID = 1L;

  private final transient QueueCore<E> core;

  SharedQueue(QueueCore<E> core) {
    this.core = core;
    core.attachedAs(this);
  }

  /**
   * For subclasses with constructors of their own, such as {@code super(SharedQueue.of(Order.class)
   * .capacity(capacity).create(domain, name))}: another face of the same handle.
   */
  protected SharedQueue(SharedQueue<E> same) {
    this.core = same.core;
  }

  /**
   * Begins a queue of that type, with the codec that {@link Codecs#of} chooses: records, strings,
   * byte arrays, boxed primitives and more.
   */
  public static <E> SharedQueueBuilder<E> of(Class<E> type) {
    return new SharedQueueBuilder<>(Coding.of(type));
  }

  /** Begins a queue whose elements have their own codec. */
  public static <E> SharedQueueBuilder<E> of(Codec<E> codec) {
    return new SharedQueueBuilder<>(Coding.of(codec));
  }

  /**
   * Puts an element in if there is room.
   *
   * @return whether there was room
   * @throws NullPointerException if the element is null
   * @throws MessageTooLargeException if it can never fit
   * @throws ShutdownException if the queue has been shut down
   * @throws io.tandem.ipc.CodecException if it cannot be encoded
   * @throws io.tandem.ipc.ProducerLimitException at this process's first element, if too many
   *     processes are putting
   * @throws io.tandem.ipc.StorageFullException at this process's first element, if there is no
   *     memory for its share of the queue
   */
  @Override
  public boolean offer(E element) {
    Scratch scratch = core.encode(element);
    try {
      return core.publish(scratch) == null;
    } finally {
      core.release(scratch);
    }
  }

  /** As {@link #offer(Object)}, waiting for room for at most that time. */
  @Override
  public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
    return core.offer(element, unit.toNanos(timeout));
  }

  /** As {@link #offer(Object)}, waiting for room for as long as it takes. */
  @Override
  public void put(E element) throws InterruptedException {
    core.offer(element, Long.MAX_VALUE);
  }

  /** Puts in what is encoded already; false if there is no room, or will never be any. */
  boolean offerEncoded(byte[] bytes, int length) {
    try {
      return core.publish(bytes, length) == null;
    } catch (ShutdownException e) {
      return false;
    }
  }

  /** Takes the next element, or null when the queue is empty. */
  @Override
  public E poll() {
    Scratch scratch = core.acquire();
    try {
      return core.take(scratch) ? core.decode(scratch) : null;
    } finally {
      core.release(scratch);
    }
  }

  /**
   * Takes the next element, waiting for at most that time; null when the time is over.
   *
   * @throws ShutdownException if the queue has been shut down and is empty
   */
  @Override
  public E poll(long timeout, TimeUnit unit) throws InterruptedException {
    requireNotInterrupted();
    Scratch scratch = core.acquire();
    try {
      boolean taken =
          core.takeOrEnd(scratch)
              || core.waiting().await(core.notEmpty(), core.taking(scratch), unit.toNanos(timeout));
      return taken ? core.decode(scratch) : null;
    } finally {
      core.release(scratch);
    }
  }

  /**
   * Takes the next element, waiting for as long as it takes.
   *
   * @throws ShutdownException if the queue has been shut down and is empty
   */
  @Override
  public E take() throws InterruptedException {
    requireNotInterrupted();
    Scratch scratch = core.acquire();
    try {
      if (!core.takeOrEnd(scratch)) {
        core.waiting().await(core.notEmpty(), core.taking(scratch));
      }
      return core.decode(scratch);
    } finally {
      core.release(scratch);
    }
  }

  private static void requireNotInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** The next element, which stays in the queue; null when the queue is empty. */
  @Override
  public E peek() {
    Scratch scratch = core.acquire();
    try {
      return core.peek(scratch) ? core.decode(scratch) : null;
    } finally {
      core.release(scratch);
    }
  }

  /** How many elements there are; counts them one by one. */
  @Override
  public int size() {
    int count = core.count();
    return core.shape().exact() ? Math.min(count, core.shape().capacity()) : count;
  }

  @Override
  public boolean isEmpty() {
    Scratch scratch = core.acquire();
    try {
      return !core.peek(scratch);
    } finally {
      core.release(scratch);
    }
  }

  /**
   * How many elements can be put without waiting: with an exact capacity, by all together, if
   * nobody takes any; otherwise by this process at least, if they have the expected size.
   */
  @Override
  public int remainingCapacity() {
    return core.remainingCapacity();
  }

  @Override
  public boolean contains(Object wanted) {
    for (LaneScan.Found found : core.findAll()) {
      if (core.decode(found).equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  /** Takes the first element that equals that one, wherever it stands; whether there was one. */
  @Override
  public boolean remove(Object wanted) {
    for (LaneScan.Found found : core.findAll()) {
      if (core.decode(found).equals(wanted) && core.take(found)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int drainTo(Collection<? super E> target) {
    return drainTo(target, Integer.MAX_VALUE);
  }

  @Override
  public int drainTo(Collection<? super E> target, int maxElements) {
    Objects.requireNonNull(target, "target");
    if (target == this) {
      throw new IllegalArgumentException("a queue cannot be drained to itself");
    }
    int count = 0;
    for (E element; count < maxElements && (element = poll()) != null; count++) {
      target.add(element);
    }
    return count;
  }

  /** The elements of this moment in their order. Removing takes the element out of the queue. */
  @Override
  public Iterator<E> iterator() {
    List<LaneScan.Found> all = core.findAll();
    return new Iterator<>() {
      private int next;
      private boolean removable;

      @Override
      public boolean hasNext() {
        return next < all.size();
      }

      @Override
      public E next() {
        if (!hasNext()) {
          throw new NoSuchElementException("the iterator has shown all elements");
        }
        removable = true;
        return core.decode(all.get(next++));
      }

      @Override
      public void remove() {
        if (!removable) {
          throw new IllegalStateException("there is no element to remove: call next first, once");
        }
        removable = false;
        core.take(all.get(next - 1));
      }
    };
  }

  @Override
  public Spliterator<E> spliterator() {
    return Spliterators.spliteratorUnknownSize(
        iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT);
  }

  /**
   * Ends putting, for all processes and for good. What is in the queue can still be taken.
   *
   * <ul>
   *   <li>A put that begins after this has returned throws {@link ShutdownException}. One that was
   *       going on at the same time has put its element, whole and to be taken, or throws.
   *   <li>Threads that wait for room throw, in all processes.
   *   <li>Threads that wait for an element get what is left; once nothing is left and nothing can
   *       come any more, {@link #take} and the waiting {@link #poll(long, TimeUnit)} throw. {@link
   *       #poll()} goes on saying null.
   * </ul>
   *
   * <p>A process that is killed while it shuts the queue down has done it or not; others finish
   * what it has begun. Shutting down again does nothing. Unlike {@link #close}, which ends the use
   * of this handle and leaves the queue as it is.
   */
  public void shutdown() {
    core.shutdown();
  }

  /**
   * As {@link #shutdown}, and takes what is left, so that other takers wait no longer.
   *
   * @return the elements that nobody has taken before, in their order
   */
  public List<E> shutdownNow() {
    core.shutdown();
    List<E> left = new ArrayList<>();
    drainTo(left);
    return left;
  }

  /** Whether the queue has been shut down, by any process. */
  public boolean isShutdown() {
    return core.isShutdown();
  }

  /** Whether the queue has been shut down and is empty; then it stays so. */
  public boolean isTerminated() {
    return core.isTerminated();
  }

  /** How many elements there is room for, see {@link SharedQueueBuilder#capacity}. */
  public int capacity() {
    return core.shape().capacity();
  }

  /** The largest element, encoded, that the queue can carry, in bytes. */
  public int maxElementBytes() {
    return core.shape().maxElementBytes();
  }

  /** How many levels of urgency the queue has, see {@link SharedQueueBuilder#levels}. */
  public int levels() {
    return core.shape().levels();
  }

  /**
   * One level of the queue, as a queue: 0 is the most urgent one, and {@code levels() - 1} the one
   * that this queue's own {@link #put} and {@link #offer} put at.
   *
   * <pre>{@code
   * SharedQueue<Job> jobs = SharedQueue.of(Job.class).levels(3).openOrCreate(domain, "jobs");
   * BlockingQueue<Job> urgent = jobs.at(0);
   * urgent.put(job);  // overtakes all that waits at the levels 1 and 2
   * jobs.take();      // the most urgent one of all
   * urgent.poll();    // one of level 0, or null
   * }</pre>
   *
   * <p>What is put there goes to that level; what is taken, looked at, counted, iterated over and
   * removed there is of that level only. Putting there and taking from the whole queue is the usual
   * thing. Taking there is for those who work for one level, for example so that the least urgent
   * one is not starved: the priority is strict, and as long as there is always something urgent,
   * takers of the whole queue get nothing else.
   *
   * <p>It is another view of the same handle, and can be serialized like it. {@link #close}, {@link
   * #shutdown} and {@link #isShutdown} are those of the whole queue; {@link #isTerminated}, and the
   * end that takers are told, are of the level, and {@link #shutdownNow} takes what is left there.
   *
   * @throws IllegalArgumentException if the queue has no such level
   */
  public SharedQueue<E> at(int level) {
    int levels = levels();
    if (level < 0 || level >= levels) {
      throw new IllegalArgumentException(
          "level "
              + level
              + " is not within 0 to "
              + (levels - 1)
              + " of "
              + core.attachment().describe());
    }
    return levels == 1 ? this : core.at(level);
  }

  /** What order the queue promises. */
  public Ordering ordering() {
    return core.shape().ordering();
  }

  /** Rung when there may be an element to take; for {@link io.tandem.ipc.wait.WaitAny}. */
  @Override
  public Doorbell bell() {
    return core.notEmpty();
  }

  /** Whether there is an element to take, or the end to be told. */
  @Override
  public boolean isReady() {
    return !isEmpty() || core.isShutdown();
  }

  @Override
  public String name() {
    return core.attachment().name();
  }

  @Override
  public Path file() {
    return core.attachment().file();
  }

  @Override
  public boolean isClosed() {
    return core.attachment().isClosed();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Elements that this process has put stay in the queue. An element is never half put or half
   * taken by closing: threads that are just putting or taking finish, or have done nothing.
   */
  @Override
  public void close() {
    core.close();
  }

  /** The elements, as collections show them; after close, which queue it was. */
  @Override
  public String toString() {
    return core.attachment().isClosed() ? core.attachment().describe() : super.toString();
  }

  /**
   * What travels when the handle is serialized: see {@link SerializedHandle}. It is read as a
   * {@code SharedQueue} with the usual wait strategy, whatever the subclass.
   */
  protected Object writeReplace() {
    Object whole = core.attachment().serialized(new SharedQueueBuilder.Opener<>(core.coding()));
    return core instanceof LevelCore<E> part && part.isPart()
        ? new LevelForm(whole, part.level())
        : whole;
  }

  /**
   * What travels when one level is serialized.
   *
   * @param queue the whole one
   */
  private record LevelForm(Object queue, int level) implements SerializableHandle {
    private Object readResolve() throws InvalidObjectException {
      if (queue instanceof SharedQueue<?> whole && level >= 0 && level < whole.levels()) {
        return whole.at(level);
      }
      throw new InvalidObjectException("not level " + level + " of a queue: " + queue);
    }
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a handle is read as its serialized form");
  }
}
