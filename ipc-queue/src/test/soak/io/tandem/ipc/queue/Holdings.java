package io.tandem.ipc.queue;

import io.tandem.ipc.testkit.Leftovers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What this process has of the system and of itself, as the kernel and the JVM count it.
 *
 * @param descriptors open files
 * @param sharedMappings mappings of files in shared memory
 * @param threads of the process, those of the JVM included
 * @param directBytes in buffers outside the heap, mapped ones not included
 * @param mappedBuffers buffers over mapped files, as the JDK counts them
 */
record Holdings(
    int descriptors, int sharedMappings, int threads, long directBytes, long mappedBuffers) {
  private static final int COLLECTIONS = 20;
  private static final long PAUSE_NANOS = 2_000_000;

  /** What the JVM may have more of, for reasons of its own: threads that compile or collect. */
  private static final int MARGIN = 3;

  /** After the collector has had the chance to take what nobody uses. */
  static Holdings settled() {
    Holdings least = now();
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      LockSupport.parkNanos(PAUSE_NANOS); // what is given back behind it says so to nobody
      Holdings next = now();
      least =
          new Holdings(
              Math.min(least.descriptors, next.descriptors),
              Math.min(least.sharedMappings, next.sharedMappings),
              Math.min(least.threads, next.threads),
              Math.min(least.directBytes, next.directBytes),
              Math.min(least.mappedBuffers, next.mappedBuffers));
    }
    return least;
  }

  private static Holdings now() {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"));
        Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      return new Holdings(
          Leftovers.now().descriptors(),
          (int) maps.filter(line -> line.contains("/dev/shm/")).count(),
          (int) tasks.count(),
          pool("direct").getMemoryUsed(),
          pool("mapped").getCount());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferPoolMXBean pool(String name) {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Says whether these later ones are no more. */
  String compareWith(Holdings later) {
    boolean same =
        later.descriptors <= descriptors
            && later.sharedMappings <= sharedMappings
            && later.threads <= threads + MARGIN
            && later.directBytes <= directBytes
            && later.mappedBuffers <= mappedBuffers;
    return (same ? "as at the beginning, " : "MORE than at the beginning, ")
        + this
        + ", then "
        + later;
  }
}
