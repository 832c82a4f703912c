package io.tandem.ipc.cli.soak;

import io.tandem.ipc.Domain;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Puts messages in, in bursts of all lengths. */
final class PutterRole extends Role {
  private static final int LONGEST_BURST_BITS = 12;
  private static final int MOST_BURSTS = 400;
  private static final int LONGEST_PAUSE_MICROS = 16_000;

  private final Message message = new Message();
  private long done;

  PutterRole(
      Order order,
      Domain domain,
      Slot slot,
      SplittableRandom random,
      Consumer<Throwable> onFailure) {
    super(order, domain, slot, random, onFailure);
  }

  @Override
  void use(Subject.Handle structure) throws InterruptedException {
    try (Subject.Putter putter = structure.putter()) {
      opened();
      try {
        int bursts = 1 + random.nextInt(MOST_BURSTS);
        for (int i = 0; i < bursts && !isFinishing(); i++) {
          putBurst(putter);
          pause();
        }
      } finally {
        closing();
      }
    }
  }

  private void putBurst(Subject.Putter putter) throws InterruptedException {
    int length = 1 << random.nextInt(LONGEST_BURST_BITS);
    for (int i = 0; i < length && !isFinishing(); i++) {
      int count = putter.nextCount();
      slot.begin(done + count);
      boolean isIn = false;
      try {
        isIn = putter.put(message, Message.id(incarnation, done + 1), count);
      } finally {
        if (isIn) {
          done += count;
          slot.done(done);
          message.putReturned();
        } else {
          slot.begin(done);
        }
      }
      if (!isIn) {
        return; // full: pause
      }
    }
  }

  private void pause() {
    if (random.nextInt(8) != 0) {
      LockSupport.parkNanos(1_000L * random.nextInt(LONGEST_PAUSE_MICROS));
    }
  }
}
