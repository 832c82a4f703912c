package io.tandem.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.memory.Words;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Interrupts at random moments around the start of a kernel sleep. The sleeps are so long that a
 * lost interrupt would show as a sleep that ran its whole time; there are no slices to hide it.
 *
 * <p>Refutes: reading the own word after {@code begin}; changing no word in {@code wakeup}.
 */
class InterruptStressTest {
  private static final int INTERRUPTS = 30_000;

  /**
   * Before JDK 25 {@link Thread#interrupt} looks for the sleeper first and sets the status after
   * that. An interrupt that falls between is seen when the sleep is over, so sleeps are slices.
   */
  private static final boolean STATUS_COMES_FIRST = Runtime.version().feature() >= 25;

  private static final long LONG_NANOS =
      STATUS_COMES_FIRST ? 20_000_000_000L : Doorbell.SLICE_MILLIS * 1_000_000L;

  @TempDir Path directory;

  static List<Ways> waysOfTheKernel() {
    return Ways.available().stream().filter(w -> !w.isPortable() && !w.isVirtual()).toList();
  }

  /** Sleeps until interrupted, again and again. */
  private static final class Sleeper implements Runnable {
    final Words words;
    final FutexKernel kernel;
    final AtomicInteger interrupts = new AtomicInteger();
    final AtomicInteger sleepsToTheEnd = new AtomicInteger();

    Sleeper(Words words, FutexKernel kernel) {
      this.words = words;
      this.kernel = kernel;
    }

    @Override
    public void run() {
      while (interrupts.get() < INTERRUPTS) {
        int seen = (int) words.getAcquire(DoorbellLayout.SEQUENCE);
        int why = kernel.sleep(seen, LONG_NANOS, true);
        if (why == Kernel.TIMED_OUT) {
          sleepsToTheEnd.incrementAndGet();
        }
        if (Thread.interrupted()) {
          interrupts.incrementAndGet();
        }
      }
    }
  }

  @ParameterizedTest(allowZeroInvocations = true) // none in portable mode
  @MethodSource("waysOfTheKernel")
  void noInterruptIsLost(Ways way) throws InterruptedException {
    Words words = way.memory(directory);
    Sleeper sleeper = new Sleeper(words, way.kernel(words, 0));
    Thread thread = way.start(sleeper);
    SplittableRandom random = new SplittableRandom(20_260_101);
    for (int i = 0; i < INTERRUPTS; i++) {
      for (int spins = random.nextInt(400); spins > 0; spins--) {
        Thread.onSpinWait();
      }
      thread.interrupt();
      int sent = i + 1;
      if (!arrived(sleeper, sent)) {
        Until.so("interrupt " + sent + " has arrived", () -> sleeper.interrupts.get() >= sent);
      }
    }
    thread.join();
    assertThat(sleeper.interrupts).hasValue(INTERRUPTS);
    if (STATUS_COMES_FIRST) {
      assertThat(sleeper.sleepsToTheEnd).as("sleeps that an interrupt did not end").hasValue(0);
    }
  }

  private static boolean arrived(Sleeper sleeper, int sent) {
    for (int i = 0; i < 2_000; i++) {
      if (sleeper.interrupts.get() >= sent) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  @ParameterizedTest(allowZeroInvocations = true) // none in portable mode
  @MethodSource("waysOfTheKernel")
  void neitherInterruptsNorRingsAreLostWhenBothCome(Ways way) throws InterruptedException {
    Words words = way.memory(directory);
    Doorbell bell = way.bellWithoutSlices(words, 0);
    AtomicInteger interrupts = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    int things = 10_000;
    Thread thread =
        way.start(
            () -> {
              while (taken.get() < things) {
                try {
                  int next = taken.get() + 1;
                  WaitStrategy.park().await(bell, () -> words.getAcquire(256) >= next);
                  taken.incrementAndGet();
                } catch (InterruptedException e) {
                  interrupts.incrementAndGet();
                }
              }
            });
    SplittableRandom random = new SplittableRandom(7);
    int sent = 0;
    for (int i = 1; i <= things; i++) {
      boolean interrupt = random.nextInt(4) == 0;
      if (interrupt && random.nextBoolean()) {
        thread.interrupt();
        sent++;
      }
      words.setRelease(256, i);
      bell.ring();
      int wanted = i;
      Until.so("thing " + i + " is taken", () -> taken.get() >= wanted);
    }
    thread.join();
    assertThat(interrupts.get()).isBetween(1, sent);
  }
}
