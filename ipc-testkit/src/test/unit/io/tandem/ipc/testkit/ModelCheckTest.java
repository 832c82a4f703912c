package io.tandem.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tandem.ipc.memory.Words;
import org.junit.jupiter.api.Test;

/** The checker finds the classic mistakes, passes what is right, and counts what can be counted. */
class ModelCheckTest {
  private static final long X = 0;
  private static final long Y = 8;
  private static final long SEEN_A = 16;
  private static final long SEEN_B = 24;
  private static final long FLAG = 32;

  private static ModelFailure failureOf(ModelCheck check) {
    ModelFailure failure = catchThrowableOfType(ModelFailure.class, check::run);
    assertThat(failure).as("the mistake was not found").isNotNull();
    assertThatThrownBy(() -> check.replay(failure.schedule()))
        .isInstanceOf(ModelFailure.class)
        .hasMessage(failure.getMessage());
    return failure;
  }

  private static ModelCheck twoStoresEach() {
    return ModelCheck.named("two stores each")
        .reduction(false)
        .process("a", me -> twoStores(me.words(), X))
        .process("b", me -> twoStores(me.words(), Y));
  }

  private static void twoStores(Words words, long offset) {
    words.setRelease(offset, 1);
    words.setRelease(offset, 2);
  }

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

  private static ModelCheck counter(ModelBody body) {
    return ModelCheck.named("counter")
        .process("a", body)
        .process("b", body)
        .atEnd(view -> assertThat(view.words().getPlain(X)).isEqualTo(2));
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
        .hasMessageContaining("ModelCheckTest.java:");
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

  private static ModelCheck dekker(MemoryModel memory, boolean fence) {
    return ModelCheck.named("dekker " + memory + (fence ? " with fence" : ""))
        .memory(memory)
        .process("a", me -> dekkerSide(me.words(), X, Y, SEEN_A, fence))
        .process("b", me -> dekkerSide(me.words(), Y, X, SEEN_B, fence))
        .atEnd(
            view ->
                assertThat(view.words().getPlain(SEEN_A) + view.words().getPlain(SEEN_B))
                    .as("at least one sees the other")
                    .isPositive());
  }

  private static void dekkerSide(Words words, long mine, long other, long seen, boolean fence) {
    words.setRelease(mine, 1);
    if (fence) {
      words.fullFence();
    }
    words.setPlain(seen, words.getAcquire(other));
  }

  @Test
  void findsDekkerWithoutFenceOnlyWhereStoresAreBuffered() {
    dekker(MemoryModel.SEQUENTIAL, false).run();
    failureOf(dekker(MemoryModel.STORE_BUFFERS, false));
    failureOf(dekker(MemoryModel.WEAK_STORES, false));
    dekker(MemoryModel.STORE_BUFFERS, true).run();
    dekker(MemoryModel.WEAK_STORES, true).run();
  }

  private static ModelCheck publication(MemoryModel memory, boolean release) {
    return ModelCheck.named("publication " + memory)
        .memory(memory)
        .process(
            "producer",
            me -> {
              me.words().writeLong(X, 42);
              if (release) {
                me.words().setRelease(FLAG, 1);
              } else {
                me.words().setPlain(FLAG, 1);
              }
            })
        .process(
            "consumer",
            me -> {
              if (me.words().getAcquire(FLAG) == 1) {
                assertThat(me.words().readLong(X)).isEqualTo(42);
              }
            });
  }

  @Test
  void findsPublicationByAPlainStoreOnlyWhereStoresPassEachOther() {
    publication(MemoryModel.SEQUENTIAL, false).run();
    publication(MemoryModel.STORE_BUFFERS, false).run();
    failureOf(publication(MemoryModel.WEAK_STORES, false));
    publication(MemoryModel.WEAK_STORES, true).run();
  }

  @Test
  void letsAPlainStorePassAnEarlierRelease() {
    ModelCheck check =
        ModelCheck.named("release is one way")
            .memory(MemoryModel.WEAK_STORES)
            .process(
                "writer",
                me -> {
                  me.words().setRelease(FLAG, 1);
                  me.words().writeLong(X, 42);
                })
            .process(
                "reader",
                me -> {
                  if (me.words().readLong(X) == 42) {
                    assertThat(me.words().getAcquire(FLAG)).isEqualTo(1);
                  }
                });
    failureOf(check);
  }

  @Test
  void aProcessSeesItsOwnBufferedStores() {
    ModelCheck.named("forwarding")
        .memory(MemoryModel.WEAK_STORES)
        .process(
            "a",
            me -> {
              me.words().writeInt(X + 4, 7);
              me.words().setPlain(Y, 3);
              assertThat(me.words().getPlain(X)).isEqualTo(7L << 32);
              assertThat(me.words().readInt(X + 2)).isEqualTo(7 << 16);
              assertThat(me.words().getPlain(Y)).isEqualTo(3);
            })
        .process("b", me -> me.words().readLong(X))
        .process("c", me -> me.words().readLong(Y))
        .run();
  }

  /** Two consumers and two items: a head index, and the items behind it. */
  private static ModelCheck take(boolean claims) {
    return ModelCheck.named("take")
        .setup(words -> words.setPlain(64, 1))
        .process("a", me -> takeOne(me, claims))
        .process("b", me -> takeOne(me, claims))
        .atEnd(view -> assertThat(view.words().getPlain(X)).as("taken").isEqualTo(1));
  }

  private static void takeOne(ModelProcess me, boolean claims) {
    Words words = me.words();
    long head = words.getAcquire(FLAG);
    if (words.getAcquire(64 + head * 8) == 0) {
      return;
    }
    if (claims) {
      if (!words.compareAndSet(FLAG, head, head + 1)) {
        return;
      }
    } else {
      words.setRelease(FLAG, head + 1);
    }
    words.getAndAdd(X, 1);
  }

  @Test
  void findsATakeWithoutAClaim() {
    failureOf(take(false));
    take(true).run();
  }

  /**
   * A stack of nodes 1 and 2, top at {@link #FLAG}, links at 64 + 8 n. Without a count in the top
   * word, a pop that was interrupted between reading the link and its compare-and-set succeeds
   * although the node has been away and come back with another link.
   */
  private static ModelCheck stack(boolean counts) {
    long one = counts ? 1 << 8 : 0;
    return ModelCheck.named("stack")
        .setup(
            words -> {
              words.setPlain(FLAG, 1);
              words.setPlain(64 + 8, 2);
            })
        .process("a", me -> pop(me.words(), one))
        .process(
            "b",
            me -> {
              long first = pop(me.words(), one);
              pop(me.words(), one);
              if (first != 0) {
                push(me.words(), one, first);
              }
            })
        .atEnd(
            view -> {
              long top = view.words().getPlain(FLAG) & 0xff;
              long taken = view.words().getPlain(X);
              assertThat(taken).as("the top was not popped twice").isLessThan(1 << 16);
              assertThat(top == 2 && (taken & 0xf00) != 0).as("node 2 is out and in").isFalse();
            });
  }

  private static long pop(Words words, long one) {
    while (true) {
      long top = words.getAcquire(FLAG);
      long node = top & 0xff;
      if (node == 0) {
        return 0;
      }
      long next = words.getAcquire(64 + 8 * node);
      if (words.compareAndSet(FLAG, top, (top & ~0xffL) + one + next)) {
        words.getAndAdd(X, 1L << (4 * node));
        return node;
      }
    }
  }

  private static void push(Words words, long one, long node) {
    words.getAndAdd(X, -(1L << (4 * node)));
    while (true) {
      long top = words.getAcquire(FLAG);
      words.setRelease(64 + 8 * node, top & 0xff);
      if (words.compareAndSet(FLAG, top, (top & ~0xffL) + one + node)) {
        return;
      }
    }
  }

  @Test
  void findsAba() {
    failureOf(stack(false));
    stack(true).run();
  }

  private static void lockAndUnlock(ModelProcess me, boolean takesOver) {
    Words words = me.words();
    while (true) {
      long owner = words.getAcquire(FLAG);
      boolean free = owner == 0 || (takesOver && me.liveness().isDead((int) owner));
      if (free && words.compareAndSet(FLAG, owner, me.owner())) {
        break;
      }
    }
    assertThat(words.getAndAdd(X, 1)).as("inside").isEqualTo(words.getAcquire(Y));
    words.getAndAdd(Y, 1);
    words.setRelease(FLAG, 0);
  }

  @Test
  void findsALockThatDiesWithItsHolder() {
    ModelCheck lock =
        ModelCheck.named("lock")
            .process("a", me -> lockAndUnlock(me, false))
            .process("b", me -> lockAndUnlock(me, false));
    lock.run();
    assertThat(failureOf(lock.kills(1))).hasMessageContaining("stuck: ");
  }

  @Test
  void passesALockThatIsTakenFromTheDead() {
    ModelCheck.named("robust lock")
        .kills(1)
        .process("a", me -> robust(me))
        .process("b", me -> robust(me))
        .process("c", me -> robust(me))
        .run();
  }

  private static void robust(ModelProcess me) {
    Words words = me.words();
    while (true) {
      long owner = words.getAcquire(FLAG);
      if ((owner == 0 || me.liveness().isDead((int) owner))
          && words.compareAndSet(FLAG, owner, me.owner())) {
        break;
      }
    }
    assertThat(words.getAcquire(FLAG)).as("still mine").isEqualTo(me.owner());
    words.setRelease(FLAG, 0);
  }

  @Test
  void findsThatAStoppedHolderStallsOthers() {
    ModelCheck lock =
        ModelCheck.named("stopped holder")
            .stops(1)
            .process("a", me -> robust(me))
            .process("b", me -> robust(me));
    assertThat(failureOf(lock)).hasMessageContaining("stuck: ").hasMessageContaining("STOPPED");
  }

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
