package io.tandem.ipc.cli.soak;

import java.util.SplittableRandom;

/**
 * What a soak draws by lot, all of it from the seed: the n-th kill, stop and start of two soaks
 * with the same seed are drawn alike, however much time passes between them. What the processes
 * have come to by then is up to the machine, so a soak is repeated in its disturbances, not in
 * every instruction.
 */
final class Plan {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  /** One kill in so many may hit a process that is just starting. */
  private static final int STARTING_ONE_IN = 5;

  private static final long LONGEST_STOP_NANOS = 300_000_000L;

  /** One stop in so many ends with a kill. */
  private static final int KILLED_ONE_IN = 4;

  private final long seed;
  private final int killsPerMinute;
  private final int stopsPerMinute;

  Plan(Settings settings) {
    this.seed = settings.seed();
    this.killsPerMinute = settings.killsPerMinute();
    this.stopsPerMinute = settings.stopsPerMinute();
  }

  /**
   * A kill.
   *
   * @param pauseNanos after the one before
   * @param readyOnly whether it spares those that are just starting
   * @param pick which of those that may be killed: from 0, the first, to below 1, the last
   */
  record Kill(long pauseNanos, boolean readyOnly, double pick) {}

  /** A stop: when, of whom and for how long; and whether the one stopped is then killed. */
  record Stop(long pauseNanos, double pick, long nanos, boolean isKilled) {}

  Kill kill(int number) {
    SplittableRandom random = random(1, number);
    return new Kill(
        pause(random, killsPerMinute), random.nextInt(STARTING_ONE_IN) != 0, random.nextDouble());
  }

  Stop stop(int number) {
    SplittableRandom random = random(2, number);
    return new Stop(
        pause(random, stopsPerMinute),
        random.nextDouble(),
        random.nextLong(LONGEST_STOP_NANOS),
        random.nextInt(KILLED_ONE_IN) == 0);
  }

  /** For a process and for all that it draws itself. */
  SplittableRandom start(int number) {
    return random(3, number);
  }

  private SplittableRandom random(int what, int number) {
    return new SplittableRandom(Message.mix(Message.mix(seed + what) + number));
  }

  /** The time to the next of so many a minute, which come at any time alike. */
  private static long pause(SplittableRandom random, int perMinute) {
    return perMinute == 0
        ? Long.MAX_VALUE >> 2
        : (long) (-Math.log(1 - random.nextDouble()) * MINUTE_NANOS / perMinute);
  }
}
