package io.tandem.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.FuzzJvm;
import io.tandem.ipc.testkit.TempDomain;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Segments with damaged headers are opened: see {@link SegmentFuzz}. */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class SegmentFuzzTest {
  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  @Test
  void damagedHeadersAreErrorsAndNothingWorse() {
    String outcome = FuzzJvm.run(children, temporary.scratch(), SegmentFuzz::run, 3_000);

    assertThat(outcome)
        .contains("no effect=")
        .contains("CorruptSegmentException=")
        .contains("WrongKindException=")
        .contains("WrongParametersException=")
        .contains("WrongSchemaException=")
        .contains("WrongVersionException=");
  }
}
