package io.tandem.ipc.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ConditionsTest {
  @Test
  void acceptsWhatNothingDisturbed() {
    assertThat(conditions(310, 290, 0, 0.001).disturbance()).isEmpty();
  }

  @Test
  void rejectsCoresThatMovedMeanwhile() {
    assertThat(conditions(300, 45, 0, 0).disturbance())
        .contains("the cores moved: a cache line's round trip took 300 ns before and 45 ns after");
  }

  @Test
  void rejectsTimeThatTheHypervisorTook() {
    assertThat(conditions(300, 300, 0.05, 0).disturbance())
        .contains("the hypervisor took 5.0 % of the cores' time");
  }

  @Test
  void rejectsTimeThatOtherProcessesTook() {
    assertThat(conditions(300, 300, 0, 0.125).disturbance())
        .contains("other processes took 12.5 % of a measuring thread's time");
  }

  @Test
  void judgesWithoutAProbeByTheRest() {
    Conditions calm = new Conditions(OptionalDouble.empty(), OptionalDouble.empty(), 0, 0);
    Conditions busy = new Conditions(OptionalDouble.empty(), OptionalDouble.empty(), 0, 0.5);
    assertThat(calm.disturbance()).isEmpty();
    assertThat(busy.disturbance()).isPresent();
  }

  private static Conditions conditions(double before, double after, double stolen, double delayed) {
    return new Conditions(OptionalDouble.of(before), OptionalDouble.of(after), stolen, delayed);
  }
}
