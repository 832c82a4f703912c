package io.tandem.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.memory.Words;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sleeper's side, over a kernel that notes what it is asked. */
class SleepTest {
  private static final long NEVER = Long.MAX_VALUE / 2;

  private final Words words = SharedMemory.withoutAddress();
  private final NotingKernel kernel = new NotingKernel();

  private static final class NotingKernel implements Kernel {
    final List<Integer> expected = new ArrayList<>();
    final List<Long> nanos = new ArrayList<>();
    int wakes;
    Sleeping sleeping = () -> WOKEN;

    @Override
    public int sleep(int expectedValue, long sleepNanos, boolean interruptible) {
      expected.add(expectedValue);
      nanos.add(sleepNanos);
      return sleeping.sleep();
    }

    @Override
    public int wake(int count) {
      wakes++;
      return 0;
    }
  }

  private interface Sleeping {
    int sleep();
  }

  private long registered() {
    return words.getAcquire(DoorbellLayout.SLEEPERS) >>> 32;
  }

  private Attempt succeedingAt(int attempt) {
    int[] attempts = {0};
    return () -> ++attempts[0] == attempt;
  }

  @Test
  void registersAgainAndSleepsOnTheNewSequenceAfterARing() {
    Doorbell bell = new Doorbell(words, 0, kernel, true);
    kernel.sleeping =
        () -> {
          words.getAndAdd(DoorbellLayout.SEQUENCE, 1);
          return Kernel.WOKEN;
        };
    assertThat(Sleep.uninterruptibly(bell, succeedingAt(4), NEVER)).isTrue();
    assertThat(kernel.expected).containsExactly(0, 1, 2);
    assertThat(registered()).isEqualTo(4);
  }

  @Test
  void keepsItsRegistrationThroughSlicesAndWakeUpsForNoReason() {
    Doorbell bell = new Doorbell(words, 0, kernel, true);
    kernel.sleeping = () -> kernel.expected.size() % 2 == 0 ? Kernel.WOKEN : Kernel.TIMED_OUT;
    assertThat(Sleep.uninterruptibly(bell, succeedingAt(6), NEVER)).isTrue();
    assertThat(kernel.expected).containsExactly(0, 0, 0, 0, 0);
    assertThat(registered()).isEqualTo(1);
  }

  @Test
  void sleepsNoLongerThanASliceNorPastTheDeadline() {
    Doorbell bell = new Doorbell(words, 0, kernel, true);
    Sleep.uninterruptibly(bell, succeedingAt(2), NEVER);
    Sleep.uninterruptibly(bell, succeedingAt(2), System.nanoTime() + 5_000_000);
    assertThat(kernel.nanos.get(0)).isEqualTo(20_000_000);
    assertThat(kernel.nanos.get(1)).isBetween(1L, 5_000_000L);
  }

  @Test
  void aSliceGrowsToAFiftiethOfTheWaitBetween20And100Milliseconds() {
    Doorbell bell = new Doorbell(words, 0, kernel, true);
    assertThat(bell.sliceNanos(0)).isEqualTo(20_000_000);
    assertThat(bell.sliceNanos(1_000_000_000)).isEqualTo(20_000_000);
    assertThat(bell.sliceNanos(2_000_000_000)).isEqualTo(40_000_000);
    assertThat(bell.sliceNanos(5_000_000_000L)).isEqualTo(100_000_000);
    assertThat(bell.sliceNanos(Long.MAX_VALUE)).isEqualTo(100_000_000);
  }

  @Test
  void aPauseGrowsFrom50MicrosecondsTo50Milliseconds() {
    Doorbell bell = new Doorbell(words, 0, kernel, true);
    assertThat(WaitingRoom.pauseNanos(bell, 0)).isEqualTo(50_000);
    assertThat(WaitingRoom.pauseNanos(bell, 8_000_000)).isEqualTo(1_000_000);
    assertThat(WaitingRoom.pauseNanos(bell, 1_000_000_000)).isEqualTo(20_000_000);
    assertThat(WaitingRoom.pauseNanos(bell, Long.MAX_VALUE)).isEqualTo(50_000_000);
  }

  @Test
  void leavesNothingBehindWhenItsTimeIsOver() {
    Doorbell bell = new Doorbell(words, 0, kernel, true);
    kernel.sleeping = () -> Kernel.TIMED_OUT;
    assertThat(Sleep.uninterruptibly(bell, () -> false, System.nanoTime() + 1_000)).isFalse();
    bell.ring();
    assertThat(kernel.wakes).isZero();
  }
}
