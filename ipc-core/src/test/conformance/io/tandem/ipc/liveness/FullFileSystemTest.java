package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.StorageFullException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of 1 MiB. */
class FullFileSystemTest {
  @TempDir Path parent;

  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", parent.toString()) == 0;
    assumeTrue(mounted, "mounting is not permitted here");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      // Lazily: in portable mode a mapping keeps it busy until it is collected.
      assertThat(run("umount", "--lazy", parent.toString())).isZero();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor();
  }

  @Test
  void domainThatDoesNotFitSaysHowMuchItNeedsAndLeavesNothing() throws IOException {
    Path filler = parent.resolve("filler");
    try (RandomAccessFile file = new RandomAccessFile(filler.toFile(), "rw")) {
      file.write(new byte[960 * 1024]);
    }
    Path directory = parent.resolve("domain");

    assertThatThrownBy(() -> Domain.open(directory))
        .isInstanceOf(StorageFullException.class)
        .hasMessage(
            "There is no room for a new domain's registry [%s]; needed 131328 bytes for 1024 slots,"
                + " left 65536 bytes. Free space on that file system, or open the domain with fewer"
                + " slots.",
            directory.toRealPath());
    assertThat(TestDomains.names(directory)).isEmpty();

    try (Domain small = Domain.builder().directory(directory).slots(16).open()) {
      assertThat(small.participants()).hasSize(1);
    }
    Files.delete(filler);
    try (Domain whole = Domain.open(directory)) {
      assertThat(whole.participants()).hasSize(1);
    }
  }
}
