package io.tandem.ipc.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The test of something to be mutated. */
class CounterTest {
  @ParameterizedTest
  @EnumSource(
      value = MemoryModel.class,
      names = {"SEQUENTIAL", "WEAK_STORES"})
  void countsEveryone(MemoryModel memory) {
    ModelCheck.named("counter")
        .memory(memory)
        .process("a", me -> Counter.next(me.words()))
        .process("b", me -> Counter.next(me.words()))
        .atEnd(view -> assertThat(view.words().getPlain(0)).isEqualTo(2))
        .run();
  }
}
