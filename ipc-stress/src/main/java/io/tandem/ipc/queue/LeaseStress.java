package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.stress.Handoff;
import io.tandem.ipc.stress.Slices;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** One gives a record back that it has on lease, another one takes what is free. */
@JCStressTest
@Handoff(
    value = "lease",
    refutes =
        "leases looked at and then stored, and counts that are not seen with what is given back",
    failsWith =
        "LeaseRing: if (!{{words.compareAndSet( => lookThenSet(words, }}leaseAt(position), "
            + "lease, mine))",
    unseenOnX86 =
        "a plain load of the lease: the compare-and-set decides, and x86 keeps loads in order")
@Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "B has it, delivered for the second time")
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "A has taken it again")
@Outcome(expect = FORBIDDEN, desc = "both have it, or it was counted wrongly")
@State
public class LeaseStress {
  private static final int CELLS = 2;
  private static final int CELL_BYTES = 24;
  private static final int RECORD_BYTES = 8;

  private final LaneRing ring = ring();
  private final LeaseTaker takerA = taker(StressLane.FIRST);
  private final LeaseTaker takerB = taker(StressLane.SECOND);
  private final LeaseTaker.Taken lease;

  /** A lane with one record, which A has. */
  public LeaseStress() {
    LaneWriter.tryClaim(ring, StressLane.FIRST).offer(() -> 1, new byte[8], 0, RECORD_BYTES);
    lease = takerA.tryTake();
  }

  private static LaneRing ring() {
    Words words =
        Slices.next(LaneRing.sizeBytes(CELLS, CELL_BYTES) + LeaseLayout.tableBytes(CELLS));
    LaneRing.initialize(words, CELLS);
    return new LaneRing(words, CELLS, CELL_BYTES);
  }

  private LeaseTaker taker(Liveness process) {
    LaneRing seen = new LaneRing(ring.words, CELLS, CELL_BYTES);
    return new LeaseTaker(StressLane.source(seen), process);
  }

  private static int deliveries(LeaseTaker.Taken taken) {
    return taken == null ? 0 : taken.deliveries();
  }

  /** Gives its record back, and takes what there is. */
  @Actor
  public void takerA(II_Result r) {
    lease.ring().giveBack(lease.position(), lease.lease());
    r.r1 = deliveries(takerA.tryTake());
  }

  /** Takes what there is. */
  @Actor
  public void takerB(II_Result r) {
    r.r2 = deliveries(takerB.tryTake());
  }
}
