package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.mutation.Mutant;
import io.tandem.ipc.testkit.mutation.MutationPage;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Takes the protections of lanes, queues and leases away, one at a time: see docs/mutations.md. */
@Tag("model")
class MutationTest {
  private static final MutationPage PAGE = MutationPage.of(Path.of(""));

  /** The classes that run on model memory, and so have to be on the page with all they do. */
  private static final Set<String> PROTOCOLS =
      Set.of(
          "ExactRoom.java",
          "LaneReader.java",
          "LaneRing.java",
          "LaneScan.java",
          "LaneWriter.java",
          "LeaseRing.java",
          "LeaseTaker.java",
          "QueueLanes.java",
          "QueueTaker.java",
          "RotatingTaker.java",
          "StampedTaker.java");

  /** How much of the page each build goes through. */
  private static final int EACH = 6;

  @TestFactory
  Stream<DynamicTest> protectionsAreNeeded() {
    return tests(PAGE.someKilled(EACH));
  }

  @TestFactory
  @Tag("long")
  Stream<DynamicTest> everyProtectionIsNeeded() {
    return tests(PAGE.killed());
  }

  @TestFactory
  @Tag("long")
  Stream<DynamicTest> whatIsSaidToSurviveDoes() {
    return tests(PAGE.survivors());
  }

  private static Stream<DynamicTest> tests(Stream<Mutant> mutants) {
    return mutants.map(mutant -> DynamicTest.dynamicTest(mutant.toString(), mutant::check));
  }

  @Test
  void everyOrderedAccessIsOnThePage() {
    assertThat(PAGE.uncovered(file -> PROTOCOLS.contains(file.getFileName().toString()))).isEmpty();
  }
}
