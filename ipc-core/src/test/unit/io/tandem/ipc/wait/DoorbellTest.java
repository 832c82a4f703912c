package io.tandem.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Words;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The protocol of the words, step by step, over a kernel that does as it is told. */
class DoorbellTest {
  private final Words words = SharedMemory.withoutAddress();
  private final ScriptedKernel kernel = new ScriptedKernel();
  private final Doorbell bell = new Doorbell(words, 128, kernel, true);

  /** Answers wake-ups from a script and notes what it was asked. */
  private static final class ScriptedKernel implements Kernel {
    final List<Integer> wakes = new ArrayList<>();
    final ArrayDeque<Integer> answers = new ArrayDeque<>();
    Runnable duringWake = () -> {};

    @Override
    public int sleep(int expected, long nanos, boolean interruptible) {
      throw new AssertionError("not part of these tests");
    }

    @Override
    public int wake(int count) {
      wakes.add(count);
      duringWake.run();
      return answers.remove();
    }
  }

  private long sequence() {
    return words.getAcquire(128 + DoorbellLayout.SEQUENCE);
  }

  private long sleepers() {
    return words.getAcquire(128 + DoorbellLayout.SLEEPERS);
  }

  private static long sleepers(long registered, long served) {
    return registered << 32 | served;
  }

  @Test
  void occupiesOneLinePairSoThatNothingElseShares() {
    assertThat(DoorbellLayout.LAYOUT.sizeBytes()).isEqualTo(Layout.LINE_BYTES);
    assertThat(DoorbellLayout.SEQUENCE).isEqualTo(0);
    assertThat(DoorbellLayout.SLEEPERS).isEqualTo(8);
  }

  @Test
  void refusesAnOffsetAtWhichItDoesNotFit() {
    assertThatThrownBy(() -> new Doorbell(words, words.sizeBytes() - 64))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void ringingForNobodyTouchesNothingAndCallsNobody() {
    bell.ring();
    bell.ring(3);
    bell.ringAll();
    assertThat(kernel.wakes).isEmpty();
    assertThat(sequence()).isZero();
    assertThat(sleepers()).isZero();
  }

  @Test
  void ringMovesTheSequenceAndServesTheSleeperItWoke() {
    bell.register();
    assertThat(sleepers()).isEqualTo(sleepers(1, 0));
    kernel.answers.add(1);
    bell.ring();
    assertThat(kernel.wakes).containsExactly(1);
    assertThat(sequence()).isEqualTo(1);
    assertThat(sleepers()).isEqualTo(sleepers(1, 1));
    bell.ring();
    assertThat(kernel.wakes).as("nobody left, so no system call").hasSize(1);
  }

  @Test
  void registrationsOfTheDeadCostOneWakeUpThatFindsNobody() {
    bell.register();
    bell.register();
    bell.register();
    kernel.answers.add(0);
    bell.ring();
    assertThat(sleepers()).isEqualTo(sleepers(3, 3));
    bell.ring();
    assertThat(kernel.wakes).containsExactly(1);
  }

  @Test
  void aWokenSleeperLeavesTheOthersUnserved() {
    bell.register();
    bell.register();
    kernel.answers.add(1);
    bell.ring();
    assertThat(sleepers()).isEqualTo(sleepers(2, 1));
    kernel.answers.add(1);
    bell.ring();
    assertThat(sleepers()).isEqualTo(sleepers(2, 2));
  }

  @Test
  void aRegistrationDuringTheRingIsNeverTakenForServed() {
    bell.register();
    kernel.duringWake = bell::register;
    kernel.answers.add(0);
    bell.ring();
    kernel.duringWake = () -> {};
    assertThat(sleepers()).as("the newcomer may be asleep on the new sequence").isEqualTo(2L << 32);
    kernel.answers.add(1);
    bell.ring();
    assertThat(kernel.wakes).hasSize(2);
  }

  @Test
  void aRingerKilledBeforeItsLastStepLeavesTheNextOneRinging() {
    bell.register();
    kernel.duringWake =
        () -> {
          throw new IllegalStateException("killed here");
        };
    assertThatThrownBy(bell::ring).hasMessage("killed here");
    kernel.duringWake = () -> {};
    kernel.answers.add(1);
    bell.ring();
    assertThat(kernel.wakes).hasSize(2);
    assertThat(sleepers()).isEqualTo(sleepers(1, 1));
  }

  @Test
  void ringOfSeveralAsksTheKernelOnce() {
    for (int i = 0; i < 5; i++) {
      bell.register();
    }
    kernel.answers.add(3);
    bell.ring(3);
    assertThat(kernel.wakes).containsExactly(3);
    assertThat(sleepers()).isEqualTo(sleepers(5, 3));
    kernel.answers.add(2);
    bell.ring(3);
    assertThat(sleepers()).isEqualTo(sleepers(5, 5));
  }

  @Test
  void ringOfNoneDoesNothingAndOfLessIsRefused() {
    bell.register();
    bell.ring(0);
    assertThat(kernel.wakes).isEmpty();
    assertThatThrownBy(() -> bell.ring(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count is -1, wanted is 0 or more");
  }

  @Test
  void ringAllServesEverybodyAndCountsInTheHighHalf() {
    bell.register();
    bell.register();
    kernel.answers.add(2);
    bell.ringAll();
    assertThat(kernel.wakes).containsExactly(Integer.MAX_VALUE);
    assertThat(sequence()).isEqualTo((1L << 32) + 1);
    assertThat(sleepers()).isEqualTo(sleepers(2, 2));
  }

  @Test
  void retireTakesARegistrationBackThatNobodyHasServed() {
    long seen = bell.sequence();
    bell.register();
    bell.retire(seen);
    assertThat(sleepers()).isEqualTo(sleepers(1, 1));
    bell.ring();
    assertThat(kernel.wakes).isEmpty();
  }

  @Test
  void retireTakesNoMoreThanItsOwn() {
    long seen = bell.sequence();
    bell.register();
    bell.register();
    bell.retire(seen);
    assertThat(sleepers()).isEqualTo(sleepers(2, 1));
  }

  @Test
  void retireLeavesARegistrationThatARingHasReached() {
    long seen = bell.sequence();
    bell.register();
    bell.register();
    kernel.answers.add(1);
    bell.ring();
    bell.retire(seen);
    assertThat(sleepers()).as("the other may be asleep").isEqualTo(sleepers(2, 1));
  }

  @Test
  void ringAllIsCountedEvenWhenNobodySleepsNow() {
    bell.register();
    kernel.answers.add(1);
    bell.ring();
    bell.ringAll();
    assertThat(bell.ringsForAll()).isEqualTo(1);
    assertThat(kernel.wakes).hasSize(1);
  }

  @Test
  void countsGoOnThroughTheirWrapWithoutEverSayingThatNobodySlept() {
    words.setRelease(128 + DoorbellLayout.SLEEPERS, sleepers(0xFFFF_FFFFL, 0xFFFF_FFFEL));
    bell.register();
    assertThat(sleepers()).isEqualTo(sleepers(1, 0xFFFF_FFFEL));
    kernel.answers.add(2);
    bell.ring(2);
    assertThat(sleepers()).isEqualTo(sleepers(1, 0));
    kernel.answers.add(0);
    bell.ring();
    assertThat(sleepers()).isEqualTo(sleepers(1, 1));
  }
}
