package io.tandem.ipc.testkit;

/**
 * Damages memory all the time, beside what the thread of a {@link Fuzz} does: so values change
 * between a look and the next. Each strike is an input.
 */
public final class Storm implements AutoCloseable {
  private static final int PAUSES = 30;

  private final Fuzz fuzz;
  private final Damage damage;
  private final Thread thread = new Thread(this::strike, "storm");
  private volatile boolean over;
  private volatile Throwable failure;

  private Storm(Fuzz fuzz, Damage damage) {
    this.fuzz = fuzz;
    this.damage = damage;
  }

  /** Begins. */
  public static Storm begin(Fuzz fuzz, Damage damage) {
    Storm storm = new Storm(fuzz, damage);
    fuzz.state(damage);
    storm.thread.setDaemon(true);
    storm.thread.start();
    return storm;
  }

  private void strike() {
    try {
      while (!over) {
        fuzz.input();
        damage.strike();
        for (int i = 0; i < PAUSES; i++) {
          Thread.onSpinWait();
        }
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  /** Ends it, and fails if it could not go on that long. */
  @Override
  public void close() {
    over = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw new AssertionError("the storm has ended early", failure);
    }
  }
}
