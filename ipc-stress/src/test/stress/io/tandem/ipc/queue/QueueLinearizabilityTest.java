package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.stress.Slices;
import io.tandem.ipc.testkit.TempDomain;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Queues and lanes are linearizable, says Lincheck: by stress on memory that is mapped, and by its
 * model checker, which cannot see that, on the heap.
 *
 * <p>Refutes, among others: one look at empty lanes instead of two, stamps taken after the commit,
 * taking without a compare-and-set.
 */
class QueueLinearizabilityTest {
  private static TempDomain directory;
  private static Domain domain;

  @BeforeAll
  static void open() {
    directory = TempDomain.create();
    domain = directory.open();
  }

  @AfterAll
  static void close() {
    domain.close();
    directory.close();
  }

  /** One queue that all instances use in turn; each finds it empty. */
  abstract static class Shared {
    private final SharedQueue<Integer> queue;

    Shared(SharedQueue<Integer> queue) {
      this.queue = queue;
      queue.clear();
    }

    boolean put(int value) {
      return queue.offer(value);
    }

    Integer take() {
      return queue.poll();
    }
  }

  /** With more room than is ever used. */
  @Param(name = "value", gen = IntGen.class, conf = "1:9")
  public static class Roomy extends Shared {
    private static final SharedQueue<Integer> QUEUE =
        SharedQueue.of(Integer.class).capacity(64).create(domain, "roomy");

    /** Made by Lincheck. */
    public Roomy() {
      super(QUEUE);
    }

    /** Puts. */
    @Operation
    public boolean offer(@Param(name = "value") int value) {
      return put(value);
    }

    /** Takes. */
    @Operation
    public Integer poll() {
      return take();
    }
  }

  /**
   * For two elements exactly. One thread at a time puts: of several, one that is just putting holds
   * its place before its element is in, and the others may be refused for it.
   */
  @Param(name = "value", gen = IntGen.class, conf = "1:9")
  public static class Exact extends Shared {
    private static final SharedQueue<Integer> QUEUE =
        SharedQueue.of(Integer.class).capacity(2).exactCapacity().create(domain, "exact");

    /** Made by Lincheck. */
    public Exact() {
      super(QUEUE);
    }

    /** Puts. */
    @Operation(nonParallelGroup = "producer")
    public boolean offer(@Param(name = "value") int value) {
      return put(value);
    }

    /** Takes. */
    @Operation
    public Integer poll() {
      return take();
    }
  }

  @Test
  void aSharedQueueIsAFifoQueue() {
    Lincheck.stress(2, 200).sequentialSpecification(BoundedFifo.Unbounded.class).check(Roomy.class);
  }

  @Test
  void aSharedQueueOfExactCapacityIsABoundedFifoQueue() {
    Lincheck.stress(2, 200).sequentialSpecification(BoundedFifo.OfTwo.class).check(Exact.class);
  }

  @Test
  @Tag("long")
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void soTheyAreInTheLongRun() {
    Lincheck.stress(100, 2_000)
        .sequentialSpecification(BoundedFifo.Unbounded.class)
        .check(Roomy.class);
    Lincheck.stress(100, 2_000).sequentialSpecification(BoundedFifo.OfTwo.class).check(Exact.class);
  }

  private static final Liveness SELF = Slices.process(1 << 12 | 1);
  private static final int RECORD_BYTES = 8;
  private static final int CELL_BYTES = 24;

  /** Lanes, each with one producer at a time, and takers without a state of their own. */
  abstract static class Lanes {
    private final Ordering ordering;
    private final LaneRing[] rings;
    private final LaneWriter[] writers;
    private final AtomicLong clock = new AtomicLong();

    Lanes(Ordering ordering, int cells, int lanes, boolean onTheHeap) {
      this.ordering = ordering;
      this.rings = new LaneRing[lanes];
      this.writers = new LaneWriter[lanes];
      long size = LaneRing.sizeBytes(cells, CELL_BYTES);
      for (int lane = 0; lane < lanes; lane++) {
        Words words = onTheHeap ? new HeapWords(size) : Slices.next(size);
        LaneRing.initialize(words, cells);
        rings[lane] = new LaneRing(words, cells, CELL_BYTES);
        writers[lane] = LaneWriter.tryClaim(rings[lane], SELF);
      }
    }

    final boolean put(int lane, int value) {
      byte[] bytes = new byte[RECORD_BYTES];
      bytes[0] = (byte) value;
      return ordering == Ordering.REAL_TIME
          ? writers[lane].offer(clock::incrementAndGet, bytes, 0, RECORD_BYTES)
          : writers[lane].offer(bytes, 0, RECORD_BYTES);
    }

    final Integer take() {
      QueueTaker taker = QueueTaker.of(ordering, StressLane.source(rings));
      return taker.tryTake() == QueueTaker.EMPTY ? null : (int) taker.bytes()[0];
    }
  }

  /** One lane for two elements, on the heap. */
  @Param(name = "value", gen = IntGen.class, conf = "1:9")
  public static class OneLaneOnHeap extends Lanes {
    /** Made by Lincheck. */
    public OneLaneOnHeap() {
      super(Ordering.PER_PRODUCER, 2, 1, true);
    }

    /** Puts. */
    @Operation(nonParallelGroup = "producer")
    public boolean offer(@Param(name = "value") int value) {
      return put(0, value);
    }

    /** Takes. */
    @Operation
    public Integer poll() {
      return take();
    }
  }

  /** One lane with more room than is ever used, outside of the heap. */
  @Param(name = "value", gen = IntGen.class, conf = "1:9")
  public static class OneLane extends Lanes {
    /** Made by Lincheck. */
    public OneLane() {
      super(Ordering.PER_PRODUCER, 32, 1, false);
    }

    /** Puts. */
    @Operation(nonParallelGroup = "producer")
    public boolean offer(@Param(name = "value") int value) {
      return put(0, value);
    }

    /** Takes. */
    @Operation
    public Integer poll() {
      return take();
    }
  }

  /** Two lanes with stamps, on the heap, with more room than is ever used. */
  @Param(name = "value", gen = IntGen.class, conf = "1:9")
  public static class TwoLanesOnHeap extends Lanes {
    /** Made by Lincheck. */
    public TwoLanesOnHeap() {
      super(Ordering.REAL_TIME, 32, 2, true);
    }

    /** Puts into the first lane. */
    @Operation(nonParallelGroup = "producer")
    public boolean offer(@Param(name = "value") int value) {
      return put(0, value);
    }

    /** Puts into the second lane. */
    @Operation(nonParallelGroup = "other producer")
    public boolean offerElsewhere(@Param(name = "value") int value) {
      return put(1, value);
    }

    /** Takes. */
    @Operation
    public Integer poll() {
      return take();
    }
  }

  @Test
  void aLaneWithCompetingTakersIsABoundedFifoQueue() {
    Lincheck.stress(2, 200)
        .sequentialSpecification(BoundedFifo.OfTwo.class)
        .check(OneLaneOnHeap.class);
    Lincheck.stress(2, 200)
        .sequentialSpecification(BoundedFifo.Unbounded.class)
        .check(OneLane.class);
  }

  @Test
  void lanesWithStampsAreOneFifoQueue() {
    Lincheck.stress(2, 200)
        .sequentialSpecification(BoundedFifo.Unbounded.class)
        .check(TwoLanesOnHeap.class);
  }

  @Test
  @Tag("long")
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void soTheyAreInManySchedules() {
    Lincheck.model(50, 1_000)
        .sequentialSpecification(BoundedFifo.OfTwo.class)
        .check(OneLaneOnHeap.class);
    Lincheck.model(50, 1_000)
        .sequentialSpecification(BoundedFifo.Unbounded.class)
        .check(TwoLanesOnHeap.class);
    Lincheck.stress(100, 2_000)
        .sequentialSpecification(BoundedFifo.Unbounded.class)
        .check(OneLane.class);
  }
}
