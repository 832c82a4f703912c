package io.tandem.ipc.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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
    try (SharedFile opened = allocated(file)) {
      AtomicReference<ByteBuffer> shared = new AtomicReference<>();
      AtomicInteger progress = new AtomicInteger();
      CompletableFuture<Long> racer =
          CompletableFuture.supplyAsync(() -> readAndWrite(shared, progress));
      for (int i = 0; i < rounds; i++) {
        MappedRegion region = MappedRegion.map(opened, 0, REGION_BYTES);
        shared.set(region.buffer());
        int seen = progress.get();
        Poll.until(() -> progress.get() != seen); // the racer is inside
        region.release();
      }
      shared.set(null);
      assertThat(racer.join()).isPositive();
    }
  }

  /** Refutes a release that touches addresses which it has given up. */
  @Test
  void releasesLeaveTheMappingsOfOtherThreadsAlone() throws IOException {
    try (SharedFile one = allocated(directory.resolve("one"));
        SharedFile two = allocated(directory.resolve("two"))) {
      CompletableFuture<Void> beside = CompletableFuture.runAsync(() -> mapAndCheck(one));
      mapAndCheck(two);
      beside.join();
    }
  }

  private static void mapAndCheck(SharedFile file) {
    try {
      for (int i = 0; i < 10_000; i++) {
        MappedRegion region = MappedRegion.map(file, 0, REGION_BYTES);
        for (int at = 0; at < REGION_BYTES; at += 4096) {
          region.buffer().putLong(at, i);
        }
        for (int at = 0; at < REGION_BYTES; at += 4096) {
          assertThat(region.buffer().getLong(at)).isEqualTo(i);
        }
        region.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Refutes giving a range back while a part of it is in use. */
  @Test
  void aSliceKeepsTheMapping() throws IOException {
    try (SharedFile file = allocated(directory.resolve("sliced"))) {
      ByteBuffer slice = MappedRegion.map(file, 0, REGION_BYTES).buffer().slice(4096, 8);
      for (int i = 0; i < 50; i++) {
        System.gc();
        cycle(file, 1);
        slice.putLong(0, i);
      }
      byte[] found = new byte[8];
      file.read(4096, found);
      assertThat(ByteBuffer.wrap(found).getLong()).isEqualTo(49);
    }
  }

  private static long readAndWrite(AtomicReference<ByteBuffer> shared, AtomicInteger progress) {
    long touched = 0;
    ByteBuffer buffer;
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
    try (SharedFile opened = allocated(file)) {
      cycle(opened, 100);
      long before = mappings();
      long most = 0;
      for (int i = 0; i < 20; i++) {
        cycle(opened, cycles / 20);
        most = Math.max(most, mappings());
      }
      assertThat(most).isLessThan(40_000); // of 65,530 that a process may have
      if (Native.isLoaded()) {
        // What one collection leaves lies between what it has found; the next one finds it all.
        System.gc();
        Poll.until(() -> mappingsAfterOneMore(opened) < before + 100);
      }
    }
  }

  private static long mappingsAfterOneMore(SharedFile opened) {
    try {
      cycle(opened, 1);
      return mappings();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void cycle(SharedFile opened, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      MappedRegion region = MappedRegion.map(opened, 0, REGION_BYTES);
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
    try (SharedFile opened = allocated(file)) {
      long before = mappings();
      for (int i = 0; i < 5_000; i++) {
        MappedRegion region = MappedRegion.map(opened, 0, REGION_BYTES);
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

  private static SharedFile allocated(Path path) throws IOException {
    SharedFile file = SharedFile.create(path);
    FileSpace.allocate(file, 0, REGION_BYTES);
    return file;
  }

  private static long mappings() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.count();
    }
  }
}
