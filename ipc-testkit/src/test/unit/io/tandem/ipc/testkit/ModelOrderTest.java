package io.tandem.ipc.testkit;

import static io.tandem.ipc.testkit.ModelSamples.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.memory.Words;
import org.junit.jupiter.api.Test;

/** The checker finds what only stores that are late, or pass each other, can do. */
class ModelOrderTest {
  private static final long X = 0;
  private static final long Y = 8;
  private static final long SEEN_A = 16;
  private static final long SEEN_B = 24;
  private static final long FLAG = 32;

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
}
