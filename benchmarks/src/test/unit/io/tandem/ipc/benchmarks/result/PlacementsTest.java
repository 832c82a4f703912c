package io.tandem.ipc.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementsTest {
  @Test
  void tellsPlacementsApartAndNotTheNoiseWithinOne() {
    assertThat(Placements.same(100, 115)).isTrue();
    assertThat(Placements.same(115, 100)).isTrue();
    assertThat(Placements.same(100, 50)).isFalse();
    assertThat(Placements.same(100, 300)).isFalse();
  }

  @Test
  void findsTheUsualOneWhateverTheOthersAre() {
    assertThat(Placements.usual(List.of(50.0, 300.0, 310.0, 1000.0, 305.0, 55.0)))
        .isBetween(300.0, 310.0);
    assertThatIllegalArgumentException().isThrownBy(() -> Placements.usual(List.of()));
  }
}
