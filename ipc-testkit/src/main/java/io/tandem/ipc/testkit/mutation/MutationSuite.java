package io.tandem.ipc.testkit.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Takes the protections of one module's protocols away, one at a time: see docs/mutations.md. A
 * build goes through some of the page, the long tests through all of it.
 */
@Tag("model")
public abstract class MutationSuite {
  /** One line in so many is in each build. */
  private static final int EACH = 6;

  private final MutationPage page = MutationPage.of(Path.of(""));
  private final Set<String> protocols;

  /**
   * @param protocols the source files, by name, of which every ordered access has to be on the page
   */
  protected MutationSuite(Set<String> protocols) {
    this.protocols = Set.copyOf(protocols);
  }

  @TestFactory
  Stream<DynamicTest> protectionsAreNeeded() {
    return tests(page.someKilled(EACH));
  }

  @TestFactory
  @Tag("long")
  Stream<DynamicTest> everyProtectionIsNeeded() {
    return tests(page.killed());
  }

  @TestFactory
  @Tag("long")
  Stream<DynamicTest> whatIsSaidToSurviveDoes() {
    return tests(page.survivors());
  }

  private static Stream<DynamicTest> tests(Stream<Mutant> mutants) {
    return mutants.map(mutant -> DynamicTest.dynamicTest(mutant.toString(), mutant::check));
  }

  @Test
  void everyOrderedAccessIsOnThePage() {
    assertEquals(
        List.of(), page.uncovered(file -> protocols.contains(file.getFileName().toString())));
  }
}
