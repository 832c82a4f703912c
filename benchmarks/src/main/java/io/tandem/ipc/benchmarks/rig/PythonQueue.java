package io.tandem.ipc.benchmarks.rig;

import io.tandem.ipc.benchmarks.peer.Scenario;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Python's {@code multiprocessing.Queue}. Its producers and consumers are processes, as threads of
 * one Python process take turns at the interpreter; each side is pinned as ours is.
 */
public final class PythonQueue implements Entrant {
  private static final String PROGRAM = "queue_rival.py";
  private static final long VERSION_SECONDS = 20;

  private final Path program;
  private final Pinning pinning;

  private PythonQueue(Path program, Pinning pinning) {
    this.program = program;
    this.pinning = pinning;
  }

  /** Puts the program into a directory of this session; empty where there is no Python 3. */
  public static Optional<PythonQueue> in(Path directory, Pinning pinning) throws IOException {
    if (!isThere()) {
      return Optional.empty();
    }
    Path program = directory.resolve(PROGRAM);
    try (InputStream source = PythonQueue.class.getResourceAsStream("/python/" + PROGRAM)) {
      if (source == null) {
        throw new FileNotFoundException("no python/" + PROGRAM + " on the class path");
      }
      Files.copy(source, program);
    }
    return Optional.of(new PythonQueue(program, pinning));
  }

  private static boolean isThere() {
    try {
      Process version =
          new ProcessBuilder("python3", "-c", "import multiprocessing")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return version.waitFor(VERSION_SECONDS, TimeUnit.SECONDS) && version.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public String name() {
    return "python-queue";
  }

  @Override
  public String settings() {
    return "python3, multiprocessing.Queue without limit, a process for each producer and consumer,"
        + " messages of 64 bytes by struct";
  }

  @Override
  public boolean supports(Scenario scenario) {
    return scenario.kind() == Scenario.Kind.QUEUE;
  }

  @Override
  public Visit visit(Scenario scenario, Effort effort) {
    return new PythonVisit(scenario, effort);
  }

  private final class PythonVisit implements Visit {
    private final Scenario scenario;
    private final Effort effort;
    private long count = 2_000;

    PythonVisit(Scenario scenario, Effort effort) {
      this.scenario = scenario;
      this.effort = effort;
    }

    @Override
    public void warmUp() throws IOException {
      count =
          Math.max(2_000, (long) (repeat().value("per_second") * effort.repetitionNanos() / 1e9));
    }

    @Override
    public Sample repeat() throws IOException {
      List<String> command = new ArrayList<>(pinning.prefix());
      command.addAll(List.of("python3", program.toString()));
      command.addAll(List.of("--producers", Integer.toString(scenario.producers())));
      command.addAll(List.of("--consumers", Integer.toString(scenario.consumers())));
      command.addAll(List.of("--count", Long.toString(count)));
      command.addAll(List.of("--cpus", pinning.argument(scenario.placement())));
      return new Sample(Child.run(command));
    }

    /** Not told: its processes have ended before their books can be read. */
    @Override
    public double delayedShare() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
