package io.tandem.ipc.testkit;

import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.TandemException;
import io.tandem.ipc.os.Native;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs operations on damaged memory in a JVM of its own, and sorts what comes of them: no effect,
 * or one of Tandem's errors. Anything else ends the run, and so does an operation that takes longer
 * than {@value #LONGEST_SECONDS} seconds. One that waits is interrupted after a second: waiting for
 * another process is no hang if it ends then.
 *
 * <p>A run is a row of lives: each makes something, damages and uses it again and again, and
 * removes it. A life is a function of its seed, so it can be run again alone.
 *
 * <p>Used by one thread, unless said otherwise.
 */
public final class Fuzz {
  /** What nothing may take longer than. */
  public static final int LONGEST_SECONDS = 5;

  /** The fewest lives of a run. */
  public static final int FEWEST_LIVES = 50;

  /** The exit code of a JVM in which something took longer. */
  public static final int HANGS = 87;

  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final String NO_EFFECT = "no effect";

  /** Something that may fail as documented. */
  @FunctionalInterface
  public interface Operation {
    void run() throws Exception;
  }

  /** One life; counts its inputs by {@link Fuzz#input}. */
  @FunctionalInterface
  public interface Life {
    void run(SplittableRandom random) throws Exception;
  }

  private final Thread worker = Thread.currentThread();
  private final ChildLink link;
  private final long seed;
  private final Map<String, Long> outcomes = new TreeMap<>();
  private final AtomicLong inputs = new AtomicLong();
  private final AtomicLong lives = new AtomicLong();
  private volatile Object state = "";
  private volatile long since;
  private volatile String doing = "";

  /**
   * For a child of {@link FuzzJvm}.
   *
   * @param link its connection with the test
   */
  public Fuzz(ChildLink link, long seed) {
    this.link = link;
    this.seed = seed;
    Thread watchdog = new Thread(this::watch, "watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(200);
        long begun = since;
        long lasted = begun == 0 ? 0 : System.nanoTime() - begun;
        if (lasted > PATIENCE_NANOS) {
          worker.interrupt();
        }
        if (lasted > TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)) {
          System.err.println("'" + doing + "' hangs in life " + lives + " of seed " + seed);
          System.err.println(state);
          Thread.getAllStackTraces()
              .forEach(
                  (thread, frames) -> {
                    System.err.println(thread);
                    for (StackTraceElement frame : frames) {
                      System.err.println("    " + frame);
                    }
                  });
          System.err.flush();
          Runtime.getRuntime().halt(HANGS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs lives until there have been so many inputs, and {@value #FEWEST_LIVES} lives: a storm can
   * make thousands of inputs in one.
   */
  public void run(long wanted, Life life) throws Exception {
    long reported = System.nanoTime();
    while (inputs.get() < wanted || lives.get() < FEWEST_LIVES) {
      try {
        life.run(new SplittableRandom(seed + lives.get()));
      } catch (Throwable e) {
        throw new AssertionError("life " + lives + " of seed " + seed + "; " + state, e);
      }
      lives.incrementAndGet();
      if (System.nanoTime() - reported > REPORT_NANOS) {
        reported = System.nanoTime();
        link.send("inputs " + inputs);
      }
    }
  }

  /**
   * Tells the test what came of it all, if this process holds nothing of that directory any more.
   */
  public void finish(Path directory) {
    List<String> left = Leftovers.of(directory);
    left.removeIf(leftover -> leftover.startsWith("mapping ") && !Native.isLoaded());
    if (!left.isEmpty()) {
      throw new AssertionError("left over:\n" + String.join("\n", left));
    }
    link.send("done " + inputs + " inputs in " + lives + " lives: " + outcomes);
  }

  /** What to show when something goes wrong, by its {@code toString}. */
  public void state(Object shown) {
    state = shown;
  }

  /** Counts an input; from any thread. */
  public void input() {
    inputs.incrementAndGet();
  }

  /**
   * Does something that may fail as documented.
   *
   * @return whether it has not failed
   */
  public boolean attempt(String what, Operation operation) throws Exception {
    doing = what;
    since = System.nanoTime();
    try {
      operation.run();
      count(NO_EFFECT);
      return true;
    } catch (TandemException | MessageTooLargeException e) {
      String interrupted = Thread.interrupted() ? " (interrupted)" : "";
      if (count(e.getClass().getSimpleName() + interrupted) == 1) {
        System.err.println(what + ": " + e);
      }
      return false;
    } catch (Throwable e) {
      throw new AssertionError("undocumented outcome of '" + what + "'", e);
    } finally {
      since = 0;
    }
  }

  private long count(String outcome) {
    return outcomes.merge(outcome, 1L, Long::sum);
  }
}
