package io.tandem.ipc;

import io.tandem.ipc.testkit.mutation.MutationSuite;
import java.util.Set;

/** The protections of the doorbell and of the registry. */
class MutationTest extends MutationSuite {
  MutationTest() {
    super(Set.of("Doorbell.java", "Watch.java", "Sleep.java", "Attendance.java", "Registry.java"));
  }
}
