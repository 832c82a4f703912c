package io.tandem.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  /** Something with private state and a way back to itself. */
  private static final class Handle {
    private final Handle self = this;
    private final long[] words;
    private final Object other;

    Handle(Object other, long... words) {
      this.other = other;
      this.words = words;
    }

    long sum() {
      return (long) self.words.length + (other == null ? 0 : 1);
    }
  }

  @Test
  void isEqualForWhatCannotBeToldApart() {
    Object one = Fingerprint.of(new Handle("x", 1, 2), 7, List.of(1), Map.of(2, 3));
    assertThat(one).isEqualTo(Fingerprint.of(new Handle("x", 1, 2), 7, List.of(1), Map.of(2, 3)));
    assertThat(one)
        .hasSameHashCodeAs(Fingerprint.of(new Handle("x", 1, 2), 7, List.of(1), Map.of(2, 3)));
    assertThat(new Handle(null).sum()).isZero();
  }

  @Test
  void differsInEveryFieldHoweverDeep() {
    Object one = Fingerprint.of(new Handle(new Handle(ByteBuffer.allocate(2)), 1, 2));
    assertThat(one)
        .isNotEqualTo(Fingerprint.of(new Handle(new Handle(ByteBuffer.allocate(2)), 1, 3)))
        .isNotEqualTo(
            Fingerprint.of(new Handle(new Handle(ByteBuffer.allocate(2).put(0, (byte) 1)), 1, 2)))
        .isNotEqualTo(Fingerprint.of(new Handle(null, 1, 2)));
  }

  @Test
  void tellsSharedFromEqual() {
    Object shared = new Handle(null);
    assertThat(Fingerprint.of(shared, shared))
        .isNotEqualTo(Fingerprint.of(shared, new Handle(null)));
  }

  @Test
  void saysWhatCannotBeRead() {
    assertThatThrownBy(() -> Fingerprint.of(Thread.currentThread()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be read");
  }
}
