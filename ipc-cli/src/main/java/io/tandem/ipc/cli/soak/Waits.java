package io.tandem.ipc.cli.soak;

import io.tandem.ipc.wait.WaitStrategy;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** How the roles wait. */
final class Waits {
  private static final long LONGEST_NANOS = 50_000_000;

  private static final int LINGERS_ONE_IN = 1_000;
  private static final long LONGEST_LINGER_NANOS = 3_000_000;

  private Waits() {}

  /** One of the strategies that leave the processors to the others. */
  static WaitStrategy any(SplittableRandom random) {
    return random.nextInt(3) == 0 ? WaitStrategy.spinThenPark() : WaitStrategy.park();
  }

  /** For how long to wait; often not at all. */
  static long nanos(SplittableRandom random) {
    return random.nextInt(4) == 0 ? 0 : random.nextLong(LONGEST_NANOS);
  }

  /** Stays for a moment, now and then, where it hurts most to be killed. */
  static void linger(SplittableRandom random) {
    if (random.nextInt(LINGERS_ONE_IN) == 0) {
      LockSupport.parkNanos(random.nextLong(LONGEST_LINGER_NANOS));
    }
  }
}
