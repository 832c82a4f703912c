package io.tandem.ipc.cli.soak;

import io.tandem.ipc.Domain;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Takes messages and logs each. */
final class TakerRole extends Role {
  private static final int MOST_TAKES = 50_000;
  private static final int MOST_IDLE_TAKES = 8;
  private static final int PAUSE_MICROS = 500;

  private boolean tookSome;

  TakerRole(
      Order order,
      Domain domain,
      Slot slot,
      SplittableRandom random,
      Consumer<Throwable> onFailure) {
    super(order, domain, slot, random, onFailure);
  }

  @Override
  void use(Subject.Handle structure) throws InterruptedException {
    try (Subject.Taker taker = structure.taker()) {
      opened();
      try {
        int takes = 1 + random.nextInt(MOST_TAKES);
        int idle = 0;
        for (int i = 0; i < takes && !isFinishing(); i++) {
          idle = take(taker) ? 0 : idle + 1;
          if (idle > MOST_IDLE_TAKES) {
            LockSupport.parkNanos(1_000L * random.nextInt(PAUSE_MICROS));
          }
        }
      } finally {
        closing();
      }
    }
  }

  private boolean take(Subject.Taker taker) throws InterruptedException {
    tookSome = false;
    slot.announceTake();
    boolean over = false;
    try {
      taker.take(this::accept);
      over = true;
    } finally {
      if (!over || !tookSome) {
        slot.nothingTaken();
      }
      slot.confirm();
    }
    return tookSome;
  }

  private void accept(byte[] bytes, int length) {
    Waits.linger(random); // with the message in hand
    slot.taken(bytes, length);
    tookSome = true;
  }
}
