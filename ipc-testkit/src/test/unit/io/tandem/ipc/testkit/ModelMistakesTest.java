package io.tandem.ipc.testkit;

import static io.tandem.ipc.testkit.ModelSamples.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.memory.Words;
import org.junit.jupiter.api.Test;

/** The checker finds the classic mistakes of takers, stacks and locks, and passes what is right. */
class ModelMistakesTest {
  private static final long X = 0;
  private static final long Y = 8;
  private static final long FLAG = 32;

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
}
