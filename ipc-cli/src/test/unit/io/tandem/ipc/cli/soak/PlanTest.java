package io.tandem.ipc.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is drawn by lot, is drawn from the seed. */
class PlanTest {
  @Test
  void sameSeedSamePlanWhateverHasBeenAskedBefore() {
    Plan one = plan(42, 500);
    Plan other = plan(42, 500);
    for (int i = 100; i >= 0; i--) {
      other.kill(i);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(one.kill(i)).isEqualTo(other.kill(i));
      assertThat(one.stop(i)).isEqualTo(other.stop(i));
      assertThat(one.start(i).nextLong()).isEqualTo(other.start(i).nextLong());
    }
  }

  @Test
  void otherSeedOtherPlan() {
    assertThat(plan(1, 500).kill(0)).isNotEqualTo(plan(2, 500).kill(0));
    assertThat(plan(1, 500).start(0).nextLong()).isNotEqualTo(plan(2, 500).start(0).nextLong());
  }

  @Test
  void killsComeAsOftenAsTheyAreWanted() {
    Plan plan = plan(7, 600);
    long nanos = 0;
    for (int i = 0; i < 6_000; i++) {
      nanos += plan.kill(i).pauseNanos();
    }
    assertThat(nanos / 600e9).as("ten minutes, drawn").isBetween(0.95, 1.05);
  }

  @Test
  void noneAreWantedNoneCome() {
    assertThat(plan(7, 0).kill(0).pauseNanos()).isGreaterThan(Long.MAX_VALUE / 8);
  }

  private static Plan plan(long seed, int kills) {
    return new Plan(new Settings(List.of(), 1, 4, kills, 30, 8, seed, 1));
  }
}
