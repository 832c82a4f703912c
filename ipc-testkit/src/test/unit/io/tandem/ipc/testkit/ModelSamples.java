package io.tandem.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tandem.ipc.memory.Words;

/** Small checks, and what to do with those that have to fail. */
final class ModelSamples {
  private static final long X = 0;
  private static final long Y = 8;

  private ModelSamples() {}

  /** The failure of a check, whose schedule shows it again. */
  static ModelFailure failureOf(ModelCheck check) {
    ModelFailure failure = catchThrowableOfType(ModelFailure.class, check::run);
    assertThat(failure).as("the mistake was not found").isNotNull();
    assertThatThrownBy(() -> check.replay(failure.schedule()))
        .isInstanceOf(ModelFailure.class)
        .hasMessage(failure.getMessage());
    return failure;
  }

  /** Two processes with two stores each, to words of their own. */
  static ModelCheck twoStoresEach() {
    return ModelCheck.named("two stores each")
        .reduction(false)
        .process("a", me -> twoStores(me.words(), X))
        .process("b", me -> twoStores(me.words(), Y));
  }

  /** Two stores to one word. */
  static void twoStores(Words words, long offset) {
    words.setRelease(offset, 1);
    words.setRelease(offset, 2);
  }

  /** Two processes that each count one word up, in their way. */
  static ModelCheck counter(ModelBody body) {
    return ModelCheck.named("counter")
        .process("a", body)
        .process("b", body)
        .atEnd(view -> assertThat(view.words().getPlain(X)).isEqualTo(2));
  }
}
