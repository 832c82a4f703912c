package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.FuzzJvm;
import io.tandem.ipc.testkit.TempDomain;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of queues and lanes are damaged in use: see what runs in the children. */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class StructureFuzzTest {
  private static final int INPUTS = 1_500;

  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  @ParameterizedTest
  @CsvSource({
    "REAL_TIME, per producer",
    "REAL_TIME, exact",
    "PER_PRODUCER, per producer",
    "PER_PRODUCER, exact",
    "REAL_TIME, of two levels"
  })
  void damageToAQueueIsAnErrorAndNothingWorse(String ordering, String capacity) {
    String outcome =
        FuzzJvm.run(children, temporary.scratch(), QueueFuzz::run, INPUTS, ordering, capacity);

    assertThat(outcome).contains("no effect=").contains("CorruptSegmentException=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "competing"})
  void damageToALaneIsAnErrorAndNothingWorse(String takers) {
    String outcome =
        FuzzJvm.run(children, temporary.scratch(), LaneObjectFuzz::run, INPUTS, takers);

    assertThat(outcome).contains("no effect=").contains("CorruptSegmentException=");
  }

  @Test
  void damageToAQueueWithLeasesIsAnErrorAndNothingWorse() {
    String outcome = FuzzJvm.run(children, temporary.scratch(), LeaseQueueFuzz::run, INPUTS);

    assertThat(outcome).contains("no effect=").contains("CorruptSegmentException=");
  }

  @Test
  void damageToATopicIsAnErrorAndNothingWorse() {
    String outcome = FuzzJvm.run(children, temporary.scratch(), TopicFuzz::run, INPUTS);

    assertThat(outcome).contains("no effect=").contains("CorruptSegmentException=");
  }
}
