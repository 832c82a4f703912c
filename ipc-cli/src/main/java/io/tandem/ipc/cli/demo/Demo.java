package io.tandem.ipc.cli.demo;

import io.tandem.ipc.cli.console.Progress;
import io.tandem.ipc.cli.console.Text;
import java.io.IOException;
import java.util.Map;

/**
 * One run of the demo: the same job by one process, over shared memory, and over pipes.
 *
 * <p>In that order, so that whatever has to come from a disk is in memory before the two that are
 * compared with each other.
 */
final class Demo {
  private final Input input;
  private final Scan scan;
  private final int workers;
  private final long echoNanos;
  private final Progress progress;
  private final Rounds rounds = new Rounds();

  /**
   * @param echoNanos for how long each transport alone is measured
   */
  Demo(Input input, Scan scan, int workers, long echoNanos, Progress progress) {
    this.input = input;
    this.scan = scan;
    this.workers = workers;
    this.echoNanos = echoNanos;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @throws DemoException if it cannot be run to its end
   */
  Report run() throws IOException, InterruptedException {
    Measured single = job("one process", new SingleProcess(input, progress));
    Workers processes = new Workers(progress);
    SharedMemory.removeLeftovers();
    SharedMemory shared = new SharedMemory(input, processes, progress);
    Thread hook = new Thread(() -> stop(processes, shared), "ipc-demo-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return compare(single, shared, new Pipes(progress), processes);
    } finally {
      stop(processes, shared);
      removeHook(hook);
    }
  }

  private Report compare(Measured single, SharedMemory shared, Pipes pipes, Workers processes)
      throws InterruptedException {
    shared.start(workers);
    shared.crew().killAtHalf();
    Measured sharedJob = job("shared memory", shared);
    Map<Integer, Integer> answers = shared.crew().answers();
    int sentAgain = shared.sentAgain();
    Echo.Rate sharedEcho = echo("shared memory", shared);
    Recovery recovery = new Recovery(shared.crew().kill(), answers, sentAgain);
    shared.finish();

    pipes.start(workers, input, processes);
    Measured pipedJob = job("object streams", pipes);
    Echo.Rate pipedEcho = echo("object streams", pipes);
    pipes.finish();

    return new Report(
        input,
        scan,
        workers,
        single,
        new Outcome(sharedJob, sharedEcho, compare(single, sharedJob)),
        recovery,
        new Outcome(pipedJob, pipedEcho, compare(single, pipedJob)));
  }

  private Comparison compare(Measured reference, Measured other) {
    return Comparison.of(input, scan.names(), reference.results(), other.results());
  }

  private Measured job(String name, Transport transport) throws InterruptedException {
    progress.phase(name, scan.names().size(), "file");
    Measured measured = transport.run(rounds.next(Job.Task.FINGERPRINT, scan.names()));
    progress.end(
        Text.count(measured.results().size(), "file")
            + " in "
            + Text.seconds(measured.nanos())
            + " s");
    return measured;
  }

  private Echo.Rate echo(String name, Transport transport) throws InterruptedException {
    Echo.Rate rate = Echo.measure(transport, scan.names(), rounds, echoNanos, progress);
    progress.phase(name + ", echo only", 0, "name");
    progress.end(rate.perSecond() + " messages/s");
    return rate;
  }

  /** However the demo ends, by Ctrl-C too: no worker stays, and no file. */
  private void stop(Workers processes, SharedMemory shared) {
    progress.close();
    processes.close();
    shared.leave();
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook has done or is doing the same.
    }
  }
}
