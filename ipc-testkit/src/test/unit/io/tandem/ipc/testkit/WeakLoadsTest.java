package io.tandem.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.memory.Words;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loads that are performed early: what {@link ModelCheck#earlyLoads} adds. */
class WeakLoadsTest {
  private static final long X = 0;
  private static final long Y = 8;
  private static final long FLAG = 16;

  private static void fails(ModelCheck check) {
    assertThatThrownBy(check::run).isInstanceOf(ModelFailure.class);
  }

  private static ModelCheck publication(boolean early, ToLongFunction<Words> look) {
    return ModelCheck.named("publication")
        .memory(MemoryModel.WEAK_STORES)
        .earlyLoads(early)
        .process(
            "producer",
            me -> {
              me.words().writeLong(X, 42);
              me.words().setRelease(FLAG, 1);
            })
        .process(
            "consumer",
            me -> {
              me.words().readLong(X);
              if (look.applyAsLong(me.words()) == 1) {
                assertThat(me.words().readLong(X)).isEqualTo(42);
              }
            });
  }

  @Test
  void payloadReadAfterAPlainLookMayBeStale() {
    fails(publication(true, words -> words.getPlain(FLAG)));
    fails(publication(true, words -> words.getOpaque(FLAG)));
    publication(false, words -> words.getPlain(FLAG)).run();
  }

  @Test
  void payloadReadAfterAnAcquireIsFresh() {
    publication(true, words -> words.getAcquire(FLAG)).run();
    publication(true, words -> words.getVolatile(FLAG)).run();
    publication(true, words -> words.compareAndSet(FLAG, 1, 2) ? 1 : 0).run();
    publication(
            true,
            words -> {
              long flag = words.getOpaque(FLAG);
              words.acquireFence();
              return flag;
            })
        .run();
    publication(
            true,
            words -> {
              long flag = words.getPlain(FLAG);
              words.fullFence();
              return flag;
            })
        .run();
  }

  /** A record under a sequence number that is odd while it is written. */
  private static ModelCheck sequenceLock(boolean fence) {
    return ModelCheck.named("sequence lock")
        .memory(MemoryModel.WEAK_STORES)
        .earlyLoads(true)
        .process(
            "writer",
            me -> {
              me.words().setOpaque(FLAG, 1);
              me.words().fullFence();
              me.words().writeLong(X, 1);
              me.words().writeLong(Y, 1);
              me.words().setRelease(FLAG, 2);
            })
        .process(
            "reader",
            me -> {
              Words words = me.words();
              long before = words.getAcquire(FLAG);
              long x = words.readLong(X);
              long y = words.readLong(Y);
              if (fence) {
                words.acquireFence();
              }
              if ((before & 1) == 0 && words.getAcquire(FLAG) == before) {
                assertThat(x).isEqualTo(y);
              }
            });
  }

  @Test
  void theSecondLookOfASequenceLockNeedsAFence() {
    fails(sequenceLock(false));
    sequenceLock(true).run();
  }

  /** Store, then load what the other stores: one at least must see the other. */
  private static ModelCheck dekker(ToLongFunction<Words> sideOfA, ToLongFunction<Words> sideOfB) {
    return ModelCheck.named("dekker")
        .memory(MemoryModel.WEAK_STORES)
        .earlyLoads(true)
        .process("a", me -> me.words().setVolatile(32, sideOfA.applyAsLong(me.words())))
        .process("b", me -> me.words().setVolatile(40, sideOfB.applyAsLong(me.words())))
        .setup(
            words -> {
              words.setPlain(32, 1);
              words.setPlain(40, 1);
            })
        .atEnd(
            view ->
                assertThat(view.words().getPlain(32) == 0 && view.words().getPlain(40) == 0)
                    .isFalse());
  }

  @Test
  void onlyAFullFenceOrAVolatileLoadWaitsForAStore() {
    ToLongFunction<Words> fence =
        words -> {
          words.setRelease(Y, 1);
          words.fullFence();
          return words.getPlain(X);
        };
    dekker(
            words -> {
              words.getAndAdd(X, 1);
              return words.getVolatile(Y);
            },
            fence)
        .run();
    dekker(
            words -> {
              words.compareAndSet(X, 0, 1);
              words.fullFence();
              return words.getOpaque(Y);
            },
            fence)
        .run();
    fails(
        dekker(
            words -> {
              words.getOpaque(Y);
              words.getAndAdd(X, 1);
              return words.getAcquire(Y);
            },
            fence));
    fails(
        dekker(
            words -> {
              words.getOpaque(Y);
              words.compareAndSet(X, 0, 1);
              return words.getAcquire(Y);
            },
            fence));
    fails(
        dekker(
            words -> {
              words.getOpaque(Y);
              words.setVolatile(X, 1);
              return words.getAcquire(Y);
            },
            fence));
  }

  @Test
  void loadsOfOneWordKeepTheirOrder() {
    ModelCheck.named("coherence")
        .memory(MemoryModel.WEAK_STORES)
        .earlyLoads(true)
        .process(
            "writer",
            me -> {
              me.words().setOpaque(X, 1);
              me.words().setOpaque(X, 2);
            })
        .process(
            "reader",
            me -> {
              long first = me.words().getOpaque(X);
              long second = me.words().getOpaque(X);
              assertThat(second).isGreaterThanOrEqualTo(first);
            })
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void aProcessDoesNotLookBehindItsOwnStores(MemoryModel memory) {
    ModelCheck.named("own stores")
        .memory(memory)
        .earlyLoads(true)
        .process(
            "a",
            me -> {
              me.words().getOpaque(Y);
              me.words().setOpaque(X, 1);
              assertThat(me.words().getOpaque(X)).isNotZero();
            })
        .process("b", me -> me.words().setOpaque(X, 2))
        .run();
  }

  @Test
  void aLoopThatWaitsSeesTheNewsInTheEnd() {
    ModelCheck.named("waits")
        .memory(MemoryModel.WEAK_STORES)
        .earlyLoads(true)
        .process(
            "a",
            me -> {
              while (me.words().getOpaque(FLAG) == 0) {
                Thread.onSpinWait();
              }
              while (me.words().getOpaque(FLAG) == 1) {
                me.pause();
              }
            })
        .process(
            "b",
            me -> {
              me.words().setOpaque(FLAG, 1);
              me.words().setOpaque(FLAG, 2);
            })
        .run();
  }

  @Test
  void anOperationDoesNotLookBeforeItsBegin() {
    ModelCheck.named("begin")
        .memory(MemoryModel.WEAK_STORES)
        .earlyLoads(true)
        .monitor(new Linearizable<>(new Register()))
        .process(
            "writer",
            me -> {
              me.begin(1L);
              me.words().setRelease(X, 1);
              me.end(1L);
            })
        .process(
            "reader",
            me -> {
              me.words().getOpaque(X);
              me.begin("read");
              me.end(me.words().getOpaque(X));
              me.begin("read");
              me.end(me.words().getOpaque(X));
            })
        .run();
  }

  /** Written by giving it a number, read by anything else. */
  private static final class Register implements Linearizable.Spec<Long> {
    @Override
    public Long start() {
      return 0L;
    }

    @Override
    public java.util.List<Linearizable.Outcome<Long>> outcomes(
        Long state, int process, Object operation) {
      Long next = operation instanceof Long written ? written : state;
      return java.util.List.of(new Linearizable.Outcome<>(next, next));
    }
  }

  @Test
  void countsStaleLoadsAsByHand() {
    ModelReport report =
        ModelCheck.named("stale")
            .reduction(false)
            .memory(MemoryModel.WEAK_STORES)
            .earlyLoads(true)
            .process("writer", me -> me.words().setVolatile(X, 1))
            .process(
                "reader",
                me -> {
                  me.words().getOpaque(X);
                  me.words().getOpaque(X);
                })
            .run();
    // Before or after the store, the reader before its loads, after one that gave 0 or 1, or done:
    // all but 'one load that gave 1' before the store.
    assertThat(report.states()).isEqualTo(2 * 4 - 1);
    // After the store, a reader that has seen 0 may see 0 again or 1.
    assertThat(report.steps()).isEqualTo((2 + 2 + 1) + (1 + 2 + 1));
  }
}
