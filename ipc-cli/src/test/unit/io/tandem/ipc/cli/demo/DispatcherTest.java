package io.tandem.ipc.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The dispatcher against simulated workers that are scheduled, and killed, at random between any
 * two of their steps: 20,000 schedules, each reproducible by its seed.
 */
class DispatcherTest {
  private static final int SCHEDULES = 20_000;

  @Test
  void everyNameIsAnsweredWhoeverIsKilledWhenever() throws Exception {
    int lost = 0;
    int killed = 0;
    int sentAgain = 0;
    for (int seed = 0; seed < SCHEDULES; seed++) {
      World world = new World(seed);
      Dispatcher dispatcher = new Dispatcher(world, world);
      dispatcher.awaitCrew();
      for (int round = 1; round <= 2; round++) {
        Results results = dispatcher.run(world.round(round));
        for (int i = 0; i < results.size(); i++) {
          assertThat(results.get(i)).as("seed %d", seed).isEqualTo(World.answerTo(round, i));
        }
      }
      assertThat(dispatcher.sentAgain()).as("seed %d", seed).isLessThanOrEqualTo(world.killed);
      lost += world.lost;
      killed += world.killed;
      sentAgain += dispatcher.sentAgain();
    }
    // Otherwise the above proves nothing.
    assertThat(killed).isGreaterThan(SCHEDULES);
    assertThat(lost).isGreaterThan(SCHEDULES / 4);
    assertThat(sentAgain).isGreaterThanOrEqualTo(SCHEDULES / 4);
  }

  @Test
  void theSimulationNoticesWhenNobodyHearsOfADeath() {
    assertThatThrownBy(
            () -> {
              for (int seed = 0; seed < 1000; seed++) {
                World world = new World(seed);
                world.deathsAreReported = false;
                Dispatcher dispatcher = new Dispatcher(world, world);
                dispatcher.awaitCrew();
                dispatcher.run(world.round(1));
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("stuck");
  }

  @Test
  void anAnswerOfAnotherRoundIsNotTakenForOneOfThis() throws Exception {
    Queue<Answer> answers = new ArrayDeque<>();
    Fingerprint stale = Fingerprint.unreadable("stale");
    Fingerprint fresh = Fingerprint.unreadable("fresh");
    answers.add(new Answer.Done(1, 6, 0, stale));
    answers.add(new Answer.Done(1, 7, 0, fresh));
    answers.add(new Answer.Done(1, 7, 0, stale));
    World world = new World(1);
    Dispatcher dispatcher =
        new Dispatcher(
            new Dispatcher.Mail() {
              @Override
              public boolean offer(Job job) {
                return true;
              }

              @Override
              public Answer take() {
                return answers.remove();
              }

              @Override
              public Answer poll() {
                return answers.poll();
              }
            },
            world);
    Results results = dispatcher.run(new Round(7, Job.Task.FINGERPRINT, List.of("name")));
    assertThat(results.get(0)).isEqualTo(fresh);
    assertThat(world.answered).isEqualTo(1);
  }

  /** Queues, workers and those who look after them, in one thread. */
  private static final class World implements Dispatcher.Mail, Dispatcher.Crew {
    private final Random random;
    private final Queue<Job> jobs = new ArrayDeque<>();
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<SimulatedWorker> living = new ArrayList<>();
    private final Queue<Integer> unreported = new ArrayDeque<>();
    private final int capacity;
    private final int names;
    private int started;
    private int kills;
    private int killed;
    private int lost;
    private int answered;
    private boolean deathsAreReported = true;

    private static final class SimulatedWorker {
      final int number;
      boolean attached;
      boolean ready;
      Job inHand;

      SimulatedWorker(int number) {
        this.number = number;
      }
    }

    World(int seed) {
      random = new Random(seed);
      capacity = 1 + random.nextInt(5);
      names = 1 + random.nextInt(12);
      kills = random.nextInt(6);
      int workers = 1 + random.nextInt(3);
      for (int i = 0; i < workers; i++) {
        living.add(new SimulatedWorker(++started));
      }
    }

    Round round(int number) {
      List<String> list = IntStream.range(0, names).mapToObj(i -> "name-" + i).toList();
      return new Round(number, Job.Task.FINGERPRINT, list);
    }

    static Fingerprint answerTo(int round, int number) {
      return Fingerprint.unreadable(round + "/" + number);
    }

    @Override
    public boolean offer(Job job) {
      stepSometimes();
      return jobs.size() < capacity && jobs.add(job);
    }

    @Override
    public Answer take() {
      for (int idle = 0; answers.isEmpty(); idle++) {
        step();
        if (idle > 10_000) {
          throw new AssertionError("stuck: nothing is left that could give an answer");
        }
      }
      return answers.remove();
    }

    @Override
    public Answer poll() {
      stepSometimes();
      return answers.poll();
    }

    private void stepSometimes() {
      while (random.nextInt(3) == 0) {
        step();
      }
    }

    /** One step of somebody. */
    private void step() {
      if (!unreported.isEmpty() && random.nextInt(4) == 0) {
        putIfRoom(new Answer.Ended(unreported.peek()), unreported::remove);
        return;
      }
      if (living.isEmpty()) {
        return;
      }
      SimulatedWorker worker = living.get(random.nextInt(living.size()));
      if (worker.attached && kills > 0 && random.nextInt(8) == 0) {
        kill(worker);
      } else if (!worker.attached) {
        putIfRoom(new Answer.Ready(worker.number), () -> worker.attached = true);
      } else if (worker.inHand == null) {
        worker.inHand = jobs.poll();
      } else {
        Fingerprint answer = answerTo(worker.inHand.round(), worker.inHand.number());
        putIfRoom(Answer.Done.of(worker.inHand, worker.number, answer), () -> worker.inHand = null);
      }
    }

    private void putIfRoom(Answer answer, Runnable then) {
      if (answers.size() < capacity) {
        answers.add(answer);
        then.run();
      }
    }

    private void kill(SimulatedWorker worker) {
      kills--;
      killed++;
      lost += worker.inHand == null ? 0 : 1;
      living.remove(worker);
      if (deathsAreReported) {
        unreported.add(worker.number);
      }
    }

    @Override
    public void ready(int worker) {
      living.stream().filter(it -> it.number == worker).forEach(it -> it.ready = true);
    }

    @Override
    public void ended(int worker) {
      living.add(new SimulatedWorker(++started));
    }

    @Override
    public void answered(int worker, int answeredSoFar, int total) {
      answered++;
      assertThat(answeredSoFar).isLessThanOrEqualTo(total);
    }

    @Override
    public boolean isComplete() {
      return living.stream().allMatch(worker -> worker.ready) && unreported.isEmpty();
    }
  }
}
