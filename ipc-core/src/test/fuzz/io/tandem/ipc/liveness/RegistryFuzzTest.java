package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.FuzzJvm;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A registry is damaged while it is used: see what runs in the children. */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class RegistryFuzzTest {
  @RegisterExtension final ChildJvms children = new ChildJvms();

  @TempDir(factory = InMemory.class)
  Path scratch;

  @Test
  void damagedWordsAreErrorsAndNothingWorse() {
    String outcome = FuzzJvm.run(children, scratch, RegistryWordsFuzz::run, 200_000);

    assertThat(outcome).contains("no effect=").contains("CorruptSegmentException=");
  }

  @Test
  void damagedFilesAreErrorsAndNothingWorse() {
    String outcome = FuzzJvm.run(children, scratch, RegistryFileFuzz::run, 2_000);

    assertThat(outcome).contains("no effect=").contains("CorruptSegmentException=");
  }
}
