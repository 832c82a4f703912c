package io.tandem.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.FuzzJvm;
import io.tandem.ipc.testkit.TempDomain;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Doorbells are damaged while threads wait at them: see {@link DoorbellFuzz}. */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class DoorbellFuzzTest {
  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  static List<Ways> ways() {
    return Ways.available();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whateverADoorbellSaysWaitersFindWhatThereIs(Ways way) {
    String outcome =
        FuzzJvm.run(children, temporary.scratch(), DoorbellFuzz::run, 50_000, way.name());

    assertThat(outcome).contains("{no effect=");
  }
}
