package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Explores every schedule of setting and reading a latest value. */
@Tag("model")
class LatestModelTest {
  private static final int SLOTS = 3;
  private static final int BYTES = 16;
  private static final int CELL_BYTES = (int) LatestCell.sizeBytes(SLOTS, BYTES);

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void readersSeeWholeValuesThatDoNotGoBack(MemoryModel memory) {
    latest("whole values", memory)
        .process("writer", me -> write(me, 4))
        .process("reader", me -> read(me, 2))
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void aWriterMayDieAnywhereAndAnotherGoesOn(MemoryModel memory) {
    latest("killed writer", memory)
        .kills(1)
        .process("writer", me -> write(me, 2))
        .successor("heir", "writer", LatestModelTest::inherit)
        .process("reader", me -> read(me, 2))
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void ofTwoThatWantToWriteOneDoes(MemoryModel memory) {
    latest("two writers", memory)
        .process("writer A", me -> write(me, 2))
        .process("writer B", me -> write(me, 2))
        .process("reader", me -> read(me, 1))
        .run();
  }

  /** What loads may be performed early, acquire or not. */
  @Test
  void loadsThatArePerformedEarlyDoNotTearValues() {
    latest("early loads", MemoryModel.WEAK_STORES)
        .earlyLoads(true)
        .earlyStores(true)
        .process("writer", me -> write(me, 4))
        .process("reader", me -> read(me, 1))
        .run();
  }

  private static ModelCheck latest(String name, MemoryModel memory) {
    return ModelCheck.named("latest: " + name + ", " + memory)
        .memory(memory)
        .memory(CELL_BYTES)
        .tornPayload(true);
  }

  private static LatestCell cell(ModelProcess me) {
    return new LatestCell(me.words().slice(0, CELL_BYTES), SLOTS, BYTES);
  }

  private static void write(ModelProcess me, int times) {
    LatestCell cell = cell(me);
    if (!cell.tryClaim(me.liveness())) {
      return;
    }
    for (int i = 0; i < times; i++) {
      byte[] bytes = new byte[BYTES];
      long version = cell.version() + 1;
      Arrays.fill(bytes, (byte) version);
      cell.write(bytes, version % 2 == 0 ? BYTES : Long.BYTES);
    }
    cell.release(me.liveness());
  }

  private static void inherit(ModelProcess me) {
    assertThat(cell(me).tryClaim(me.liveness())).as("the writer is dead").isTrue();
    write(me, 2);
  }

  private static void read(ModelProcess me, int times) {
    LatestCell cell = cell(me);
    long last = 0;
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < times; i++) {
      long version = cell.version();
      assertThat(version).isGreaterThanOrEqualTo(last);
      last = version;
      if (version == 0) {
        continue;
      }
      int length = cell.length(version);
      if (length != LatestCell.DISTURBED && cell.tryRead(version, bytes, length)) {
        assertThat(length).isEqualTo(version % 2 == 0 ? BYTES : Long.BYTES);
        for (int at = 0; at < length; at++) {
          assertThat(bytes[at]).as("byte %d of version %d", at, version).isEqualTo((byte) version);
        }
      }
    }
  }
}
