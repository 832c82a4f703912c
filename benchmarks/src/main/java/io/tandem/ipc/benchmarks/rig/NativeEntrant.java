package io.tandem.ipc.benchmarks.rig;

import io.tandem.ipc.benchmarks.peer.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The C program that does what the scenario asks for with nothing around it: the physical limit.
 */
public final class NativeEntrant implements Entrant {
  private final NativePrograms programs;
  private final Pinning pinning;
  private final Path directory;

  /** Runs the programs with their shared files in that directory. */
  public NativeEntrant(NativePrograms programs, Pinning pinning, Path directory) {
    this.programs = programs;
    this.pinning = pinning;
    this.directory = directory;
  }

  @Override
  public String name() {
    return "c";
  }

  @Override
  public String settings() {
    return "gcc -O3: cache-line ping-pong round a ring of that size; ring of slots with one commit word each; memcpy"
        + " into and out of such a ring; futex ping-pong; posix_spawn of an empty process";
  }

  @Override
  public boolean supports(Scenario scenario) {
    return scenario.kind() != Scenario.Kind.IDLE && scenario.kind() != Scenario.Kind.QUEUE;
  }

  @Override
  public Visit visit(Scenario scenario, Effort effort) {
    return new NativeVisit(scenario, effort);
  }

  private final class NativeVisit implements Visit {
    private final Scenario scenario;
    private final Effort effort;
    private long count;
    private double delayedShare;

    NativeVisit(Scenario scenario, Effort effort) {
      this.scenario = scenario;
      this.effort = effort;
    }

    @Override
    public void warmUp() throws IOException {
      count =
          switch (scenario.kind()) {
            case ONE_WAY -> 1_000_000;
            case COPY -> Math.max(50, (1L << 26) / scenario.payloadBytes());
            case ROUND_TRIP -> 50_000;
            case HAND_OFF -> 200;
            case QUEUE, IDLE, START -> 5;
          };
      if (scenario.kind() != Scenario.Kind.START) {
        count = Math.max(50, (long) (perSecond(repeat()) * effort.repetitionNanos() / 1e9));
      }
    }

    private double perSecond(Sample sample) throws IOException {
      return scenario.oneWay() ? sample.value("per_second") : 1e9 / sample.value("mean_ns");
    }

    @Override
    public Sample repeat() throws IOException {
      List<String> arguments = new ArrayList<>();
      arguments.addAll(List.of("--cpus", pinning.argument(scenario.placement())));
      arguments.addAll(List.of("--count", Long.toString(count)));
      if (scenario.kind() != Scenario.Kind.START) {
        arguments.addAll(List.of("--payload", Integer.toString(scenario.payloadBytes())));
        arguments.addAll(List.of("--directory", directory.toString()));
      }
      if (scenario.kind() == Scenario.Kind.ROUND_TRIP) {
        arguments.addAll(List.of("--cells", Integer.toString(scenario.cellsOfWholeLines())));
      }
      if (scenario.oneWay()) {
        arguments.addAll(List.of("--ring", Integer.toString(scenario.ringBytes())));
      }
      if (scenario.kind() == Scenario.Kind.ONE_WAY) {
        arguments.addAll(List.of("--pauses", Integer.toString(scenario.pauses())));
        arguments.addAll(List.of("--steps", Integer.toString(scenario.workSteps())));
      }
      Sample sample = new Sample(programs.run(pinning.prefix(), program(), arguments));
      delayedShare =
          sample.valueOrZero("run_delay_ns") * perSecond(sample) / (1e9 * Math.max(1, count));
      return sample;
    }

    private String program() {
      return switch (scenario.kind()) {
        case ROUND_TRIP -> "pingpong";
        case ONE_WAY -> "ring";
        case COPY -> "copy";
        case HAND_OFF -> "futex_pingpong";
        case START -> "process_start";
        case QUEUE, IDLE -> throw new IllegalArgumentException("no C program for " + scenario);
      };
    }

    @Override
    public double delayedShare() {
      return delayedShare;
    }

    @Override
    public void close() {}
  }
}
