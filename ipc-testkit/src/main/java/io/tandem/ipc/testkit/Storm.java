package io.tandem.ipc.testkit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Damages memory all the time, beside what the thread of a {@link Fuzz} does: so values change
 * between a look and the next.
 */
public final class Storm implements AutoCloseable {
  private static final int PAUSES = 30;

  private final Fuzz fuzz;
  private final Damage damage;
  private final Thread thread = new Thread(this::strike, "storm");
  private volatile boolean over;
  private volatile Throwable failure;
  private CompletableFuture<Void> others = CompletableFuture.completedFuture(null);

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
        fuzz.stormyInput();
        damage.strike();
        for (int i = 0; i < PAUSES; i++) {
          Thread.onSpinWait();
        }
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  /** Does something in a thread of its own; {@link #close} waits for it and fails if it fails. */
  public void beside(Fuzz.Operation operation) {
    others =
        CompletableFuture.runAsync(
            () -> {
              try {
                operation.run();
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            });
  }

  /** Ends it, and fails if it could not go on that long. */
  @Override
  public void close() {
    try {
      others.join();
    } finally {
      end();
    }
  }

  private void end() {
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
