package io.tandem.ipc.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildLink;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSpaceTest {
  @TempDir Path directory;

  @Test
  void appendsZerosThatAreBackedByTheFileSystem() throws Exception {
    Path file = directory.resolve("file");
    try (SharedFile channel = create(file)) {
      FileSpace.allocate(channel, 0, 1_000_001);
      FileSpace.allocate(channel, 1_000_001, 3_000_000);
    }
    byte[] content = Files.readAllBytes(file);
    assertThat(content).hasSize(4_000_001).containsOnly(0);
    assertThat(allocatedBytes(file)).isGreaterThanOrEqualTo(4_000_001);
  }

  @Test
  void keepsWhatTheFileHas() throws IOException {
    Path file = directory.resolve("file");
    Files.writeString(file, "head");
    try (SharedFile channel = SharedFile.open(file)) {
      FileSpace.allocate(channel, 4, 4);
    }
    assertThat(Files.readString(file)).isEqualTo("head\0\0\0\0");
  }

  @Test
  void aLengthOfZeroDoesNothing() throws IOException {
    Path file = directory.resolve("file");
    try (SharedFile channel = create(file)) {
      FileSpace.allocate(channel, 0, 0);
      assertThat(channel.sizeBytes()).isZero();
    }
  }

  @Test
  void refusesAnOffsetThatIsNotTheSizeOfTheFile() throws IOException {
    Path file = directory.resolve("file");
    try (SharedFile channel = create(file)) {
      FileSpace.allocate(channel, 0, 10);
      assertThatThrownBy(() -> FileSpace.allocate(channel, 4, 10))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("offset is 4, wanted is the size of " + file + ", 10");
      assertThat(channel.sizeBytes()).isEqualTo(10);
    }
  }

  @Test
  void refusesALengthOutsideTheLimits() throws IOException {
    Path file = directory.resolve("file");
    try (SharedFile channel = create(file)) {
      for (long length : new long[] {-1, Long.MIN_VALUE}) {
        assertThatThrownBy(() -> FileSpace.allocate(channel, 0, length))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("length is " + length + ", wanted is 0 to " + Long.MAX_VALUE);
      }
      assertThatThrownBy(() -> FileSpace.allocate(channel, 1, Long.MAX_VALUE))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void moreThanTheFileSystemCanHaveIsNoSpaceWithBothNumbers() throws IOException {
    Path file = directory.resolve("file");
    long wanted = 1L << 50;
    try (SharedFile channel = create(file)) {
      assertThatThrownBy(() -> FileSpace.allocate(channel, 0, wanted))
          .isInstanceOfSatisfying(
              NoSpaceException.class,
              e -> {
                assertThat(e.file()).isEqualTo(file.toString());
                assertThat(e.wantedBytes()).isEqualTo(wanted);
                assertThat(e.availableBytes()).isPositive().isLessThan(wanted);
                assertThat(e)
                    .hasMessageMatching(
                        "no space for .*/file: wanted are 1125899906842624 bytes, available are"
                            + " [0-9]+ bytes; .*; free space there, enlarge the file system, or"
                            + " ask for less");
              });
      assertThat(channel.sizeBytes()).isZero();
    }
  }

  @Test
  void aFullTmpfsIsNoSpaceAndLeavesTheFileAsItWas() throws Exception {
    Path mount = Files.createDirectory(directory.resolve("mount"));
    String mountThenRun =
        "mount -t tmpfs -o size=1m tandem-test " + mount + " || exit 77; exec \"$0\" \"$@\"";
    try (ChildJvm child =
        ChildJvm.options()
            .wrapped("unshare", "-rm", "sh", "-c", mountThenRun)
            .start(FileSpaceTest::fill, mount.toString())) {
      try {
        child.expect(Native.isLoaded() ? "native" : "portable");
      } catch (AssertionError e) {
        assumeTrue(child.isAlive() || child.awaitExit() != 77, "may not mount a tmpfs");
        assumeTrue(!e.getMessage().contains("unshare"), "may not make a mount namespace");
        throw e;
      }
      child.expect("small 524288");
      assertThat(child.receive())
          .startsWith(
              "no space for "
                  + mount
                  + "/large: wanted are 524289 bytes, available are 524288 bytes; ");
      child.expect("large 0");
      child.expect("large 524288");
      child.expect("zeros: wanted are 4096 bytes, available are 0 bytes");
      if (Native.isLoaded()) {
        child.expect("fallocate: no space left on the file system (ENOSPC)");
      }
      child.expect("other 0");
    }
  }

  /** Run on a file system of 1 MiB. */
  private static void fill(ChildLink link) throws IOException {
    link.send(Native.isLoaded() ? "native" : "portable");
    Path small = Path.of(link.argument(0), "small");
    Path large = Path.of(link.argument(0), "large");
    try (SharedFile one = create(small);
        SharedFile two = create(large)) {
      FileSpace.allocate(one, 0, 524_288);
      link.send("small " + one.sizeBytes());
      try {
        FileSpace.allocate(two, 0, 524_289);
        link.send("no exception");
      } catch (NoSpaceException e) {
        link.send(e.getMessage());
      }
      link.send("large " + two.sizeBytes());
      FileSpace.allocate(two, 0, 524_288);
      link.send("large " + two.sizeBytes());
    }
    fillFurther(link, Path.of(link.argument(0), "other"));
  }

  /** What happens when the space goes away after it was looked at. */
  private static void fillFurther(ChildLink link, Path other) throws IOException {
    try (SharedFile channel = create(other)) {
      try {
        FileSpace.writeZeros(channel, 0, 4096);
        link.send("no exception");
      } catch (NoSpaceException e) {
        link.send("zeros: " + e.getMessage().replaceAll(".*: (wanted.*?);.*", "$1"));
      }
      if (Native.isLoaded()) {
        try {
          FileSpace.allocateNatively(channel, 0, 4096);
          link.send("no exception");
        } catch (NoSpaceException e) {
          link.send("fallocate: " + e.getMessage().replaceAll(".*bytes; (.*?);.*", "$1"));
        }
      }
      link.send("other " + channel.sizeBytes());
    }
  }

  @Test
  void backsAHoleWithZeros() throws Exception {
    Path file = directory.resolve("file");
    try (SharedFile channel = create(file)) {
      channel.write(3_000_000 - 1, new byte[] {1}, 1); // the rest is a hole
      assertThat(allocatedBytes(file)).isLessThan(1_000_000);
      FileSpace.back(channel, 500_000, 2_000_000);
      assertThat(allocatedBytes(file)).isGreaterThanOrEqualTo(2_000_000);
      FileSpace.back(channel, 2_999_999, 1);
      assertThat(channel.sizeBytes()).isEqualTo(3_000_000);
      assertThatThrownBy(() -> FileSpace.back(channel, 2_999_999, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("2 bytes from 2999999 on are not within the 3000000 bytes of " + file);
    }
    assertThat(Files.readAllBytes(file)).containsOnly(0);
  }

  @Test
  void takesPathsOfAnyCharacters() throws IOException {
    Path file;
    try {
      file = directory.resolve("grün %41 ünï\u4e2d");
    } catch (InvalidPathException e) {
      assumeTrue(false, "this locale has no such file names");
      return;
    }
    try (SharedFile channel = create(file)) {
      FileSpace.allocate(channel, 0, 5);
      assertThat(channel.sizeBytes()).isEqualTo(5);
    }
  }

  @Test
  void anInterruptBreaksItInPortableModeOnly() throws IOException {
    Path path = directory.resolve("file");
    try (SharedFile file = create(path)) {
      Thread.currentThread().interrupt();
      if (Native.isLoaded()) {
        FileSpace.allocate(file, 0, 5);
      } else {
        assertThatThrownBy(() -> FileSpace.allocate(file, 0, 5))
            .isInstanceOf(ClosedByInterruptException.class);
      }
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(path).hasSize(Native.isLoaded() ? 5 : 0);
  }

  private static SharedFile create(Path file) throws IOException {
    return SharedFile.create(file);
  }

  private static long allocatedBytes(Path file) throws Exception {
    Process stat = new ProcessBuilder("stat", "-c", "%b %B", file.toString()).start();
    String[] answer = stat.inputReader().readLine().split(" ", -1);
    assertThat(stat.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return Long.parseLong(answer[0]) * Long.parseLong(answer[1]);
  }
}
