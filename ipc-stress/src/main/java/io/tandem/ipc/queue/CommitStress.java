package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** A producer puts a record, a consumer reads it in place. */
@JCStressTest
@Handoff(
    value = "commit",
    refutes = "a plain store of the commit word, and a plain load of it: parts of the record",
    failsWith =
        "StressLane: {{words.writeLong(place + Long.BYTES, value); => }} writer.commit(place, "
            + "RECORD_BYTES); {{ => words.writeLong(place + Long.BYTES, value);}}",
    unseenOnX86 =
        "a plain store or load of the word: x86 keeps stores, and loads, in order, and C2 "
            + "those of one mapping")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not committed yet")
@Outcome(id = "7, 7", expect = ACCEPTABLE, desc = "all of it")
@Outcome(expect = FORBIDDEN, desc = "parts of a record")
@State
public class CommitStress {
  private final LaneRing ring = StressLane.ring();
  private final LaneWriter writer = LaneWriter.tryClaim(ring, StressLane.FIRST);
  private final LaneReader reader =
      LaneReader.tryClaim(StressLane.seenByAnother(ring), StressLane.SECOND, Polling.eager());

  /** Puts. */
  @Actor
  public void producer() {
    StressLane.offer(writer, 7);
  }

  /** Reads. */
  @Actor
  public void consumer(JJ_Result r) {
    reader.read(
        (memory, offset, length) -> {
          r.r2 = memory.readLong(offset + Long.BYTES);
          r.r1 = memory.readLong(offset);
        },
        1);
  }
}
