package io.tandem.ipc.benchmarks.report;

import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.result.Json;
import io.tandem.ipc.benchmarks.result.Summary;
import io.tandem.ipc.benchmarks.rig.Metric;
import io.tandem.ipc.benchmarks.rig.Outcome;
import io.tandem.ipc.benchmarks.rig.Repetition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that was measured, every accepted value and every rejection, for other programs. */
public final class JsonReport {
  private JsonReport() {}

  /** The whole session as JSON text. */
  public static String of(Map<String, Object> environment, List<Comparison> comparisons) {
    Map<String, Object> session = new LinkedHashMap<>();
    session.put("environment", environment);
    session.put("tasks", comparisons.stream().map(JsonReport::task).toList());
    return Json.write(session) + "\n";
  }

  private static Map<String, Object> task(Comparison comparison) {
    Map<String, Object> task = new LinkedHashMap<>();
    task.put("name", comparison.task().name());
    task.put("title", comparison.task().title());
    task.put("scenario", comparison.task().scenario().toArgument());
    task.put(
        "entrants",
        comparison.outcomes().stream().map(outcome -> entrant(comparison, outcome)).toList());
    return task;
  }

  private static Map<String, Object> entrant(Comparison comparison, Outcome outcome) {
    Map<String, Object> entrant = new LinkedHashMap<>();
    entrant.put("name", outcome.entrant().name());
    entrant.put("settings", outcome.entrant().settings());
    for (Metric metric : comparison.task().metrics()) {
      comparison
          .summary(outcome, metric)
          .ifPresent(summary -> entrant.put(metric.key(), summary(summary)));
    }
    comparison.toC(outcome).ifPresent(ratio -> entrant.put("ratio_to_c", summary(ratio)));
    comparison.toAgrona(outcome).ifPresent(ratio -> entrant.put("ratio_to_agrona", summary(ratio)));
    if (comparison.task().scenario().kind() == Scenario.Kind.QUEUE) {
      comparison
          .toBestRival(outcome)
          .ifPresent(ratio -> entrant.put("ratio_to_best_rival", summary(ratio)));
    }
    entrant.put("repetitions", outcome.repetitions().stream().map(JsonReport::repetition).toList());
    entrant.put("rejections", outcome.rejections());
    return entrant;
  }

  private static Map<String, Object> repetition(Repetition repetition) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("round", repetition.round());
    repetition.probeNanos().ifPresent(nanos -> values.put("probe_ns", nanos));
    repetition.toReference().ifPresent(ratio -> values.put("ratio_to_c", ratio));
    values.putAll(new TreeMap<>(repetition.values()));
    return values;
  }

  private static Map<String, Object> summary(Summary summary) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("median", summary.median());
    values.put("min", summary.min());
    values.put("max", summary.max());
    return values;
  }

  /**
   * What the figures depend on: the machine, the JVM, the settings.
   *
   * @param pinning how the processes were pinned
   * @param command the command line that was given
   */
  public static Map<String, Object> environment(String pinning, List<String> command) {
    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("command", command);
    environment.put("time", java.time.Instant.now().toString());
    environment.put("processor", processor());
    environment.put("cores", Runtime.getRuntime().availableProcessors());
    environment.put(
        "system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    environment.put(
        "jvm",
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    environment.put("pinning", pinning);
    return environment;
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
