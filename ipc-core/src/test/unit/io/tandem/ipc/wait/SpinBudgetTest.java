package io.tandem.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpinBudgetTest {
  private final SpinBudget budget = new SpinBudget(2);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      budget.failed();
    }
  }

  @Test
  void startsWithTheMost() {
    assertThat(budget.nextNanos()).isEqualTo(SpinBudget.MOST_NANOS);
  }

  @Test
  void shrinksToTheLeastWhenSpinningDoesNotHelp() {
    fail(10);
    assertThat(budget.nextNanos()).isEqualTo(SpinBudget.LEAST_NANOS);
  }

  @Test
  void growsToTwiceWhatASuccessTookButNeverPastTheMost() {
    fail(10);
    budget.succeeded(3_000);
    assertThat(budget.nextNanos()).isEqualTo(6_000);
    budget.succeeded(50_000);
    assertThat(budget.nextNanos()).isEqualTo(SpinBudget.MOST_NANOS);
  }

  @Test
  void probesWithALongSpinNowAndThen() {
    int probes = 0;
    for (int i = 0; i < 10 * SpinBudget.PROBE_EVERY; i++) {
      if (budget.nextNanos() == SpinBudget.PROBE_NANOS) {
        probes++;
      }
      budget.failed();
    }
    assertThat(probes).isEqualTo(10);
  }

  @Test
  void doesNotSpinWithASingleProcessor() {
    assertThat(new SpinBudget(1).nextNanos()).isZero();
  }
}
