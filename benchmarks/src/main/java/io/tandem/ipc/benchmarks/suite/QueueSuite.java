package io.tandem.ipc.benchmarks.suite;

import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Scenario.Kind;
import io.tandem.ipc.benchmarks.peer.Scenario.Placement;
import io.tandem.ipc.benchmarks.rig.Metric;
import io.tandem.ipc.benchmarks.rig.Task;
import java.util.ArrayList;
import java.util.List;

/** Queues between threads of two processes: what SharedQueue and its rivals move. */
public final class QueueSuite {
  static final Metric RATE = Metric.rate("per_second", "million/s", 1e-6, 3);

  private static final int MESSAGE_BYTES = 64;
  private static final int RING_BYTES = 1 << 20;

  private static final int[][] POINTS = {{1, 1}, {4, 1}, {8, 1}, {1, 4}, {4, 4}, {8, 8}};
  private static final int[][] QUICK_POINTS = {{1, 1}, {4, 4}};

  private static final List<String> ENTRANTS =
      List.of(
          "tandem-queue",
          "tandem-queue-spin",
          "agrona-many-to-one",
          "aeron-ipc",
          "chronicle-queue",
          "unix-socket",
          "unix-socket-batched",
          "pipe-objects-queue",
          "python-queue");

  private QueueSuite() {}

  /** All of it, or the part that decides. */
  public static List<Task> tasks(boolean quick) {
    List<Task> tasks = new ArrayList<>();
    for (int[] point : quick ? QUICK_POINTS : POINTS) {
      tasks.add(queue(point[0], point[1]));
    }
    return tasks;
  }

  private static Task queue(int producers, int consumers) {
    String point = producers + "x" + consumers;
    return new Task(
        "queue." + point,
        "Queue, 64 B, "
            + producers
            + (producers == 1 ? " producer" : " producers")
            + " in one process and "
            + consumers
            + (consumers == 1 ? " consumer" : " consumers")
            + " in the other, each process on its core",
        new Scenario(
            Kind.QUEUE, MESSAGE_BYTES, RING_BYTES, 0, 0, Placement.TWO_CORES, producers, consumers),
        ENTRANTS,
        List.of(RATE));
  }
}
