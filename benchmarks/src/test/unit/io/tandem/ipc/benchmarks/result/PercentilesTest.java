package io.tandem.ipc.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void findsTheSampleThatTheShareDoesNotExceed() {
    Percentiles percentiles = new Percentiles(downFrom(1000), 1000);
    assertThat(percentiles.at(0.5)).isEqualTo(500);
    assertThat(percentiles.at(0.99)).isEqualTo(990);
    assertThat(percentiles.at(0.999)).isEqualTo(999);
    assertThat(percentiles.at(1)).isEqualTo(1000);
    assertThat(percentiles.at(0)).isEqualTo(1);
  }

  @Test
  void looksAtTheFirstSamplesOnly() {
    Percentiles percentiles = new Percentiles(new long[] {3, 1, 2, 99, 99}, 3);
    assertThat(percentiles.at(1)).isEqualTo(3);
  }

  @Test
  void meansTheMiddleHalfAndSeesNoOutliers() {
    long[] samples = {90, 90, 90, 100, 100, 100, 5_000_000, 1};
    assertThat(new Percentiles(samples, 8).middle()).isEqualTo(95);
    assertThat(new Percentiles(new long[] {7}, 1).middle()).isEqualTo(7);
  }

  @Test
  void refusesCountsOutsideOfTheSamples() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Percentiles(new long[3], 0))
        .withMessage("count 0 is not between 1 and 3");
    assertThatIllegalArgumentException().isThrownBy(() -> new Percentiles(new long[3], 4));
  }

  private static long[] downFrom(int count) {
    return LongStream.range(0, count).map(i -> count - i).toArray();
  }
}
