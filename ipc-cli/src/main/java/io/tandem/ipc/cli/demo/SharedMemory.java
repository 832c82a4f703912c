package io.tandem.ipc.cli.demo;

import io.tandem.ipc.Domain;
import io.tandem.ipc.TandemException;
import io.tandem.ipc.cli.console.Progress;
import io.tandem.ipc.queue.SharedQueue;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Names out and results back through two shared queues. {@link Dispatcher} says how. */
final class SharedMemory implements Transport {
  static final String JOBS = "jobs";
  static final String ANSWERS = "answers";

  private static final String DOMAIN_PREFIX = "demo-";
  private static final int CAPACITY = 4096;

  private final Domain domain;
  private final SharedQueue<Job> jobs;
  private final SharedQueue<Answer> answers;
  private final Workers processes;
  private final Crew crew;
  private final Dispatcher dispatcher;

  /** Makes the domain and both queues; {@link #start} adds the workers. */
  SharedMemory(Input input, Workers processes, Progress progress) {
    this.processes = processes;
    String name = DOMAIN_PREFIX + ProcessHandle.current().pid();
    this.domain = Domain.builder().name(name).label("ipc demo").open();
    try {
      this.jobs = SharedQueue.of(Job.class).capacity(CAPACITY).openOrCreate(domain, JOBS);
      this.answers = SharedQueue.of(Answer.class).capacity(CAPACITY).openOrCreate(domain, ANSWERS);
    } catch (RuntimeException e) {
      domain.close();
      throw e;
    }
    this.crew = new Crew(progress, number -> startWorker(number, input));
    this.dispatcher = new Dispatcher(new Queues(), crew);
  }

  /**
   * Removes what is left of demos of which every process was killed at once. (Of one killed process
   * nothing is left: its workers see it and the last of them removes the domain.)
   */
  static void removeLeftovers() throws IOException {
    if (!Files.isDirectory(Domain.root())) {
      return;
    }
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(Domain.root(), DOMAIN_PREFIX + "*")) {
      for (Path leftover : leftovers) {
        removeLeftover(leftover);
      }
    }
  }

  private static void removeLeftover(Path directory) {
    try {
      Domain.removeUnused(directory);
    } catch (TandemException e) {
      // Not a domain that can be removed; ipc doctor says what is wrong with it.
    }
  }

  private Worker startWorker(int number, Input input) {
    List<String> arguments = List.of(domain.directory().toString(), input.argument());
    Worker worker = processes.start(number, QueueWorker.class, Workers.Output.FORWARDED, arguments);
    worker.onExit(() -> report(number));
    return worker;
  }

  private void report(int worker) {
    try {
      answers.put(new Answer.Ended(worker));
    } catch (IllegalStateException e) {
      // Closed: nobody wants to know any more.
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
  }

  /** Starts the workers and waits until all are attached. */
  void start(int workers) throws InterruptedException {
    crew.start(workers);
    dispatcher.awaitCrew();
  }

  Crew crew() {
    return crew;
  }

  /** How often a name was sent a second time. */
  int sentAgain() {
    return dispatcher.sentAgain();
  }

  @Override
  public Measured run(Round round) throws InterruptedException {
    dispatcher.awaitCrew();
    long begin = System.nanoTime();
    Results results = dispatcher.run(round);
    return new Measured(results, System.nanoTime() - begin);
  }

  /** Lets the workers go and waits for each, then leaves. */
  void finish() {
    crew.finish();
    leave();
  }

  /** Leaves the domain, in which no worker is any more. Safe from any thread, at any time. */
  void leave() {
    domain.close();
    // When the JVM is ending, the domain's own hook may have left it while workers were alive.
    Domain.removeUnused(domain.directory());
  }

  /** The shared queues as the dispatcher sees them. */
  private final class Queues implements Dispatcher.Mail {
    @Override
    public boolean offer(Job job) {
      return jobs.offer(job);
    }

    @Override
    public Answer take() throws InterruptedException {
      return answers.take();
    }

    @Override
    public Answer poll() {
      return answers.poll();
    }
  }
}
