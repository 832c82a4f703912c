package io.tandem.ipc.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tandem.ipc.benchmarks.peer.Scenario.Placement;
import java.util.List;
import org.junit.jupiter.api.Test;

class PinningTest {
  private final Pinning two = new Pinning(List.of(2, 5), true, List.of());

  @Test
  void putsEachProcessOnItsOwnCore() {
    assertThat(two.prefix(Placement.TWO_CORES, 0)).containsExactly("taskset", "-c", "2");
    assertThat(two.prefix(Placement.TWO_CORES, 1)).containsExactly("taskset", "-c", "5");
    assertThat(two.argument(Placement.TWO_CORES)).isEqualTo("2,5");
  }

  @Test
  void putsBothOnOneCoreWhenThatIsAsked() {
    assertThat(two.prefix(Placement.ONE_CORE, 1)).containsExactly("taskset", "-c", "2");
    assertThat(two.argument(Placement.ONE_CORE)).isEqualTo("2,2");
  }

  @Test
  void treatsAllAlikeWherePinningIsNotPossible() {
    Pinning none = new Pinning(List.of(0, 1), false, List.of());
    assertThat(none.prefix(Placement.TWO_CORES, 0)).isEmpty();
    assertThat(none.argument(Placement.TWO_CORES)).isEqualTo("-1,-1");
    assertThat(none.describe()).contains("not pinned");
  }

  @Test
  void startsEveryProcessBehindTheSameCommand() {
    Pinning behind = two.behind(List.of("chrt", "-r", "1"));
    assertThat(behind.prefix(Placement.TWO_CORES, 1))
        .containsExactly("chrt", "-r", "1", "taskset", "-c", "5");
    assertThat(behind.prefix()).containsExactly("chrt", "-r", "1");
    assertThat(behind.describe()).contains("chrt -r 1");
  }

  @Test
  void knowsWhetherTwoProcessesCanSpinAtOnce() {
    assertThat(two.hasTwoCores()).isTrue();
    assertThat(new Pinning(List.of(0), true, List.of()).hasTwoCores()).isFalse();
    assertThat(Pinning.of("1,1").hasTwoCores()).isFalse();
  }

  @Test
  void readsTheKernelsListsOfCores() {
    assertThat(Pinning.range(" 0-3,8\n")).containsExactly(0, 1, 2, 3, 8);
  }

  @Test
  void saysWhatIsWrongWithNamedCores() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pinning.of("0-1"))
        .withMessage("--cpus: '0-1' is not of the form 0,1");
  }
}
