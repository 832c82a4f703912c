package io.tandem.ipc.queue;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/** How much Lincheck does. */
final class Lincheck {
  private Lincheck() {}

  private static <O extends Options<O, ?>> O small(O options) {
    return options.threads(3).actorsPerThread(3).actorsBefore(1).actorsAfter(2);
  }

  /** Runs each of some scenarios so many times. */
  static StressOptions stress(int scenarios, int times) {
    return small(new StressOptions()).iterations(scenarios).invocationsPerIteration(times);
  }

  /** Runs each of some scenarios in so many schedules. */
  static ModelCheckingOptions model(int scenarios, int schedules) {
    return small(new ModelCheckingOptions())
        .iterations(scenarios)
        .invocationsPerIteration(schedules);
  }
}
