package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Payload;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One process of a queue between two: as many producing threads in the first, or consuming ones in
 * the second, as the scenario says. Behind {@link Ends} is what a rival does.
 *
 * <p>Each message goes to one consumer. How many each of them gets is the rival's affair; together
 * they must have got all. That the second process is there is told by a byte on its stdout.
 */
final class Crowd implements Link {
  /** The words of a message. */
  static final int WORDS = 8;

  /** The bytes of a message. */
  static final int MESSAGE_BYTES = WORDS * Long.BYTES;

  private static final int HERE = '.';

  private final Setup setup;
  private final Scenario scenario;
  private final boolean first;
  private final Ends ends;
  private final List<Ends.Producer> producers = new ArrayList<>();
  private final List<Ends.Consumer> consumers = new ArrayList<>();
  private final List<Payload> payloads = new ArrayList<>();
  private ExecutorService threads;

  private Crowd(Setup setup, boolean first, Ends ends) {
    this.setup = setup;
    this.scenario = setup.scenario();
    this.first = first;
    this.ends = ends;
  }

  /** Whether a scenario is one for a crowd. */
  static boolean supports(Scenario scenario) {
    return scenario.kind() == Scenario.Kind.QUEUE;
  }

  /** The producing process. */
  static Crowd ofProducers(Setup setup, Ends ends) {
    return new Crowd(setup, true, ends);
  }

  /** The consuming process. */
  static Crowd ofConsumers(Setup setup, Ends ends) {
    return new Crowd(setup, false, ends);
  }

  /** Waits a moment for room or a message, leaving the core to other threads if there are some. */
  @SuppressWarnings("ThreadPriorityCheck") // giving way to the others on this core
  static void pause(Scenario scenario) {
    if (scenario.crowded()) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
  }

  @Override
  public long send(Payload payload, long count) throws IOException {
    if (!first) {
      setup.out().write(HERE);
      setup.out().flush();
      return 0;
    }
    int threadCount = scenario.producers();
    open(threadCount);
    List<Callable<Long>> work = new ArrayList<>();
    for (int i = 0; i < threadCount; i++) {
      int index = i;
      long share = count / threadCount + (i < count % threadCount ? 1 : 0);
      work.add(() -> produce(producers.get(index), payloads.get(index), share));
    }
    long sum = 0;
    for (long each : run(work)) {
      sum += each;
    }
    try {
      ends.end(producers, scenario.consumers());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    return sum;
  }

  @Override
  public long receive(long count) throws IOException {
    if (first) {
      if (setup.in().read() != HERE) {
        throw new IOException("expected the byte by which the second process says that it is here");
      }
      return 0;
    }
    open(scenario.consumers());
    List<Callable<Tally>> work = new ArrayList<>();
    for (Ends.Consumer consumer : consumers) {
      work.add(() -> consume(consumer));
    }
    long sum = 0;
    long messages = 0;
    for (Tally tally : run(work)) {
      sum += tally.sum();
      messages += tally.messages();
    }
    if (messages != count) {
      throw new IOException("received " + messages + " messages of " + count);
    }
    return sum;
  }

  private static long produce(Ends.Producer producer, Payload payload, long count)
      throws IOException, InterruptedException {
    long sum = 0;
    long base = payload.last();
    for (long i = 0; i < count; i++) {
      base = payload.after(base);
      producer.send(base);
      sum += payload.sum(base);
    }
    producer.flush();
    payload.last(base);
    return sum;
  }

  private static Tally consume(Ends.Consumer consumer) throws IOException, InterruptedException {
    Tally tally = new Tally();
    consumer.receive(tally);
    return tally;
  }

  /** Starts the threads, and lets each open its end. */
  private void open(int count) throws IOException {
    if (threads != null) {
      return;
    }
    threads = Executors.newFixedThreadPool(count, Crowd::daemon);
    List<Callable<Object>> opening = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = i;
      opening.add(() -> first ? ends.producer(index) : ends.consumer(index));
    }
    for (Object end : run(opening)) {
      if (first) {
        producers.add((Ends.Producer) end);
        payloads.add(new Payload(WORDS, 0, 7 + 1_000_003L * producers.size()));
      } else {
        consumers.add((Ends.Consumer) end);
      }
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }

  private <T> List<T> run(List<Callable<T>> work) throws IOException {
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> each : threads.invokeAll(work)) {
        results.add(each.get());
      }
      return results;
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw new IOException("a thread failed: " + e.getCause(), e.getCause());
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted while messages were exchanged", e);
  }

  @Override
  public void close() throws IOException {
    if (threads != null) {
      threads.shutdownNow();
    }
    ends.close();
  }
}
