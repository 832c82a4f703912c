package io.tandem.ipc.benchmarks.rig;

import io.tandem.ipc.benchmarks.peer.Scenario;

/**
 * How much time is spent.
 *
 * @param rounds how often every entrant gets its turn, each time in fresh processes
 * @param repetitionsPerVisit how many measured repetitions it makes in one turn
 * @param attemptsPerRepetition how often a repetition is made again when it was disturbed, at most
 * @param warmUpNanos how long an entrant runs before the first
 * @param repetitionNanos how long a repetition should take: long enough for many messages, short
 *     enough to fit between two disturbances on a machine that is not left alone
 * @param idleNanos for how long an idle process is watched
 * @param patienceNanos how long the whole session may wait for others to leave the cores alone
 */
public record Effort(
    int rounds,
    int repetitionsPerVisit,
    int attemptsPerRepetition,
    long warmUpNanos,
    long repetitionNanos,
    long idleNanos,
    long patienceNanos) {
  private static final long MILLISECOND = 1_000_000;

  /** The least that is worth looking at. */
  public static Effort quick() {
    return new Effort(
        3, 2, 8, 500 * MILLISECOND, 40 * MILLISECOND, 3_000 * MILLISECOND, 20_000 * MILLISECOND);
  }

  /** For figures to publish. */
  public static Effort full() {
    return new Effort(
        5,
        2,
        12,
        2_000 * MILLISECOND,
        100 * MILLISECOND,
        10_000 * MILLISECOND,
        600_000 * MILLISECOND);
  }

  /** The same with at least that many repetitions of everything. */
  public Effort withRepetitions(int repetitions) {
    int perVisit = Math.min(repetitions, repetitionsPerVisit);
    int neededRounds = (repetitions + perVisit - 1) / perVisit;
    return new Effort(
        neededRounds,
        perVisit,
        attemptsPerRepetition,
        warmUpNanos,
        repetitionNanos,
        idleNanos,
        patienceNanos);
  }

  /**
   * What of it a scenario needs: sleepers exchange few messages, so more time; watching an idle
   * process is slow, and varies little.
   */
  Effort forScenario(Scenario scenario) {
    boolean idle = scenario.kind() == Scenario.Kind.IDLE;
    return new Effort(
        idle ? Math.max(1, rounds / 2) : rounds,
        idle ? 1 : repetitionsPerVisit,
        attemptsPerRepetition,
        warmUpNanos,
        scenario.blocking() ? 4 * repetitionNanos : repetitionNanos,
        idleNanos,
        patienceNanos);
  }
}
