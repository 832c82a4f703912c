package io.tandem.ipc.cli.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a look through an input found.
 *
 * @param names the files, sorted
 * @param skipped what was left out: how often, by reason
 */
record Scan(List<String> names, Map<String, Integer> skipped) {
  Scan {
    names = List.copyOf(names);
    skipped = Collections.unmodifiableMap(new TreeMap<>(skipped));
  }

  /** Collects names and reasons. */
  static final class Collector {
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> skipped = new TreeMap<>();
    private final int maxFiles;

    Collector(int maxFiles) {
      this.maxFiles = maxFiles;
    }

    /** Takes a file; false if there is no room for it. */
    boolean take(String name) {
      if (names.size() == maxFiles) {
        skip("files beyond the first " + maxFiles);
        return false;
      }
      names.add(name);
      return true;
    }

    void skip(String reason) {
      skipped.merge(reason, 1, Integer::sum);
    }

    Scan scan() {
      Collections.sort(names);
      return new Scan(names, skipped);
    }
  }
}
