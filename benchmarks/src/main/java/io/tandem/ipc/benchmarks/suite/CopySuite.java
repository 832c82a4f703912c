package io.tandem.ipc.benchmarks.suite;

import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Scenario.Kind;
import io.tandem.ipc.benchmarks.peer.Scenario.Placement;
import io.tandem.ipc.benchmarks.rig.Metric;
import io.tandem.ipc.benchmarks.rig.Task;
import java.util.ArrayList;
import java.util.List;

/** Large messages: each copied in by one process and out by another. */
public final class CopySuite {
  static final Metric BANDWIDTH = Metric.rate("bytes_per_second", "GB/s", 1e-9, 2);

  private static final int KIB = 1024;

  /** As few as Agrona's ring takes; as many for all. */
  private static final int MESSAGES_IN_RING = 8;

  private CopySuite() {}

  /** All of it, or the part that decides. */
  public static List<Task> tasks(boolean quick) {
    List<Task> tasks = new ArrayList<>();
    for (int kib : quick ? new int[] {1024} : new int[] {64, 1024, 16 * 1024}) {
      tasks.add(copy(kib));
    }
    return tasks;
  }

  private static Task copy(int kib) {
    int bytes = kib * KIB;
    return new Task(
        "copy." + kib + "k",
        "Messages of " + kib + " KiB, copied in and out, one way, busy spin on two cores",
        new Scenario(Kind.COPY, bytes, MESSAGES_IN_RING * bytes, 0, 0, Placement.TWO_CORES),
        List.of("c-memcpy", "tandem-copy", "tandem-queue-bytes", "agrona-copy"),
        List.of(BANDWIDTH));
  }
}
