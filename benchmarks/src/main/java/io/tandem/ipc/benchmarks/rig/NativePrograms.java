package io.tandem.ipc.benchmarks.rig;

import io.tandem.ipc.benchmarks.peer.Scenario;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The C reference programs. Their sources travel with the classes and are compiled at the start of
 * a session where there is a compiler, in about a second.
 */
public final class NativePrograms {
  private static final List<String> SOURCES =
      List.of(
          "build.sh",
          "bench.h",
          "pingpong.c",
          "ring.c",
          "copy.c",
          "futex_pingpong.c",
          "memcpy_bandwidth.c",
          "process_start.c");

  private final Path directory;

  private NativePrograms(Path directory) {
    this.directory = directory;
  }

  /** Builds them in a directory of this session; empty without a C compiler. */
  public static Optional<NativePrograms> build(Path directory) throws IOException {
    Path sources = Files.createDirectories(directory.resolve("src"));
    for (String name : SOURCES) {
      try (InputStream source = NativePrograms.class.getResourceAsStream("/c/" + name)) {
        if (source == null) {
          throw new FileNotFoundException("no c/" + name + " on the class path");
        }
        Files.copy(source, sources.resolve(name));
      }
    }
    Path out = directory.resolve("bin");
    Process build =
        new ProcessBuilder("sh", sources.resolve("build.sh").toString(), out.toString())
            .inheritIO()
            .start();
    try {
      if (build.waitFor() != 0) {
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the C programs were built", e);
    }
    return Files.isExecutable(out.resolve("pingpong"))
        ? Optional.of(new NativePrograms(out))
        : Optional.empty();
  }

  /**
   * How long a cache line's round trip between the two cores takes now, measured over a few
   * milliseconds.
   */
  public OptionalDouble cacheLineNanos(Pinning pinning, Path shared) throws IOException {
    Map<String, String> report =
        run(
            pinning.prefix(),
            "pingpong",
            List.of(
                "--cpus",
                pinning.argument(Scenario.Placement.TWO_CORES),
                "--directory",
                shared.toString(),
                "--count",
                "20000",
                "--warmup",
                "2000"));
    return OptionalDouble.of(new Sample(report).value("middle_ns"));
  }

  /** Runs one and gives the members of the line it prints. */
  Map<String, String> run(List<String> prefix, String program, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(directory.resolve(program).toString());
    command.addAll(arguments);
    return Child.run(command);
  }
}
