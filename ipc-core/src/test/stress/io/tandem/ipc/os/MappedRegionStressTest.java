package io.tandem.ipc.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedRegionStressTest {
  private static final int REGION_BYTES = 1 << 16;

  @TempDir Path directory;

  /** Refutes an unmapping release, which kills this JVM within the first rounds. */
  @Test
  void releaseRacesWithReadersAndWriters() throws IOException {
    Path file = directory.resolve("raced");
    int rounds = 2_000;
    try (FileChannel channel = allocated(file)) {
      AtomicReference<MappedByteBuffer> shared = new AtomicReference<>();
      AtomicInteger progress = new AtomicInteger();
      CompletableFuture<Long> racer =
          CompletableFuture.supplyAsync(() -> readAndWrite(shared, progress));
      for (int i = 0; i < rounds; i++) {
        MappedRegion region = MappedRegion.map(file, channel, 0, REGION_BYTES);
        shared.set(region.buffer());
        int seen = progress.get();
        Poll.until(() -> progress.get() != seen); // the racer is inside
        region.release();
      }
      shared.set(null);
      assertThat(racer.join()).isPositive();
    }
  }

  private static long readAndWrite(
      AtomicReference<MappedByteBuffer> shared, AtomicInteger progress) {
    long touched = 0;
    MappedByteBuffer buffer;
    do {
      buffer = shared.get();
      if (buffer != null) {
        for (int i = 0; i < REGION_BYTES; i += 4096) {
          buffer.putLong(i, buffer.getLong(i) + 1);
          touched++;
        }
        progress.incrementAndGet();
      }
    } while (buffer != null || touched == 0);
    return touched;
  }

  @Test
  void manyMappingsAndReleasesLeaveFewMappingsInTheKernel() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/maps")), "Linux only");
    Path file = directory.resolve("cycled");
    int cycles = Native.isLoaded() ? 100_000 : 10_000;
    try (FileChannel channel = allocated(file)) {
      cycle(file, channel, 100);
      long before = mappings();
      long most = 0;
      for (int i = 0; i < 20; i++) {
        cycle(file, channel, cycles / 20);
        most = Math.max(most, mappings());
      }
      if (Native.isLoaded()) {
        assertThat(most).isLessThan(before + 5_000);
      }
      assertThat(most).isLessThan(40_000); // of 65,530 that a process may have
    }
  }

  private static void cycle(Path file, FileChannel channel, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      MappedRegion region = MappedRegion.map(file, channel, 0, REGION_BYTES);
      region.buffer().putLong(8, i);
      region.release();
    }
  }

  /** The worst case for merging: long-lived mappings lie between the released ones. */
  @Test
  void releasedRangesBetweenLivingOnesAreBoundedByTheLivingOnes() throws IOException {
    assumeTrue(Native.isLoaded(), "native mode only");
    Path file = directory.resolve("mixed");
    List<MappedRegion> living = new ArrayList<>();
    try (FileChannel channel = allocated(file)) {
      long before = mappings();
      for (int i = 0; i < 5_000; i++) {
        MappedRegion region = MappedRegion.map(file, channel, 0, REGION_BYTES);
        region.buffer().putLong(8, i);
        if (i % 10 == 0) {
          living.add(region);
        } else {
          region.release();
        }
      }
      assertThat(mappings()).isLessThan(before + 2L * living.size() + 5_000);
      for (MappedRegion region : living) {
        assertThat(region.buffer().getLong(8)).isEqualTo(4_999);
        region.release();
      }
    }
  }

  private static FileChannel allocated(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileSpace.allocate(file, channel, 0, REGION_BYTES);
    return channel;
  }

  private static long mappings() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.count();
    }
  }
}
