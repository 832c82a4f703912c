package io.tandem.ipc.benchmarks.report;

import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.result.Placements;
import io.tandem.ipc.benchmarks.result.Summary;
import io.tandem.ipc.benchmarks.result.Table;
import io.tandem.ipc.benchmarks.rig.Metric;
import io.tandem.ipc.benchmarks.rig.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One table per task: medians and ranges, and the ratios to C and to Agrona. */
public final class TextReport {
  private static final String NONE = "–";

  private TextReport() {}

  /** The table of a task, with its title above and what was rejected below. */
  public static String of(Comparison comparison) {
    List<Metric> metrics = comparison.task().metrics();
    List<String> titles = new ArrayList<>(List.of(""));
    for (Metric metric : metrics) {
      titles.add(metric.title());
      if (metric.equals(comparison.task().primary())) {
        titles.add("range");
      }
    }
    titles.addAll(
        amongRivals(comparison)
            ? List.of("/ best rival", "range")
            : List.of("/ c", "range", "/ agrona", "range"));
    titles.addAll(List.of("n", "rejected"));
    Table table = new Table(titles.toArray(String[]::new));
    for (Outcome outcome : comparison.outcomes()) {
      table.add(row(comparison, outcome).toArray(String[]::new));
    }
    return comparison.task().title()
        + "  ["
        + comparison.task().name()
        + "]\n"
        + table
        + cores(comparison);
  }

  /** Where the cores were, as far as a cache line can tell. */
  private static String cores(Comparison comparison) {
    List<Double> probes = comparison.probesNanos();
    if (probes.isEmpty()) {
      return "";
    }
    Summary all = Summary.of(probes);
    double usual = Placements.usual(probes);
    String line =
        String.format(Locale.ROOT, "a cache line's round trip between the cores: %.0f ns%n", usual);
    return Placements.same(all.min(), usual) && Placements.same(all.max(), usual)
        ? line
        : line
            + String.format(
                Locale.ROOT,
                "the cores moved (%.0f to %.0f ns): figures are of the usual placement, ratios of"
                    + " all; n + those made elsewhere%n",
                all.min(),
                all.max());
  }

  private static String count(Comparison comparison, Outcome outcome) {
    int usual = comparison.usual(outcome).size();
    int elsewhere = outcome.repetitions().size() - usual;
    return elsewhere == 0 ? Integer.toString(usual) : usual + "+" + elsewhere;
  }

  private static List<String> row(Comparison comparison, Outcome outcome) {
    List<String> cells = new ArrayList<>(List.of(outcome.entrant().name()));
    for (Metric metric : comparison.task().metrics()) {
      Optional<Summary> summary = comparison.summary(outcome, metric);
      cells.add(summary.map(values -> metric.format(values.median())).orElse(NONE));
      if (metric.equals(comparison.task().primary())) {
        cells.add(
            summary
                .map(values -> metric.format(values.min()) + "–" + metric.format(values.max()))
                .orElse(NONE));
      }
    }
    if (amongRivals(comparison)) {
      addRatio(cells, comparison.toBestRival(outcome));
    } else {
      addRatio(cells, comparison.toC(outcome));
      addRatio(cells, comparison.toAgrona(outcome));
    }
    cells.add(count(comparison, outcome));
    cells.add(Integer.toString(outcome.rejections().size()));
    return cells;
  }

  /** Whether there is no C program to compare with, but a best rival. */
  private static boolean amongRivals(Comparison comparison) {
    return comparison.task().scenario().kind() == Scenario.Kind.QUEUE;
  }

  private static void addRatio(List<String> cells, Optional<Summary> ratio) {
    cells.add(ratio.map(values -> format(values.median())).orElse(NONE));
    cells.add(ratio.map(values -> format(values.min()) + "–" + format(values.max())).orElse(NONE));
  }

  private static String format(double ratio) {
    return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%,.0f", ratio);
  }
}
