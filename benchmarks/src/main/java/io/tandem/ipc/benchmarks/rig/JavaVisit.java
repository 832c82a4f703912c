package io.tandem.ipc.benchmarks.rig;

import io.tandem.ipc.benchmarks.peer.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Two JVMs at work: the first obeys us, the second obeys the first. */
final class JavaVisit implements Visit {
  /** Enough for the last compilations of a process that has just begun to wait. */
  private static final long SETTLE_NANOS = 500_000_000;

  private final Child first;
  private final Scenario scenario;
  private final Effort effort;
  private final Path files;
  private long messages = 1;
  private double delayedShare;

  JavaVisit(Child first, Scenario scenario, Effort effort, Path files) throws IOException {
    this.first = first;
    this.scenario = scenario;
    this.effort = effort;
    this.files = files;
    if (scenario.kind() != Scenario.Kind.START) {
      first.read();
    }
  }

  @Override
  public void warmUp() throws IOException {
    switch (scenario.kind()) {
      case ROUND_TRIP, ONE_WAY, COPY, QUEUE, HAND_OFF -> {
        Sample report = new Sample(first.ask("warm " + effort.warmUpNanos()));
        double perSecond = report.value("warm_up_per_second");
        messages = Math.max(50, (long) (perSecond * effort.repetitionNanos() / 1e9));
      }
      case START -> first.ask("start");
      case IDLE -> {
        // What it does while it waits is all there is to it.
      }
    }
  }

  @Override
  public Sample repeat() throws IOException {
    return switch (scenario.kind()) {
      case ROUND_TRIP, ONE_WAY, COPY, QUEUE, HAND_OFF -> run();
      case START -> new Sample(first.ask("start"));
      case IDLE -> idle();
    };
  }

  private Sample run() throws IOException {
    long peer = new Sample(first.ask("run 1")).peerPid();
    ThreadTimes firstBefore = ThreadTimes.of(first.pid());
    ThreadTimes peerBefore = ThreadTimes.of(peer);
    Sample sample = new Sample(first.ask("run " + messages));
    long delayed =
        ThreadTimes.of(first.pid()).busiestWaitedSince(firstBefore)
            + ThreadTimes.of(peer).busiestWaitedSince(peerBefore);
    // Where threads share a core, each waits for the other, and that is what is measured.
    delayedShare =
        scenario.placement() == Scenario.Placement.ONE_CORE || scenario.crowded()
            ? 0
            : delayed / sample.value("elapsed_ns");
    return sample;
  }

  private Sample idle() throws IOException {
    Map<String, String> report = first.ask("idle");
    long peer = new Sample(report).peerPid();
    sleep(SETTLE_NANOS);
    ThreadTimes before = ThreadTimes.of(peer);
    long start = System.nanoTime();
    sleep(effort.idleNanos());
    long ran = ThreadTimes.of(peer).ranSince(before);
    long elapsed = System.nanoTime() - start;
    Map<String, String> end = first.ask("wake");
    end.put("core_share", Double.toString((double) ran / elapsed));
    return new Sample(end);
  }

  private static void sleep(long nanos) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an idle process was watched", e);
    }
  }

  @Override
  public double delayedShare() {
    return delayedShare;
  }

  @Override
  public void close() throws IOException {
    try {
      first.close();
    } finally {
      Directories.delete(files);
    }
  }
}
