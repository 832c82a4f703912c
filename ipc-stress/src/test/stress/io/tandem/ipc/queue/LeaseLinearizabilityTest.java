package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.TempDomain;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A queue with leases whose takers acknowledge at once is a FIFO queue, says Lincheck: by stress on
 * memory that is mapped, and by its model checker on the heap. What is given back may be passed by
 * one that looks at the same time, so nothing is given back here.
 *
 * <p>Refutes, among others: a lease that is taken in two steps, and a look at records that are not
 * looked at again.
 */
class LeaseLinearizabilityTest {
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

  /** One queue that all instances use in turn, with more room than is ever used. */
  @Param(name = "value", gen = IntGen.class, conf = "1:9")
  public static class Mapped {
    private static final LeaseQueue<Integer> QUEUE =
        LeaseQueue.of(Integer.class).capacity(64).create(domain, "leases");

    /** Made by Lincheck. */
    public Mapped() {
      while (poll() != null) {
        continue;
      }
    }

    /** Puts. */
    @Operation
    public boolean offer(@Param(name = "value") int value) {
      return QUEUE.offer(value);
    }

    /** Takes and acknowledges. */
    @Operation
    public Integer poll() {
      try (Lease<Integer> lease = QUEUE.poll()) {
        if (lease == null) {
          return null;
        }
        lease.ack();
        return lease.value();
      }
    }
  }

  /** One lane on the heap, with more room than is ever used: what is taken keeps its room. */
  @Param(name = "value", gen = IntGen.class, conf = "1:9")
  public static class OnHeap {
    private static final int CELLS = 32;
    private static final int CELL_BYTES = 24;

    private final LaneRing ring;
    private final LaneWriter writer;

    /** Made by Lincheck. */
    public OnHeap() {
      Words words =
          new HeapWords(LaneRing.sizeBytes(CELLS, CELL_BYTES) + LeaseLayout.tableBytes(CELLS));
      LaneRing.initialize(words, CELLS);
      ring = new LaneRing(words, CELLS, CELL_BYTES);
      writer = LaneWriter.tryClaim(ring, StressLane.FIRST);
    }

    /** Puts. */
    @Operation(nonParallelGroup = "producer")
    public boolean offer(@Param(name = "value") int value) {
      byte[] bytes = new byte[Long.BYTES];
      bytes[0] = (byte) value;
      return writer.offer(() -> 1, bytes, 0, bytes.length);
    }

    /** Takes and acknowledges. */
    @Operation
    public Integer poll() {
      LeaseTaker taker = new LeaseTaker(StressLane.source(ring), StressLane.SECOND);
      LeaseTaker.Taken taken = taker.tryTake();
      if (taken == null) {
        return null;
      }
      taken.ring().acknowledge(taken.position(), taken.record());
      return (int) taker.bytes()[0];
    }
  }

  @Test
  void aLeaseQueueIsAFifoQueueForThoseWhoAcknowledge() {
    Lincheck.stress(2, 200)
        .sequentialSpecification(BoundedFifo.Unbounded.class)
        .check(OnHeap.class);
    Lincheck.stress(2, 200)
        .sequentialSpecification(BoundedFifo.Unbounded.class)
        .check(Mapped.class);
  }

  @Test
  @Tag("long")
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void soItIsInTheLongRun() {
    Lincheck.stress(100, 2_000)
        .sequentialSpecification(BoundedFifo.Unbounded.class)
        .check(Mapped.class);
    Lincheck.model(50, 1_000)
        .sequentialSpecification(BoundedFifo.Unbounded.class)
        .check(OnHeap.class);
  }
}
