package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.os.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Opening and closing costs nothing that is not given back. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class OpenCloseCyclesTest {
  private static final int CYCLES = 10_000;
  private static final int DOMAINS = 500;
  private static final int WARM_UP = 100;
  private static final long MARGIN = 8; // what the JVM itself opens and maps meanwhile

  @TempDir(factory = InMemory.class)
  Path parent;

  @Test
  void tenThousandCyclesInADomainOthersUseLeaveDescriptorsMappingsAndSlotsAtBaseline()
      throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
    Path directory = parent.resolve("domain");
    try (Membership other =
        Membership.join(DomainDirectory.at(directory), TestDomains.settings(4, null))) {
      cycle(directory, WARM_UP);
      long descriptors = descriptors();
      long mappings = mappings();

      cycle(directory, CYCLES);

      assertThat(descriptors()).isLessThanOrEqualTo(descriptors + MARGIN);
      awaitMappings(mappings);
      assertThat(other.participants()).hasSize(1);
      assertThat(TestDomains.names(directory)).hasSize(2);
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void fiveHundredDomainsMadeAndRemovedLeaveNothing() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
    Path directory = parent.resolve("domain");
    cycle(directory, WARM_UP);
    long descriptors = descriptors();
    long mappings = mappings();

    cycle(directory, DOMAINS);

    assertThat(descriptors()).isLessThanOrEqualTo(descriptors + MARGIN);
    awaitMappings(mappings);
    assertThat(directory).doesNotExist();
  }

  private static void cycle(Path directory, int times) {
    for (int i = 0; i < times; i++) {
      try (Domain domain = Domain.builder().directory(directory).slots(4).open()) {
        assertThat(domain.isClosed()).isFalse();
      }
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  /** How often files of domains are mapped. */
  private static long mappings() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.contains("registry"))
        .count();
  }

  /** Natively that is so at once; in portable mode the garbage collector does it. */
  private static void awaitMappings(long baseline) throws IOException {
    if (Native.isLoaded()) {
      assertThat(mappings()).isLessThanOrEqualTo(baseline);
    }
    while (mappings() > baseline) {
      System.gc();
    }
  }
}
