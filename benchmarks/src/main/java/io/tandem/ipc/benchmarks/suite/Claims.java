package io.tandem.ipc.benchmarks.suite;

import io.tandem.ipc.benchmarks.report.Comparison;
import io.tandem.ipc.benchmarks.result.Placements;
import io.tandem.ipc.benchmarks.result.Summary;
import io.tandem.ipc.benchmarks.rig.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What Tandem claims about its speed, held against what was just measured. For readers: no test
 * depends on a time.
 */
public final class Claims {
  private static final List<String> OUR_WAYS =
      List.of("tandem", "tandem-adaptive", "tandem-fill", "tandem-batch");

  private final List<String> lines = new ArrayList<>();
  private final List<Comparison> comparisons;

  private Claims(List<Comparison> comparisons) {
    this.comparisons = comparisons;
  }

  /** One line per claim of which there are figures. */
  public static List<String> check(List<Comparison> comparisons) {
    Claims claims = new Claims(comparisons);
    claims.atMost(
        "round trip, 32 B, against C round the same ring",
        1.15,
        claims.toC("lane.round-trip-32", "tandem"),
        "times");
    claims.atMost(
        "round trip, 32 B, against C on one line for ever", 1.15, claims.toOneLine(), "times");
    String best = claims.bestWay();
    String oneWay = "one way, 1 MiB ring (" + best + ")";
    claims.atLeast(oneWay, 100, claims.best(best, LaneSuite.RATE), "million/s");
    claims.atLeast(oneWay + ", against Agrona", 3, claims.bestToAgrona(best), "times");
    claims.atLeast(oneWay + ", against C", 0.4, claims.bestToC(best), "times");
    claims.atMost(
        "hand-off between sleepers, against C",
        1.2,
        claims.toC("lane.hand-off", "tandem-park"),
        "times");
    claims.atMost(
        "waiting process",
        0.1,
        claims.median("lane.idle", "tandem-park", LaneSuite.CORE_SHARE),
        "% of a core");
    claims.atMost("first message after an empty JVM's", 30, claims.extraStart("tandem"), "ms");
    return claims.lines;
  }

  private void atMost(String what, double limit, OptionalDouble value, String unit) {
    value.ifPresent(v -> line(what, "at most", limit, v, unit, v <= limit));
  }

  private void atLeast(String what, double limit, OptionalDouble value, String unit) {
    value.ifPresent(v -> line(what, "at least", limit, v, unit, v >= limit));
  }

  private void line(
      String what, String bound, double limit, double value, String unit, boolean holds) {
    lines.add(
        String.format(
            Locale.ROOT,
            "%-8s %s: %.3g %s, claimed %s %s",
            holds ? "holds" : "MISSED",
            what,
            value,
            unit,
            bound,
            limit));
  }

  private Optional<Comparison> task(String name) {
    return comparisons.stream().filter(each -> each.task().name().equals(name)).findFirst();
  }

  private OptionalDouble toC(String task, String entrant) {
    return median(task(task).flatMap(each -> each.of(entrant).flatMap(each::toC)));
  }

  private OptionalDouble toOneLine() {
    Optional<Comparison> trips =
        task("lane.round-trip-32").filter(each -> !each.probesNanos().isEmpty());
    OptionalDouble ours = median("lane.round-trip-32", "tandem", LaneSuite.MIDDLE);
    return trips.isPresent() && ours.isPresent()
        ? OptionalDouble.of(
            ours.getAsDouble() / Placements.usual(trips.orElseThrow().probesNanos()))
        : OptionalDouble.empty();
  }

  private OptionalDouble median(String task, String entrant, Metric metric) {
    return scaled(
        metric,
        task(task)
            .flatMap(each -> each.of(entrant).flatMap(outcome -> each.summary(outcome, metric))));
  }

  /** The large ring's tasks in which the producer is flat out. */
  private List<Comparison> flatOut() {
    return comparisons.stream()
        .filter(each -> each.task().name().startsWith("lane.one-way-1024k"))
        .filter(each -> each.task().scenario().workSteps() == 0)
        .toList();
  }

  private Optional<Comparison> bestTask(String entrant) {
    Comparison best = null;
    double most = 0;
    for (Comparison each : flatOut()) {
      OptionalDouble median = median(each.task().name(), entrant, LaneSuite.RATE);
      if (median.isPresent() && median.getAsDouble() > most) {
        most = median.getAsDouble();
        best = each;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Of our ways to move messages the fastest, as Agrona is taken at its fastest. */
  private String bestWay() {
    return OUR_WAYS.stream()
        .max(Comparator.comparingDouble(way -> best(way, LaneSuite.RATE).orElse(0)))
        .orElseThrow();
  }

  private OptionalDouble best(String entrant, Metric metric) {
    return bestTask(entrant)
        .map(each -> median(each.task().name(), entrant, metric))
        .orElse(OptionalDouble.empty());
  }

  private OptionalDouble bestToC(String entrant) {
    return median(bestTask(entrant).flatMap(each -> each.of(entrant).flatMap(each::toC)));
  }

  private OptionalDouble bestToAgrona(String entrant) {
    return median(bestTask(entrant).flatMap(each -> each.of(entrant).flatMap(each::toAgrona)));
  }

  private OptionalDouble extraStart(String entrant) {
    OptionalDouble ours = median("lane.start", entrant, LaneSuite.START);
    OptionalDouble empty = median("lane.start", "empty-jvm", LaneSuite.START);
    return ours.isPresent() && empty.isPresent()
        ? OptionalDouble.of(ours.getAsDouble() - empty.getAsDouble())
        : OptionalDouble.empty();
  }

  private static OptionalDouble scaled(Metric metric, Optional<Summary> summary) {
    return summary
        .map(values -> OptionalDouble.of(values.median() * metric.scale()))
        .orElse(OptionalDouble.empty());
  }

  private static OptionalDouble median(Optional<Summary> summary) {
    return summary.map(values -> OptionalDouble.of(values.median())).orElse(OptionalDouble.empty());
  }
}
