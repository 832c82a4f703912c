package io.tandem.ipc.wait;

import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.wait.DoorbellModelTest.Scene;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The doorbell in more schedules than each build has time for. */
@Tag("model")
@Tag("long")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class DoorbellDeepModelTest {
  private static final int SCHEDULES = 1_000_000;
  private static final long SEED = 20260301;

  private static ModelCheck twoAndTwo(MemoryModel memory) {
    return new Scene("two and two", memory)
        .process("producer 1", DoorbellModelTest::put)
        .process("producer 2", DoorbellModelTest::put)
        .process("consumer 1", DoorbellModelTest::take)
        .process("consumer 2", DoorbellModelTest::take)
        .check;
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void everyConsumerGetsItsItem(MemoryModel memory) {
    twoAndTwo(memory).switches(4).run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void everyConsumerGetsItsItemInRandomSchedules(MemoryModel memory) {
    twoAndTwo(memory).earlyLoads(true).runRandomly(SCHEDULES, SEED);
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void twoDeathsAnywhereAreHealedByTheSlice(MemoryModel memory) {
    DoorbellModelTest.deaths(memory, 2).switches(4).run();
    DoorbellModelTest.deaths(memory, 2).runRandomly(SCHEDULES, SEED);
  }
}
