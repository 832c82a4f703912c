package io.tandem.ipc.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class AffinityTest {
  @Test
  void tellsTheProcessorsOfTheThread() {
    assertThat(Affinity.allowed()).isNotEmpty().isSorted().doesNotHaveDuplicates();
  }

  @Test
  void bindsTheCallingThreadAndNoOther() {
    assumeTrue(Native.isLoaded(), "native mode only");
    int[] before = Affinity.allowed();
    try {
      for (int cpu : before) {
        assertThat(Affinity.trySetCurrentThread(cpu)).isTrue();
        assertThat(Affinity.allowed()).containsExactly(cpu);
      }
    } finally {
      assertThat(Affinity.trySetCurrentThread(before)).isTrue();
    }
    assertThat(Affinity.allowed()).isEqualTo(before);
  }

  @Test
  void answersFalseForAProcessorThatDoesNotExist() {
    assertThat(Affinity.trySetCurrentThread(8191)).isFalse();
    assertThat(Affinity.trySetCurrentThread(Integer.MAX_VALUE)).isFalse();
    assertThat(Affinity.trySetCurrentThread(new int[0])).isFalse();
  }

  @Test
  void bindsNothingInPortableMode() {
    assumeTrue(!Native.isLoaded(), "portable mode only");
    assertThat(Affinity.trySetCurrentThread(Affinity.allowed()[0])).isFalse();
  }

  @Test
  void refusesNegativeNumbers() {
    assertThatThrownBy(() -> Affinity.trySetCurrentThread(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cpu is -1, wanted is 0 or more");
    assertThatThrownBy(() -> Affinity.trySetCurrentThread(new int[] {0, -5}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cpu is -5, wanted is 0 or more");
  }

  @Test
  void readsTheKernelsListFormat() {
    BitSet set = new BitSet();
    Affinity.addRanges(set, "0-2,8,10-11");
    assertThat(set.stream().toArray()).containsExactly(0, 1, 2, 8, 10, 11);
  }
}
