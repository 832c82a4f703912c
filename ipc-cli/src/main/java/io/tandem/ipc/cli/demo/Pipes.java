package io.tandem.ipc.cli.demo;

import io.tandem.ipc.cli.console.Progress;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The same messages without Tandem: each worker has a pipe in and a pipe out, with object streams
 * on them.
 *
 * <p>Per worker one thread sends and one receives. Senders take names from one list as fast as
 * their pipe takes them, so the faster worker gets more. A worker that dies fails the run: which of
 * the names in its pipe it had done is not known here.
 */
final class Pipes implements Transport {
  private final Progress progress;
  private final List<Channel> channels = new ArrayList<>();
  private volatile Throwable failure;

  Pipes(Progress progress) {
    this.progress = progress;
  }

  /** Starts the workers and waits until each has sent its stream's header. */
  void start(int workers, Input input, Workers processes) {
    for (int number = 1; number <= workers; number++) {
      channels.add(
          new Channel(
              processes.start(
                  number, PipeWorker.class, Workers.Output.MESSAGES, List.of(input.argument()))));
    }
    channels.forEach(Channel::connect);
  }

  @Override
  public Measured run(Round round) throws InterruptedException {
    Results results = new Results(round.size());
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    long begin = System.nanoTime();
    for (Channel channel : channels) {
      threads.add(start(channel, "sender", () -> channel.send(round, next)));
      threads.add(start(channel, "receiver", () -> channel.receive(results)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long nanos = System.nanoTime() - begin;
    if (failure != null) {
      throw new DemoException("a worker on a pipe failed: " + failure, failure);
    }
    return new Measured(results, nanos);
  }

  private Thread start(Channel channel, String what, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | ClassNotFoundException | RuntimeException e) {
                fail(e);
              }
            },
            channel.worker.name() + "-" + what);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** One failure ends all threads: each waits for a worker, and no worker is left. */
  private synchronized void fail(Throwable reason) {
    if (failure == null) {
      failure = reason;
      channels.forEach(channel -> channel.worker.kill());
    }
  }

  /** Lets the workers go and waits for each. */
  void finish() {
    channels.forEach(channel -> channel.worker.release());
    channels.forEach(channel -> channel.worker.awaitEnd());
  }

  private interface Work {
    void run() throws IOException, ClassNotFoundException;
  }

  /** One worker and its two pipes. */
  private final class Channel {
    private final Worker worker;
    private ObjectOutputStream jobs;
    private ObjectInputStream answers;
    private int sent;

    Channel(Worker worker) {
      this.worker = worker;
    }

    void connect() {
      try {
        jobs =
            new ObjectOutputStream(
                new BufferedOutputStream(worker.input(), PipeWorker.BUFFER_BYTES));
        jobs.flush();
        answers =
            new ObjectInputStream(
                new BufferedInputStream(worker.output(), PipeWorker.BUFFER_BYTES));
        worker.started();
      } catch (IOException e) {
        throw new DemoException(
            worker.name() + " ended before it was ready; see its output above", e);
      }
    }

    void send(Round round, AtomicInteger next) throws IOException {
      for (int i; (i = next.getAndIncrement()) < round.size(); ) {
        write(round.job(i));
      }
      write(new Job(round.task(), round.number(), Job.END, ""));
      jobs.flush();
    }

    private void write(Job job) throws IOException {
      // Before, not behind: what follows the last message would look like one more on its way.
      if (++sent % PipeWorker.MESSAGES_BETWEEN_RESETS == 0) {
        jobs.reset();
      }
      jobs.writeObject(job);
    }

    void receive(Results results) throws IOException, ClassNotFoundException {
      Answer.Done answer = (Answer.Done) answers.readObject();
      while (answer.number() != Job.END) {
        results.keep(answer.number(), answer.fingerprint());
        progress.done(results.answered());
        answer = (Answer.Done) answers.readObject();
      }
    }
  }
}
