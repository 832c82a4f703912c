package io.tandem.ipc.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void takesTheMiddleOfAnOddNumberOfValues() {
    assertThat(Summary.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Summary(3, 4, 1, 9));
  }

  @Test
  void takesTheMeanOfTheTwoMiddleValuesOfAnEvenNumber() {
    assertThat(Summary.of(List.of(9.0, 1.0, 4.0, 5.0))).isEqualTo(new Summary(4, 4.5, 1, 9));
  }

  @Test
  void isTheValueItselfWhenThereIsOne() {
    assertThat(Summary.of(List.of(7.5))).isEqualTo(new Summary(1, 7.5, 7.5, 7.5));
  }

  @Test
  void refusesNothingAndWhatIsNotANumber() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Summary.of(List.of()))
        .withMessage("no values to sum up");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Summary.of(List.of(1.0, Double.NaN)))
        .withMessage("not a number among [1.0, NaN]");
  }
}
