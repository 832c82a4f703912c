package io.tandem.ipc.queue;

import io.tandem.ipc.Attachment;
import io.tandem.ipc.Domain;
import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.SharedObject;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Coding;
import io.tandem.ipc.codec.Source;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.wait.Attempt;
import io.tandem.ipc.wait.Doorbell;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What stands behind a handle of a queue: its lanes, its bells and what each thread needs to encode
 * and decode. The handle has the methods that users know; this has the few that they come down to.
 * Safe for use by many threads.
 *
 * <p>A queue with several levels has {@link LevelCore}s: one for the whole and one for each level.
 *
 * @param <E> the elements
 */
class QueueCore<E> {
  private final Attachment attachment;
  private final QueueShape shape;
  private final Coding<E> coding;
  private final Codec<E> codec;
  private final WaitStrategy waiting;
  private final Liveness liveness;
  private final QueueLanes lanes;
  private final LaneSource source;
  private final int levels;
  private final ExactRoom room;
  private final ProducerSide producers;
  private final Doorbell notEmpty;
  private final Doorbell emptied;
  private final Doorbell[] notFull;

  @SuppressWarnings("ThreadLocalUsage") // a scratch belongs to a thread and to this handle
  private final ThreadLocal<Scratch> scratches = new Scratches();

  private SharedObject handle;

  // Classes where lambdas would do: the first lambda costs a starting JVM 5 to 10 ms.

  private record Taking(QueueCore<?> core, Scratch scratch) implements Attempt {
    @Override
    public boolean tryOnce() {
      return core.takeOrEnd(scratch);
    }
  }

  private record Publishing(QueueCore<?> core, Scratch scratch) implements Attempt {
    @Override
    public boolean tryOnce() {
      return core.publish(scratch) == null;
    }
  }

  private final class Scratches extends ThreadLocal<Scratch> {
    @Override
    protected Scratch initialValue() {
      return new Scratch(shape.ordering(), levels, source);
    }
  }

  private static final class NanoTime implements LongSupplier {
    @Override
    public long getAsLong() {
      return System.nanoTime();
    }
  }

  private final class NotFull implements IntFunction<Doorbell> {
    @Override
    public Doorbell apply(int lane) {
      return notFull(lane);
    }
  }

  private final class ClosedError implements Supplier<IllegalStateException> {
    @Override
    public IllegalStateException get() {
      return attachment.closedError();
    }
  }

  QueueCore(
      Domain domain,
      String name,
      Segment segment,
      Liveness liveness,
      QueueShape shape,
      Coding<E> coding,
      WaitStrategy waiting) {
    this.attachment = new Attachment(domain, "queue", name, segment, Attachment.OPEN_AGAIN);
    this.shape = shape;
    this.coding = coding;
    this.codec = coding.codec();
    this.waiting = waiting;
    this.liveness = liveness;
    this.lanes =
        new QueueLanes(QueueLanes.memoryOf(segment), liveness, shape, attachment.describe());
    this.notEmpty = new Doorbell(segment.body(), QueueLayout.NOT_EMPTY);
    this.emptied = new Doorbell(segment.body(), QueueLayout.EMPTIED);
    this.notFull = new Doorbell[shape.exact() ? 1 : shape.lanes()];
    for (int lane = 0; lane < notFull.length; lane++) {
      notFull[lane] = new Doorbell(segment.body(), QueueLanes.bellOffset(lane));
    }
    this.source = lanes;
    this.levels = shape.levels();
    this.room = shape.exact() ? new ExactRoom(lanes, liveness, shape.capacity()) : null;
    this.producers = producers(levels - 1);
  }

  /**
   * One level of a queue that has several.
   *
   * @param notEmpty where its takers wait
   */
  QueueCore(QueueCore<E> whole, int level, Doorbell notEmpty) {
    this.attachment = whole.attachment;
    this.shape = whole.shape;
    this.coding = whole.coding;
    this.codec = whole.codec;
    this.waiting = whole.waiting;
    this.liveness = whole.liveness;
    this.lanes = whole.lanes;
    this.notEmpty = notEmpty;
    this.emptied = whole.emptied;
    this.notFull = whole.notFull;
    this.source = new LevelLanes(lanes, level, shape.levels());
    this.levels = 1;
    this.room = whole.room;
    this.producers = level == shape.levels() - 1 ? whole.producers : producers(level);
  }

  private ProducerSide producers(int level) {
    return new ProducerSide(
        lanes,
        level,
        liveness,
        shape.ordering(),
        new NanoTime(),
        new NotFull(),
        room,
        new ClosedError());
  }

  /** Says which object the domain knows this by. */
  void attachedAs(SharedObject object) {
    handle = object;
  }

  /** Where producers of a lane wait: of all lanes, if they wait for the same room. */
  private Doorbell notFull(int lane) {
    return notFull[shape.exact() ? 0 : lane];
  }

  Attachment attachment() {
    return attachment;
  }

  /** How elements are coded, here and where a handle is sent to. */
  Coding<E> coding() {
    return coding;
  }

  QueueShape shape() {
    return shape;
  }

  WaitStrategy waiting() {
    return waiting;
  }

  /** Where takers wait. */
  Doorbell notEmpty() {
    return notEmpty;
  }

  QueueLanes lanes() {
    return lanes;
  }

  Liveness liveness() {
    return liveness;
  }

  /** Tells producers of a lane that there is room. */
  void ringNotFull(int lane) {
    notFull(lane).ring();
  }

  /** Where those wait who want all elements to be done with. */
  Doorbell emptied() {
    return emptied;
  }

  /** A scratch for the calling thread; to be released by it. */
  Scratch acquire() {
    checkOpen();
    Scratch scratch = scratches.get();
    if (scratch.inUse) { // a codec that uses the queue itself
      scratch = new Scratch(shape.ordering(), levels, source);
    }
    scratch.inUse = true;
    return scratch;
  }

  void release(Scratch scratch) {
    scratch.inUse = false;
  }

  /** Encodes an element into a scratch; to be released by the caller. */
  Scratch encode(E element) {
    Objects.requireNonNull(element, "element");
    Scratch scratch = acquire();
    boolean done = false;
    try {
      scratch.sink.reset();
      codec.encode(element, scratch.sink);
      if (scratch.sink.size() > shape.maxElementBytes()) {
        throw new MessageTooLargeException(
            Problem.of("the element is too large for the queue")
                .object(attachment.describe())
                .file(attachment.file())
                .next("Make the queue with a larger elementBytes or capacity, or send it in parts"),
            scratch.sink.size(),
            shape.maxElementBytes());
      }
      done = true;
      return scratch;
    } finally {
      if (!done) {
        release(scratch);
      }
    }
  }

  /** Puts an element in, waiting for room for at most that time; whether there was room. */
  boolean offer(E element, long timeoutNanos) throws InterruptedException {
    Objects.requireNonNull(element, "element");
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Scratch scratch = encode(element);
    try {
      ProducerSide.Stripe full = publish(scratch);
      return full == null
          || waiting.await(full.notFull(), new Publishing(this, scratch), timeoutNanos);
    } finally {
      release(scratch);
    }
  }

  /**
   * Publishes what the scratch holds; null, or the stripe that is full.
   *
   * @throws io.tandem.ipc.ShutdownException if the queue has been shut down
   */
  ProducerSide.Stripe publish(Scratch scratch) {
    return publish(scratch.sink.array(), scratch.sink.size());
  }

  /** As {@link #publish(Scratch)}, for an element that is encoded in these bytes. */
  ProducerSide.Stripe publish(byte[] bytes, int length) {
    try {
      requireNotShutdown();
      ProducerSide.Stripe full = producers.offer(bytes, length);
      if (full == null) {
        ringNotEmpty();
      } else {
        requireNotShutdown(); // full, or sealed
      }
      return full;
    } catch (DamagedLaneException e) {
      throw attachment.damaged(e);
    }
  }

  /** Tells a taker, if one sleeps, of an element just put. */
  void ringNotEmpty() {
    notEmpty.ringAfterFence();
  }

  /** Has all takers look again. */
  void ringAllTakers() {
    notEmpty.ringAll();
  }

  private void requireNotShutdown() {
    if (lanes.isShutdown()) {
      checkOpen();
      throw lanes.shutdownError();
    }
  }

  boolean isShutdown() {
    checkOpen();
    return lanes.isShutdown();
  }

  /** Whether the queue has been shut down, is empty and stays so. */
  boolean isTerminated() {
    try {
      boolean terminated = lanes.isTerminated(source);
      checkOpen();
      return terminated;
    } catch (DamagedLaneException e) {
      throw attachment.damaged(e);
    }
  }

  /** Shuts the queue down for all processes, and wakes all that wait. */
  void shutdown() {
    checkOpen();
    try {
      lanes.shutdown();
      ringAllTakers();
      emptied.ringAll();
      for (Doorbell bell : notFull) {
        bell.ringAll();
      }
    } catch (DamagedLaneException e) {
      throw attachment.damaged(e);
    }
  }

  /**
   * As {@link #take(Scratch)}, for those who would wait.
   *
   * @throws io.tandem.ipc.ShutdownException if there is none and will be none
   */
  boolean takeOrEnd(Scratch scratch) {
    if (take(scratch)) {
      return true;
    }
    if (lanes.isShutdown() && isTerminated()) {
      throw lanes.shutdownError();
    }
    return false;
  }

  /** To take an element into the scratch when there is one, or to find that there will be none. */
  Attempt taking(Scratch scratch) {
    return new Taking(this, scratch);
  }

  /** Takes an element into the scratch, if there is one. */
  boolean take(Scratch scratch) {
    try {
      int length = scratch.taker().tryTake();
      if (length < 0) {
        checkOpen();
        return false;
      }
      notFull(scratch.taker().takenFrom()).ring();
      scratch.source.reset(scratch.taker().bytes(), 0, length);
      return true;
    } catch (DamagedLaneException e) {
      throw attachment.damaged(e);
    }
  }

  /** Copies the element that would be taken into the scratch, if there is one. */
  boolean peek(Scratch scratch) {
    try {
      int length = scratch.taker().peek();
      if (length < 0) {
        checkOpen();
        return false;
      }
      scratch.source.reset(scratch.taker().bytes(), 0, length);
      return true;
    } catch (DamagedLaneException e) {
      throw attachment.damaged(e);
    }
  }

  /** The element in the scratch. */
  E decode(Scratch scratch) {
    E element = codec.decode(scratch.source);
    scratch.source.requireEnd();
    return element;
  }

  /** The element of a record found. */
  E decode(LaneScan.Found found) {
    return decode(found.bytes(), found.bytes().length);
  }

  /** The element that is encoded in these bytes. */
  E decode(byte[] bytes, int length) {
    Source source = new Source();
    source.reset(bytes, 0, length);
    E element = codec.decode(source);
    source.requireEnd();
    return element;
  }

  /** Takes a record found out of turn; whether it was still there. */
  boolean take(LaneScan.Found found) {
    checkOpen();
    if (!found.take()) {
      return false;
    }
    notFull(found.lane()).ring();
    return true;
  }

  /** All that is in the queue, in its order. */
  List<LaneScan.Found> findAll() {
    return scan(LaneScan::findAll);
  }

  /** How many elements there are. */
  int count() {
    return scan(LaneScan::count);
  }

  private <T> T scan(Function<LaneScan, T> look) {
    checkOpen();
    try {
      return look.apply(new LaneScan(source, shape.stampBytes(), levels));
    } catch (DamagedLaneException e) {
      throw attachment.damaged(e);
    }
  }

  /** How many elements of the expected size can be put, see {@link SharedQueue}. */
  int remainingCapacity() {
    if (shape.exact()) {
      return Math.max(0, shape.capacity() - count());
    }
    checkOpen();
    long free = producers.freeCells();
    return free < 0 ? shape.capacity() : (int) (free / shape.cellsForExpected());
  }

  void checkOpen() {
    attachment.checkOpen();
  }

  /** Otherwise the thread would keep the closed queue from being collected. */
  final void forgetScratch() {
    scratches.remove();
  }

  /** Gives this process's lanes up. */
  void closeProducers() {
    producers.close();
  }

  /** The handle of one level; for queues that have several. */
  SharedQueue<E> at(int level) {
    throw new UnsupportedOperationException("a queue with one level has no level " + level);
  }

  void close() {
    if (!attachment.tryClose()) {
      return;
    }
    closeProducers();
    forgetScratch();
    ringAllTakers();
    emptied.ringAll();
    attachment.detach(handle);
  }
}
