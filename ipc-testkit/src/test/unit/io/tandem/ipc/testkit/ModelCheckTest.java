package io.tandem.ipc.testkit;

import static io.tandem.ipc.testkit.ModelSamples.counter;
import static io.tandem.ipc.testkit.ModelSamples.failureOf;
import static io.tandem.ipc.testkit.ModelSamples.twoStoresEach;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What a check declares, and what it says of bodies, schedules and bounds. */
class ModelCheckTest {
  private static final long X = 0;
  private static final long Y = 8;
  private static final long FLAG = 32;

  @Test
  void startsSparesAndSuccessorsAfterDeathsOnly() {
    ModelReport report =
        ModelCheck.named("successors")
            .kills(1)
            .process("a", me -> me.words().getAndAdd(X, 1))
            .successor(
                "a2",
                "a",
                me -> {
                  assertThat(me.words().getAcquire(X)).isZero();
                  assertThat(me.owner() & 0xfff).isEqualTo(1);
                  assertThat(me.owner() >>> 12).isEqualTo(2);
                  me.words().getAndAdd(Y, 1);
                })
            .spare("spare", me -> me.words().getAndAdd(Y, 1))
            .afterwards(
                "last",
                me -> {
                  long expected = me.words().getAcquire(X) == 1 ? 0 : 2;
                  assertThat(me.words().getAcquire(Y)).isBetween(expected / 2, expected);
                })
            .atEnd(view -> assertThat(view.isFinished("last")).isTrue())
            .run();
    assertThat(report.ends()).isGreaterThan(1);
  }

  @Test
  void triesEveryChoiceAndEveryTie() {
    ModelReport choices =
        ModelCheck.named("choices")
            .reduction(false)
            .process("a", me -> me.words().setPlain(X, me.choose(3)))
            .run();
    assertThat(choices.states()).isEqualTo(1 + 3 + 3);
    ModelBody stamps =
        me -> {
          long first = me.clock().getAsLong();
          long second = me.clock().getAsLong();
          assertThat(second).isGreaterThan(first);
        };
    ModelCheck.named("no ties").process("a", stamps).process("b", stamps).run();
    failureOf(ModelCheck.named("ties").clockTies(true).process("a", stamps).process("b", stamps));
  }

  @Test
  void readsTornPayloadWhenAskedTo() {
    byte[] ones = new byte[16];
    java.util.Arrays.fill(ones, (byte) 1);
    ModelBody reader =
        me -> {
          byte[] read = new byte[16];
          me.words().readBytes(X, read, 0, 16);
          assertThat(read[15]).isEqualTo(read[0]);
        };
    ModelBody writer = me -> me.words().writeBytes(X, ones, 0, 16);
    ModelCheck.named("whole").process("w", writer).process("r", reader).run();
    failureOf(ModelCheck.named("torn").tornPayload(true).process("w", writer).process("r", reader));
  }

  @Test
  void aLoopThatWaitsIsNotStuckWhileOthersCanMove() {
    ModelCheck.named("handoff")
        .process(
            "a",
            me -> {
              while (me.words().getAcquire(FLAG) != 1) {
                Thread.onSpinWait();
              }
              me.words().setRelease(FLAG, 2);
            })
        .process(
            "b",
            me -> {
              me.words().setRelease(FLAG, 1);
              while (me.words().getAcquire(FLAG) != 2) {
                me.pause();
              }
            })
        .run();
  }

  @Test
  void aLoopThatCountsItsRoundsIsNotStuck() {
    ModelCheck.named("gives up")
        .process(
            "a",
            me -> {
              for (int i = 0; i < 6 && me.words().getAcquire(FLAG) == 0; i++) {
                Thread.onSpinWait();
              }
              me.words().setPlain(X, 1);
            })
        .process("b", me -> me.words().compareAndSet(FLAG, 1, 2))
        .atEnd(view -> assertThat(view.words().getPlain(X)).isEqualTo(1))
        .run();
  }

  @Test
  void reportsABodyThatThrows() {
    ModelCheck check =
        ModelCheck.named("throws")
            .process("a", me -> me.words().setRelease(FLAG, 1))
            .process(
                "b",
                me -> {
                  if (me.words().getAcquire(FLAG) == 1) {
                    throw new java.io.IOException("seen");
                  }
                });
    assertThat(failureOf(check)).hasMessageContaining("java.io.IOException: seen");
  }

  @Test
  void reportsABodyThatIsNotDeterministic() {
    int[] runs = {0};
    ModelCheck check =
        ModelCheck.named("random")
            .process(
                "a",
                me -> {
                  me.words().setRelease(FLAG, runs[0]++);
                  me.words().setRelease(FLAG, 0);
                })
            .process("b", me -> me.words().getAcquire(FLAG));
    assertThatThrownBy(check::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("process 'a' is not deterministic");
  }

  @Test
  void finallyAndCatchBlocksDoNotDisturb() {
    counter(
            me -> {
              try {
                me.words().getAndAdd(X, 1);
              } catch (RuntimeException e) {
                throw new AssertionError(e);
              } finally {
                me.words().getAndAdd(Y, 1);
              }
            })
        .run();
  }

  @Test
  void monitorsSeeEventsInOrderAndMayRefuse() {
    Monitor<String> order =
        new Monitor<>() {
          @Override
          public String start() {
            return "";
          }

          @Override
          public String next(String known, ModelEvent event) {
            String now = known + event.name() + event.value();
            assertThat(now).isNotEqualTo("b2a1");
            return now;
          }

          @Override
          public void end(String known, ModelView view) {
            assertThat(known).hasSize(4);
          }
        };
    ModelCheck check =
        ModelCheck.named("order")
            .monitor(order)
            .process(
                "a",
                me -> {
                  me.words().getAndAdd(X, 1);
                  me.note(1);
                })
            .process(
                "b",
                me -> {
                  me.words().getAndAdd(Y, 1);
                  me.note(2);
                });
    assertThat(failureOf(check).schedule()).isEqualTo("b a");
  }

  @Test
  void aScheduleThatCannotBeFollowedIsRefused() {
    assertThatThrownBy(() -> twoStoresEach().replay("a*3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("move 2 of the schedule, a, cannot be made");
    assertThatThrownBy(() -> twoStoresEach().replay("a ?"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'?' is no part of a schedule");
    assertThat(twoStoresEach().replay("a b*2 a").lines()).hasSize(4);
  }

  @Test
  void aBoundOnSwitchesStillFindsALostUpdate() {
    ModelCheck lost = counter(me -> me.words().setVolatile(X, me.words().getVolatile(X) + 1));
    lost.switches(0).run();
    failureOf(lost.switches(1));
  }

  @Test
  void stepsThatNobodyNoticesAreNoSwitches() {
    ModelBody body =
        me -> {
          me.words().setVolatile(64 + 8L * (me.owner() & 3), 1); // its own word
          me.words().setVolatile(X, me.words().getVolatile(X) + 1);
        };
    counter(body).switches(0).run();
    failureOf(counter(body).switches(1));
  }

  @Test
  void randomSchedulesFindALostUpdate() {
    ModelCheck lost = counter(me -> me.words().setVolatile(X, me.words().getVolatile(X) + 1));
    assertThatThrownBy(() -> lost.runRandomly(1_000, 7)).isInstanceOf(ModelFailure.class);
  }

  @Test
  void saysWhenThereAreTooManyStates() {
    assertThatThrownBy(() -> twoStoresEach().stateLimit(5).run())
        .isInstanceOf(ModelFailure.class)
        .hasMessageContaining("more than 5 states");
  }

  /** Polls a word for others' additions, twice, with a history that is different each time. */
  private static void sums(ModelProcess me, boolean settles) {
    long sum = 0;
    for (int i = 0; i < 4; i++) {
      if (settles) {
        me.settle(i);
      }
      sum += me.words().getAcquire(X);
      me.words().getAndAdd(Y, 1);
    }
    me.words().getAndAdd(FLAG, settles ? 0 : sum);
  }

  private static void adds(ModelProcess me) {
    for (int i = 0; i < 4; i++) {
      me.words().getAndAdd(X, 1);
      me.words().getAndAdd(Y, 1);
    }
  }

  @Test
  void settledHistoriesAreExploredTogether() {
    ModelReport all =
        ModelCheck.named("apart")
            .process("a", me -> sums(me, false))
            .process("b", ModelCheckTest::adds)
            .run();
    ModelReport settled =
        ModelCheck.named("together")
            .process("a", me -> sums(me, true))
            .process("b", ModelCheckTest::adds)
            .run();
    assertThat(settled.states()).isLessThan(all.states() / 2);
    assertThat(settled.localStates()).isLessThan(all.localStates() / 2);
  }

  @Test
  void aSettledLoopThatNothingCanEndIsFound() {
    ModelCheck check =
        ModelCheck.named("polls")
            .process(
                "a",
                me -> {
                  for (long rounds = 0; me.words().getAcquire(FLAG) != 2; rounds++) {
                    me.settle();
                    me.begin(rounds & 0);
                    me.words().getAcquire(X);
                    me.end(0);
                  }
                })
            .process("b", me -> me.words().compareAndSet(FLAG, 0, me.choose(2) + 1));
    assertThatThrownBy(check::run)
        .isInstanceOf(ModelFailure.class)
        .hasMessageContaining("no end: from here on")
        .hasMessageContaining("getAcquire @32");
  }

  @Test
  void aSettledLoopMayPause() {
    ModelCheck.named("settled pause")
        .process(
            "a",
            me -> {
              while (true) {
                me.settle();
                if (me.words().getAcquire(FLAG) == 3) {
                  return;
                }
                me.pause();
              }
            })
        .process(
            "b",
            me -> {
              for (int i = 1; i <= 3; i++) {
                me.words().setRelease(FLAG, i);
              }
            })
        .run();
  }

  @Test
  void tellsWhenSettleLeavesOutWhatMatters() {
    ModelCheck check =
        ModelCheck.named("careless")
            .process(
                "a",
                me -> {
                  long seen = me.words().getAcquire(FLAG);
                  me.settle();
                  me.words().getAndAdd(X, 1);
                  assertThat(seen).isZero();
                })
            .process("b", me -> me.words().setRelease(FLAG, 1));
    assertThatThrownBy(check::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("process 'a' depends on more than it has given to settle()");
  }
}
