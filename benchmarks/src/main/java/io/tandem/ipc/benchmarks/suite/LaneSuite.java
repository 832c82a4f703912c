package io.tandem.ipc.benchmarks.suite;

import io.tandem.ipc.benchmarks.peer.Payload;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Scenario.Kind;
import io.tandem.ipc.benchmarks.peer.Scenario.Placement;
import io.tandem.ipc.benchmarks.rig.Metric;
import io.tandem.ipc.benchmarks.rig.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The speed of a lane: round trip, one way, hand-off between sleepers, idling and starting. */
public final class LaneSuite {
  static final Metric MIDDLE = Metric.cost("middle_ns", "typical ns", 1, 1);
  static final Metric P50_NANOS = Metric.cost("p50_ns", "p50 ns", 1, 0);
  static final Metric P99_NANOS = Metric.cost("p99_ns", "p99 ns", 1, 0);
  static final Metric RATE = Metric.rate("per_second", "million/s", 1e-6, 2);
  static final Metric P50 = Metric.cost("p50_ns", "p50 µs", 1e-3, 1);
  static final Metric P99 = Metric.cost("p99_ns", "p99 µs", 1e-3, 1);
  static final Metric CORE_SHARE = Metric.cost("core_share", "% of a core", 100, 4);
  static final Metric START = Metric.cost("start_ns", "start to first message ms", 1e-6, 1);
  static final Metric MAIN = Metric.cost("main_ns", "main to first message ms", 1e-6, 1);

  private static final List<String> SPINNING =
      List.of(
          "tandem",
          "tandem-adaptive",
          "tandem-fill",
          "tandem-batch",
          "tandem-taker",
          "agrona-write",
          "agrona-claim",
          "pipe-objects");

  private static final int KIB = 1024;
  private static final int SMALL_RING = 64 * KIB;
  private static final int LARGE_RING = 1024 * KIB;

  /** A receiver that looks again at once. */
  private static final int EAGER = 0;

  private LaneSuite() {}

  /** All of it, or the part that decides. */
  public static List<Task> tasks(boolean quick) {
    List<Task> tasks = new ArrayList<>();
    tasks.add(roundTrip(32));
    if (!quick) {
      tasks.add(roundTrip(256));
    }
    int work = Payload.stepsFor(20);
    for (int ringBytes : quick ? new int[] {LARGE_RING} : new int[] {SMALL_RING, LARGE_RING}) {
      for (int steps : quick ? new int[] {0} : new int[] {0, work}) {
        tasks.add(oneWay(ringBytes, steps, EAGER));
        tasks.add(oneWay(ringBytes, steps, deep(ringBytes)));
      }
    }
    tasks.add(handOff(Placement.TWO_CORES));
    if (!quick) {
      tasks.add(handOff(Placement.ONE_CORE));
    }
    tasks.add(idle());
    tasks.add(start());
    return tasks;
  }

  /**
   * How many hints the deep receiver gives after a look that found nothing: a quarter of the time
   * that filling the ring takes, at 5 ns for 40 bytes and about 25 ns for a hint.
   */
  private static int deep(int ringBytes) {
    return ringBytes / 40 * 5 / 4 / 25;
  }

  private static Task roundTrip(int payloadBytes) {
    return new Task(
        "lane.round-trip-" + payloadBytes,
        "Round trip, " + payloadBytes + " B, busy spin on two cores",
        new Scenario(Kind.ROUND_TRIP, payloadBytes, SMALL_RING, 0, EAGER, Placement.TWO_CORES),
        SPINNING,
        List.of(MIDDLE, P50_NANOS, P99_NANOS));
  }

  private static Task oneWay(int ringBytes, int steps, int pauses) {
    String ring = ringBytes / KIB + "k";
    String producer = steps == 0 ? "" : "-work";
    String consumer = pauses == EAGER ? "-eager" : "-deep";
    String title =
        String.format(
            Locale.ROOT,
            "One way, 32 B, ring of %d KiB, producer %s, consumer %s",
            ringBytes / KIB,
            steps == 0 ? "flat out" : "with 20 ns of work per message",
            pauses == EAGER ? "eager (looks again at once)" : "deep (" + pauses + " pauses)");
    return new Task(
        "lane.one-way-" + ring + producer + consumer,
        title,
        new Scenario(Kind.ONE_WAY, 32, ringBytes, steps, pauses, Placement.TWO_CORES),
        SPINNING,
        List.of(RATE));
  }

  private static Task handOff(Placement placement) {
    boolean oneCore = placement == Placement.ONE_CORE;
    return new Task(
        "lane.hand-off" + (oneCore ? "-one-core" : ""),
        "Round trip, 32 B, both sides asleep, " + (oneCore ? "on one core" : "on two cores"),
        new Scenario(Kind.HAND_OFF, 32, SMALL_RING, 0, EAGER, placement),
        List.of("tandem-park", "tandem-spin-then-park", "agrona-backoff", "pipe-objects"),
        List.of(P50, P99));
  }

  private static Task idle() {
    return new Task(
        "lane.idle",
        "Processor time of a process that waits for a message",
        new Scenario(Kind.IDLE, 32, SMALL_RING, 0, EAGER, Placement.TWO_CORES),
        List.of("tandem-park", "tandem-spin-then-park", "agrona-backoff", "pipe-objects"),
        List.of(CORE_SHARE));
  }

  private static Task start() {
    return new Task(
        "lane.start",
        "A new process, until its first message has arrived in a running one",
        new Scenario(Kind.START, 32, SMALL_RING, 0, EAGER, Placement.TWO_CORES),
        List.of("empty-jvm", "tandem", "agrona-claim", "pipe-objects"),
        List.of(START, MAIN));
  }
}
