package io.tandem.ipc.benchmarks.rig;

import io.tandem.ipc.benchmarks.peer.Scenario;
import java.io.IOException;
import java.util.List;

/**
 * What memcpy alone does with messages of that size, in one thread that tells nobody: for reference
 * beside what two processes copy.
 */
public final class NativeCopy implements Entrant {
  private final NativePrograms programs;
  private final Pinning pinning;

  /** Runs the program on the first of two cores. */
  public NativeCopy(NativePrograms programs, Pinning pinning) {
    this.programs = programs;
    this.pinning = pinning;
  }

  @Override
  public String name() {
    return "c-memcpy";
  }

  @Override
  public String settings() {
    return "gcc -O3: memcpy from one private buffer to another, one thread, one copy per message";
  }

  @Override
  public boolean supports(Scenario scenario) {
    return scenario.kind() == Scenario.Kind.COPY;
  }

  @Override
  public Visit visit(Scenario scenario, Effort effort) {
    return new CopyVisit(scenario, effort);
  }

  private final class CopyVisit implements Visit {
    private final Scenario scenario;
    private final Effort effort;
    private long totalBytes = 1L << 26;
    private double delayedShare;

    CopyVisit(Scenario scenario, Effort effort) {
      this.scenario = scenario;
      this.effort = effort;
    }

    @Override
    public void warmUp() throws IOException {
      double perSecond = repeat().value("bytes_per_second");
      totalBytes =
          Math.max(scenario.payloadBytes(), (long) (perSecond * effort.repetitionNanos() / 1e9));
    }

    @Override
    public Sample repeat() throws IOException {
      Sample sample =
          new Sample(
              programs.run(
                  pinning.prefix(),
                  "memcpy_bandwidth",
                  List.of(
                      "--cpus",
                      pinning.argument(scenario.placement()),
                      "--bytes",
                      Integer.toString(scenario.payloadBytes()),
                      "--total",
                      Long.toString(totalBytes))));
      double nanos = totalBytes * 1e9 / sample.value("bytes_per_second");
      delayedShare = sample.valueOrZero("run_delay_ns") / nanos;
      return sample;
    }

    @Override
    public double delayedShare() {
      return delayedShare;
    }

    @Override
    public void close() {}
  }
}
