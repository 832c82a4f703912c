package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** A consumer reads the first record of a full lane while the producer puts one in its place. */
@JCStressTest
@Handoff(
    value = "room",
    refutes = "a plain store of head, and head stored before the handler has read",
    failsWith =
        "LaneReader: count++; {{ => memory.setRelease(LaneLayout.HEAD, position);}} "
            + "handler.onRecord(memory, at, (int) length);",
    unseenOnX86 = "a plain store of head: x86 performs no store before an earlier load")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the record that was there")
@Outcome(expect = FORBIDDEN, desc = "overwritten while it was read")
@State
public class RoomStress {
  private final LaneRing ring = StressLane.ring();
  private final LaneWriter writer = LaneWriter.tryClaim(ring, StressLane.FIRST);
  private final LaneReader reader =
      LaneReader.tryClaim(StressLane.seenByAnother(ring), StressLane.SECOND, Polling.eager());

  /** Fills the lane. */
  public RoomStress() {
    for (int i = 0; i < StressLane.CELLS; i++) {
      StressLane.offer(writer, 1);
    }
  }

  /** Puts, if there is room. */
  @Actor
  public void producer() {
    StressLane.offer(writer, 2);
  }

  /** Reads one. */
  @Actor
  public void consumer(JJ_Result r) {
    reader.read(
        (memory, offset, length) -> {
          r.r1 = memory.readLong(offset);
          r.r2 = memory.readLong(offset + Long.BYTES);
        },
        1);
  }
}
