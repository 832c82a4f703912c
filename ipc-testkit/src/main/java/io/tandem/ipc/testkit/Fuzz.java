package io.tandem.ipc.testkit;

import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.TandemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
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
 * <p>{@link #run} belongs to one thread; the rest may be used by any, each operation being watched
 * on its own.
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

  /** An operation that has begun; the watchdog changes it while it is among {@link #begun}. */
  private static final class Begun {
    private final String what;
    private final long atNanos = System.nanoTime();
    private boolean interrupted;

    Begun(String what) {
      this.what = what;
    }
  }

  private final ChildLink link;
  private final long seed;
  private final Map<String, Long> outcomes = new ConcurrentSkipListMap<>();
  private final Map<Thread, Begun> begun = new ConcurrentHashMap<>();
  private final AtomicLong inputs = new AtomicLong();
  private final AtomicLong stormy = new AtomicLong();
  private final AtomicLong lives = new AtomicLong();
  private volatile Object state = "";

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
        begun.keySet().forEach(thread -> begun.computeIfPresent(thread, this::watch));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Begun watch(Thread thread, Begun operation) {
    long lasted = System.nanoTime() - operation.atNanos;
    if (lasted > PATIENCE_NANOS) {
      operation.interrupted = true;
      thread.interrupt();
    }
    if (lasted > TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)) {
      System.err.println("'" + operation.what + "' hangs in life " + lives + " of seed " + seed);
      System.err.println(state);
      Thread.getAllStackTraces().forEach(Fuzz::print);
      System.err.flush();
      Runtime.getRuntime().halt(HANGS);
    }
    return operation;
  }

  private static void print(Thread thread, StackTraceElement[] frames) {
    System.err.println(thread);
    for (StackTraceElement frame : frames) {
      System.err.println("    " + frame);
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
    if (!left.isEmpty()) {
      throw new AssertionError("left over:\n" + String.join("\n", left));
    }
    link.send(
        "done "
            + inputs
            + " inputs in "
            + lives
            + " lives, and "
            + stormy
            + " in storms: "
            + outcomes);
  }

  /** What to show when something goes wrong, by its {@code toString}. */
  public void state(Object shown) {
    state = shown;
  }

  /** Counts an input. */
  public void input() {
    inputs.incrementAndGet();
  }

  /** Counts an input that comes beside operations, not between them: extra, as it is cheap. */
  void stormyInput() {
    stormy.incrementAndGet();
  }

  /**
   * Does something that may fail as documented.
   *
   * @return whether it has not failed
   */
  public boolean attempt(String what, Operation operation) throws Exception {
    Thread self = Thread.currentThread();
    begun.put(self, new Begun(what));
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
    } catch (InterruptedException e) {
      count("InterruptedException"); // after a second of waiting for others
      return false;
    } catch (Throwable e) {
      throw new AssertionError("undocumented outcome of '" + what + "'", e);
    } finally {
      if (begun.remove(self).interrupted) {
        Thread.interrupted(); // it was meant for this operation, not for what comes next
      }
    }
  }

  private long count(String outcome) {
    return outcomes.merge(outcome, 1L, Long::sum);
  }
}
