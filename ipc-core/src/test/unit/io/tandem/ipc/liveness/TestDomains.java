package io.tandem.ipc.liveness;

import io.tandem.ipc.Domain;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.SegmentSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the tests of domains share. */
final class TestDomains {
  private TestDomains() {}

  /** Default settings; every file with an ordinary name is taken for an object. */
  static Settings settings() {
    return settings(0, null);
  }

  static Settings settings(int slots, Retention retention) {
    return new Settings(null, slots, retention, file -> true);
  }

  /** Makes a small object and detaches from it. */
  static void createObject(Domain domain, String name) {
    SegmentSpec spec = new SegmentSpec("test", 1, domain.liveness().self(), 64, 0, List.of(), "");
    Segment.create(domain.path(name), spec, body -> body.setPlain(0, 42)).close();
  }

  /** The names in a directory, sorted; empty if there is no such directory. */
  static List<String> names(Path directory) {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
