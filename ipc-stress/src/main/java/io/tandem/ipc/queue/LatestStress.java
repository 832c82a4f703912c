package io.tandem.ipc.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tandem.ipc.stress.Handoff;
import io.tandem.ipc.stress.Slices;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** One sets values one after the other, another one copies the newest that it sees. */
@JCStressTest
@Handoff(
    value = "latest",
    refutes =
        "a plain store or load of the version, bytes written before the version before is visible,"
            + " and a second look at the version that comes before the copy",
    failsWith = {
      "LatestCell: words.fullFence(); {{ => words.setRelease(LatestLayout.VERSION, "
          + "version);}}",
      "LatestCell: return {{words.getAcquire(LatestLayout.VERSION) - version < slots - 1 => "
          + "true}};"
    },
    unseenOnX86 =
        "missing fences and plain accesses of the version: x86 keeps stores, and loads, in "
            + "order")
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "disturbed")
@Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "the first")
@Outcome(id = "2, 2, 2", expect = ACCEPTABLE, desc = "the second")
@Outcome(id = "3, 3, 3", expect = ACCEPTABLE, desc = "the third")
@Outcome(id = "4, 4, 4", expect = ACCEPTABLE, desc = "the fourth")
@Outcome(expect = FORBIDDEN, desc = "parts of two, or of another version")
@State
public class LatestStress {
  private static final int SLOTS = 3;
  private static final int BYTES = 16;
  private static final int LAST = 4;

  private final LatestCell cell =
      new LatestCell(Slices.next(LatestCell.sizeBytes(SLOTS, BYTES)), SLOTS, BYTES);

  /** Where one value has been set. */
  public LatestStress() {
    cell.write(value(1), BYTES);
  }

  private static byte[] value(int n) {
    byte[] bytes = new byte[BYTES];
    bytes[Long.BYTES - 1] = (byte) n;
    bytes[BYTES - 1] = (byte) n;
    return bytes;
  }

  /** Sets the others. */
  @Actor
  public void writer() {
    for (int n = 2; n <= LAST; n++) {
      cell.write(value(n), BYTES);
    }
  }

  /** Copies one. */
  @Actor
  public void reader(JJJ_Result r) {
    byte[] bytes = new byte[BYTES];
    long version = cell.version();
    if (cell.tryRead(version, bytes, BYTES)) {
      ByteBuffer copy = ByteBuffer.wrap(bytes);
      r.r1 = version;
      r.r2 = copy.getLong(0);
      r.r3 = copy.getLong(Long.BYTES);
    }
  }
}
