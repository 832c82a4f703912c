package io.tandem.ipc.testkit;

import static io.tandem.ipc.testkit.ModelSamples.counter;
import static io.tandem.ipc.testkit.ModelSamples.failureOf;
import static io.tandem.ipc.testkit.ModelSamples.twoStores;
import static io.tandem.ipc.testkit.ModelSamples.twoStoresEach;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The checker counts the states that can be counted by hand, and finds a lost update among them.
 */
class ModelCountTest {
  private static final long X = 0;
  private static final long Y = 8;
  private static final long FLAG = 32;

  @Test
  void countsTheStatesOfIndependentProcessesAsByHand() {
    ModelReport report = twoStoresEach().run();
    // Each process is before, between or after its stores; from each such pair one step for each
    // process that is not done.
    assertThat(report.states()).isEqualTo(3 * 3);
    assertThat(report.steps()).isEqualTo(2 * 3 + 3 * 2);
    assertThat(report.ends()).isEqualTo(1);
    assertThat(report.longest()).isEqualTo(4);
    assertThat(report.localStates()).isEqualTo(3 + 3);
  }

  @Test
  void countsTheStatesOfThreeProcessesAsByHand() {
    ModelReport report = twoStoresEach().process("c", me -> twoStores(me.words(), FLAG)).run();
    assertThat(report.states()).isEqualTo(3 * 3 * 3);
    assertThat(report.steps()).isEqualTo(3 * (2 * 3 * 3));
  }

  @Test
  void countsTheStatesWithAKillAsByHand() {
    ModelReport report = twoStoresEach().kills(1).run();
    // Nobody dead: 3 × 3. One dead, after no or one store: 2, times 3 for the other; either one.
    assertThat(report.states()).isEqualTo(3 * 3 + 2 * (2 * 3));
    assertThat(report.ends()).isEqualTo(1 + 2 * 2);
  }

  @Test
  void countsTheStatesWithAStoreBufferAsByHand() {
    ModelReport report = twoStoresEach().memory(MemoryModel.STORE_BUFFERS).run();
    // Of two stores in order, issued ≥ visible: 00 10 11 20 21 22.
    assertThat(report.states()).isEqualTo(6 * 6);
  }

  @Test
  void countsTheStatesWithStoresOutOfOrderAsByHand() {
    ModelReport report =
        ModelCheck.named("two words")
            .reduction(false)
            .memory(MemoryModel.WEAK_STORES)
            .process(
                "a",
                me -> {
                  me.words().setPlain(X, 1);
                  me.words().setPlain(Y, 1);
                })
            .run();
    // Visible of the stores issued: none; {} {x}; {} {x} {y} {x,y}.
    assertThat(report.states()).isEqualTo(1 + 2 + 4);
  }

  @Test
  void makesStepsOnPrivateWordsAtOnce() {
    ModelReport report = twoStoresEach().reduction(true).run();
    assertThat(report.states()).isEqualTo(1);
    assertThat(report.ends()).isEqualTo(1);
  }

  @Test
  void findsALostUpdate() {
    ModelFailure failure =
        failureOf(
            counter(me -> me.words().setVolatile(X, me.words().getVolatile(X) + 1))
                .label(X, 8, "counter"));
    assertThat(failure.schedule()).isIn("a b*2 a", "b a*2 b");
    assertThat(failure)
        .hasMessageContaining("model check counter: ")
        .hasMessageContaining("\") with a = a, b = b")
        .hasMessageContaining("getVolatile counter = 0")
        .hasMessageContaining("setVolatile counter to 1")
        .hasMessageContaining("ModelCountTest.java:");
  }

  @Test
  void passesAtomicUpdates() {
    counter(me -> me.words().getAndAdd(X, 1)).run();
    counter(
            me -> {
              long seen;
              do {
                seen = me.words().getAcquire(X);
              } while (!me.words().compareAndSet(X, seen, seen + 1));
            })
        .run();
  }
}
