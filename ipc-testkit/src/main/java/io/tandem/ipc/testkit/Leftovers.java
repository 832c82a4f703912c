package io.tandem.ipc.testkit;

import io.tandem.ipc.os.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What this process still holds of a directory, as the kernel sees it.
 *
 * @param descriptors how many descriptors the process has open, of whatever files
 * @param mappings how many mappings it has
 */
public record Leftovers(int descriptors, int mappings) {
  private static final Path FD = Path.of("/proc/self/fd");
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final int COLLECTIONS = 20;
  private static final long PAUSE_NANOS = 1_000_000;

  /** All that this process has open and mapped now, for comparing before and after. */
  public static Leftovers now() {
    try (Stream<Path> open = Files.list(FD)) {
      return new Leftovers((int) open.count() - 1, Files.readAllLines(MAPS).size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What is left of the files in a directory: descriptors, mappings and the files themselves, each
   * described in a line that begins with its kind. Mappings that only wait for the collector are
   * given the chance to go. Without the native library all of them do, for as long as something
   * refers to their buffers, and none is listed.
   */
  public static List<String> of(Path directory) {
    String prefix = directory.toString();
    List<String> left = new ArrayList<>(descriptors(prefix));
    List<String> mappings = Native.isLoaded() ? mappings(prefix) : List.of();
    for (int i = 0; i < COLLECTIONS && !mappings.isEmpty(); i++) {
      System.gc();
      LockSupport.parkNanos(i * PAUSE_NANOS); // the thread that unmaps reports to nobody
      mappings = mappings(prefix);
    }
    left.addAll(mappings);
    left.addAll(files(directory));
    return left;
  }

  private static List<String> descriptors(String prefix) {
    List<String> left = new ArrayList<>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(FD)) {
      for (Path descriptor : open) {
        String target = target(descriptor);
        if (target.startsWith(prefix)) {
          left.add("descriptor " + descriptor.getFileName() + " of " + target);
        }
      }
      return left;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile, as the one that lists the directory is
    }
  }

  private static List<String> mappings(String prefix) {
    try {
      return Files.readAllLines(MAPS).stream()
          .filter(line -> line.contains(prefix))
          .map(line -> "mapping " + line)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> files(Path directory) {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> !Files.isDirectory(file)).map(file -> "file " + file).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
