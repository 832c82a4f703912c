package io.tandem.ipc.cli.demo;

import io.tandem.ipc.Domain;
import io.tandem.ipc.queue.SharedQueue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * A worker JVM of the demo: takes names from one queue and puts answers into another, one at a
 * time.
 *
 * <p>Ends when its standard input does, which is when the parent closes it or is gone, in whatever
 * way. Being killed needs no preparation at all.
 */
public final class QueueWorker {
  private QueueWorker() {}

  /**
   * Works until the parent lets go.
   *
   * @param arguments the worker's number, the domain's directory, the input
   */
  public static void main(String[] arguments) throws InterruptedException {
    int worker = Integer.parseInt(arguments[0]);
    Fingerprinter fingerprinter = new Fingerprinter(Input.of(arguments[2]));
    Domain domain =
        Domain.builder().directory(Path.of(arguments[1])).label("worker-" + worker).open();
    endWithParent(domain);
    try (SharedQueue<Job> jobs = SharedQueue.of(Job.class).open(domain, SharedMemory.JOBS);
        SharedQueue<Answer> answers =
            SharedQueue.of(Answer.class).open(domain, SharedMemory.ANSWERS)) {
      answers.put(new Answer.Ready(worker));
      while (true) {
        Job job = jobs.take();
        Fingerprint fingerprint =
            job.task() == Job.Task.ECHO ? Fingerprint.NONE : fingerprinter.of(job.name());
        answers.put(Answer.Done.of(job, worker, fingerprint));
      }
    } catch (IllegalStateException e) {
      if (!domain.isClosed()) {
        throw e;
      }
    }
  }

  private static void endWithParent(Domain domain) {
    Thread thread =
        new Thread(
            () -> {
              waitForEnd(System.in);
              domain.close();
              // Not left to main: it may be inside a read that never returns.
              System.exit(0);
            },
            "parent-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private static void waitForEnd(InputStream stream) {
    try {
      while (stream.read() >= 0) {
        // Nothing is ever sent; only the end matters.
      }
    } catch (IOException e) {
      // A broken input has ended too.
    }
  }
}
