package io.tandem.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.memory.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stores that become visible before earlier loads: what {@link ModelCheck#earlyStores} adds. */
class EarlyStoresTest {
  private static final long X = 0;
  private static final long Y = 8;
  private static final long SEEN_BY_A = 16;
  private static final long SEEN_BY_B = 24;

  private static void fails(ModelCheck check) {
    assertThatThrownBy(check::run).isInstanceOf(ModelFailure.class);
  }

  /** Reads and then frees a place that somebody else fills again. */
  private static ModelCheck reuse(boolean early, ModelBody reader) {
    return ModelCheck.named("reuse")
        .memory(MemoryModel.WEAK_STORES)
        .earlyStores(early)
        .setup(words -> words.setPlain(X, 42))
        .process("reader", reader)
        .process(
            "writer",
            me -> {
              if (me.words().getAcquire(Y) == 1) {
                me.words().writeLong(X, 43);
              }
            });
  }

  @Test
  void aPlaceThatIsFreedByAPlainStoreMayBeFilledBeforeItHasBeenRead() {
    ModelBody plain =
        me -> {
          long seen = me.words().readLong(X);
          me.words().setPlain(Y, 1);
          assertThat(seen).isEqualTo(42);
        };
    fails(reuse(true, plain));
    reuse(false, plain).run();
  }

  @Test
  void aPlaceThatIsFreedByAReleaseHasBeenRead() {
    reuse(
            true,
            me -> {
              long seen = me.words().readLong(X);
              me.words().setRelease(Y, 1);
              assertThat(seen).isEqualTo(42);
            })
        .run();
    reuse(
            true,
            me -> {
              long seen = me.words().readLong(X);
              me.words().compareAndSet(Y, 0, 1);
              assertThat(seen).isEqualTo(42);
            })
        .run();
    reuse(
            true,
            me -> {
              long seen = me.words().getAcquire(X);
              me.words().setOpaque(Y, 1);
              assertThat(seen).isEqualTo(42);
            })
        .run();
    reuse(
            true,
            me -> {
              long seen = me.words().readLong(X);
              me.words().acquireFence();
              me.words().setOpaque(Y, 1);
              assertThat(seen).isEqualTo(42);
            })
        .run();
  }

  /** Each loads the one word, then stores to the other: can both see the other's store? */
  private static ModelCheck loadBuffering(ModelBody a, ModelBody b) {
    return ModelCheck.named("load buffering")
        .earlyStores(true)
        .process("a", a)
        .process("b", b)
        .atEnd(
            view ->
                assertThat(
                        view.words().getPlain(SEEN_BY_A) == 1
                            && view.words().getPlain(SEEN_BY_B) == 1)
                    .isFalse());
  }

  private static ModelBody side(long load, long store, boolean depends, long seenAt) {
    return me -> {
      Words words = me.words();
      long seen = words.getOpaque(load);
      if (!depends || seen == 1) {
        words.setOpaque(store, 1);
      }
      words.setVolatile(seenAt, seen);
    };
  }

  @Test
  void bothMaySeeTheOthersStoreUnlessEachDependsOnTheOther() {
    fails(loadBuffering(side(X, Y, false, SEEN_BY_A), side(Y, X, false, SEEN_BY_B)));
    fails(loadBuffering(side(X, Y, true, SEEN_BY_A), side(Y, X, false, SEEN_BY_B)));
    loadBuffering(side(X, Y, true, SEEN_BY_A), side(Y, X, true, SEEN_BY_B)).run();
  }

  @Test
  void anAcquireLoadKeepsStoresBehindIt() {
    ModelBody acquires =
        me -> {
          long seen = me.words().getAcquire(X);
          me.words().setOpaque(Y, 1);
          me.words().setVolatile(SEEN_BY_A, seen);
        };
    loadBuffering(acquires, side(Y, X, true, SEEN_BY_B)).run();
    fails(loadBuffering(acquires, side(Y, X, false, SEEN_BY_B)));
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void aStoreDoesNotPassALoadOfItsOwnWordNorDoesAnybodySeeItTwice(MemoryModel memory) {
    ModelCheck.named("own word")
        .memory(memory)
        .earlyStores(true)
        .process(
            "a",
            me -> {
              me.words().getOpaque(Y);
              assertThat(me.words().getOpaque(X)).isNotEqualTo(1);
              me.words().setOpaque(X, 1);
            })
        .process(
            "b",
            me -> {
              if (me.words().getOpaque(X) == 1) {
                me.words().setVolatile(X, 2);
                assertThat(me.words().getVolatile(X)).isEqualTo(2);
              }
            })
        .run();
  }

  @Test
  void aScheduleWithAnEarlyStoreIsReplayed() {
    ModelCheck check =
        reuse(
            true,
            me -> {
              long seen = me.words().readLong(X);
              me.words().setPlain(Y, 1);
              assertThat(seen).isEqualTo(42);
            });
    assertThatThrownBy(check::run)
        .isInstanceOf(ModelFailure.class)
        .hasMessageContaining("early: setPlain @8 to 1")
        .satisfies(
            failure ->
                assertThatThrownBy(() -> check.replay(((ModelFailure) failure).schedule()))
                    .hasMessage(failure.getMessage()));
  }

  @Test
  void countsEarlyStoresAsByHand() {
    ModelReport report =
        ModelCheck.named("early")
            .reduction(false)
            .earlyStores(true)
            .process(
                "a",
                me -> {
                  me.words().getOpaque(X);
                  me.words().setOpaque(Y, 1);
                })
            .run();
    // Nothing done, loaded, done; and stored but not loaded, stored and loaded.
    assertThat(report.states()).isEqualTo(5);
    assertThat(report.steps()).isEqualTo(2 + 3);
  }
}
