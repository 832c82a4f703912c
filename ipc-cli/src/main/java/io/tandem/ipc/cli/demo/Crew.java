package io.tandem.ipc.cli.demo;

import io.tandem.ipc.cli.console.Progress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** The worker JVMs on the queues: starts them, kills one when asked to, replaces the dead. */
final class Crew implements Dispatcher.Crew {
  /** Deaths that nobody planned, after which something must be wrong with the workers. */
  static final int MAX_UNPLANNED_DEATHS = 10;

  private final Progress progress;
  private final IntFunction<Worker> start;
  private final Map<Integer, Worker> living = new TreeMap<>();
  private final Set<Integer> attached = new HashSet<>();
  private final Map<Integer, Integer> answers = new TreeMap<>();
  private int started;
  private int unplannedDeaths;
  private boolean killAtHalf;
  private Worker victim;
  private Kill kill;

  /**
   * The worker that was killed on purpose.
   *
   * @param replacement the number of the worker that took its place
   * @param replacedNanos from the signal until that one was attached; 0 = it is not yet
   */
  record Kill(
      Worker victim, int afterAnswers, long killedAtNanos, int replacement, long replacedNanos) {}

  /**
   * @param start starts a worker with a number
   */
  Crew(Progress progress, IntFunction<Worker> start) {
    this.progress = progress;
    this.start = start;
  }

  /** Starts that many workers; they attach while the caller goes on. */
  void start(int workers) {
    for (int i = 0; i < workers; i++) {
      startOne();
    }
  }

  private Worker startOne() {
    int number = ++started;
    Worker worker = start.apply(number);
    living.put(number, worker);
    answers.put(number, 0);
    return worker;
  }

  /** Has one worker killed when half of the next round's answers are in. */
  void killAtHalf() {
    killAtHalf = true;
  }

  /** The kill, or null if there was none. */
  Kill kill() {
    return kill;
  }

  /** How many answers each worker gave that were not known before, by its number. */
  Map<Integer, Integer> answers() {
    return Map.copyOf(answers);
  }

  /** Lets all workers end, and waits for each. */
  void finish() {
    living.values().forEach(Worker::release);
    living.values().forEach(Worker::awaitEnd);
  }

  @Override
  public boolean isComplete() {
    return attached.containsAll(living.keySet());
  }

  @Override
  public void ready(int worker) {
    attached.add(worker);
    living.get(worker).started();
    if (kill != null && kill.replacement() == worker) {
      kill =
          new Kill(
              kill.victim(),
              kill.afterAnswers(),
              kill.killedAtNanos(),
              worker,
              System.nanoTime() - kill.killedAtNanos());
    }
  }

  @Override
  public void answered(int worker, int answered, int total) {
    answers.merge(worker, 1, Integer::sum);
    progress.done(answered);
    if (killAtHalf && answered >= (total + 1) / 2) {
      killAtHalf = false;
      // It has just answered, so it most likely has the next name in hand.
      victim = living.getOrDefault(worker, living.values().iterator().next());
      victim.kill();
      attached.remove(victim.number());
      kill = new Kill(victim, answered, System.nanoTime(), 0, 0);
      progress.line(
          "killed " + victim.name() + " (pid " + victim.pid() + ") with SIGKILL, on purpose");
    }
  }

  @Override
  public void ended(int number) {
    Worker worker = living.remove(number);
    if (worker != victim) {
      unplanned(worker);
    }
    Worker replacement = startOne();
    if (worker == victim) {
      kill = new Kill(victim, kill.afterAnswers(), kill.killedAtNanos(), replacement.number(), 0);
    }
  }

  private void unplanned(Worker worker) {
    String how = worker.name() + " (pid " + worker.pid() + ") ended with " + worker.ending();
    if (!attached.contains(worker.number()) && !worker.wasKilled()) {
      throw new DemoException(how + " before it was ready; see its output above");
    }
    if (++unplannedDeaths > MAX_UNPLANNED_DEATHS) {
      throw new DemoException(
          how + ", the " + unplannedDeaths + "th that nobody planned; see the output above");
    }
    progress.line(how + "; starting another");
  }
}
