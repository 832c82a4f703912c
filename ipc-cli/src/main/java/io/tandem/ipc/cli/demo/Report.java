package io.tandem.ipc.cli.demo;

import io.tandem.ipc.cli.console.Table;
import io.tandem.ipc.cli.console.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the demo prints at its end.
 *
 * @param single the reference, by one thread of one process
 * @param shared over shared memory, with a worker killed half-way
 * @param piped over pipes with object streams
 */
record Report(
    Input input,
    Scan scan,
    int workers,
    Measured single,
    Outcome shared,
    Recovery recovery,
    Outcome piped) {
  private static final int MAX_WORKERS_SHOWN = 3;
  private static final int MAX_PACKAGE_COLUMNS = 50;

  boolean isIdentical() {
    return shared.comparison().isIdentical() && piped.comparison().isIdentical();
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(numbers().lines());
    lines.add("");
    lines.addAll(facts().lines());
    lines.addAll(differences("shared memory", shared.comparison()));
    lines.addAll(differences("object streams", piped.comparison()));
    lines.add("identical: " + (isIdentical() ? "yes" : "no"));
    return lines;
  }

  private Table numbers() {
    Measured left = shared.job();
    Measured right = piped.job();
    PackageTotals.Total one = totals(single).all();
    PackageTotals.Total two = totals(left).all();
    PackageTotals.Total three = totals(right).all();
    Table table = Table.ofNumbers();
    table.row("", "shared memory", "object streams", "one process");
    row(table, "files", two.files(), three.files(), one.files());
    row(table, "bytes", two.sizeBytes(), three.sizeBytes(), one.sizeBytes());
    if (one.unreadable() + two.unreadable() + three.unreadable() > 0) {
      row(table, "files not readable", two.unreadable(), three.unreadable(), one.unreadable());
    }
    table.row("workers", Text.count(workers), Text.count(workers), "-");
    table.row("seconds", seconds(left), seconds(right), seconds(single));
    table.row("files/s", fileRate(left), fileRate(right), fileRate(single));
    table.row("messages/s", messageRate(left), messageRate(right), "-");
    table.row("messages/s, echo only", shared.echo().perSecond(), piped.echo().perSecond(), "-");
    return table;
  }

  private static void row(Table table, String name, long... counts) {
    table.row(name, Text.count(counts[0]), Text.count(counts[1]), Text.count(counts[2]));
  }

  private static String seconds(Measured measured) {
    return Text.seconds(measured.nanos());
  }

  private static String fileRate(Measured measured) {
    return Text.rate(measured.results().size(), measured.nanos());
  }

  private static String messageRate(Measured measured) {
    return Text.rate(measured.messages(), measured.nanos());
  }

  private Table facts() {
    Table table = Table.ofWords();
    table.row("worker killed", killed(recovery.kill()));
    table.row("recovered", recovered(recovery.kill()));
    table.row("answers from", answers());
    PackageTotals totals = totals(shared.job());
    String largest = totals.largest();
    PackageTotals.Total total = totals.byPackage().get(largest);
    table.row(
        "packages",
        Text.count(totals.byPackage().size())
            + "; most files: "
            + Text.tail(Text.printable(largest), MAX_PACKAGE_COLUMNS));
    table.row(
        "", "with " + Text.count(total.files(), "file") + ", " + Text.bytes(total.sizeBytes()));
    scan.skipped()
        .forEach((reason, often) -> table.row("left out", Text.count(often) + " " + reason));
    table.row("sha256 of all", Listing.digest(scan.names(), shared.job().results()));
    return table;
  }

  private String killed(Crew.Kill kill) {
    return String.format(
        "%s (pid %d), by %s, after %s of %s answers",
        kill.victim().name(),
        kill.victim().pid(),
        kill.victim().ending(),
        Text.count(kill.afterAnswers()),
        Text.count(shared.job().results().size()));
  }

  private String recovered(Crew.Kill kill) {
    return String.format(
        "worker-%d took its place after %s s; %s sent again",
        kill.replacement(),
        Text.seconds(kill.replacedNanos()),
        recovery.sentAgain() == 1
            ? "1 name was"
            : Text.count(recovery.sentAgain()) + " names were");
  }

  /** Who answered how often; of many workers, the first ones. */
  private String answers() {
    Map<Integer, Integer> answers = recovery.answers();
    String text =
        answers.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .limit(MAX_WORKERS_SHOWN)
            .map(entry -> "worker-" + entry.getKey() + " " + Text.count(entry.getValue()))
            .collect(Collectors.joining(", "));
    int more = answers.size() - MAX_WORKERS_SHOWN;
    return more > 0 ? text + ", and " + more + " more workers" : text;
  }

  private PackageTotals totals(Measured measured) {
    return PackageTotals.of(scan.names(), measured.results(), input::packageOf);
  }

  private static List<String> differences(String run, Comparison comparison) {
    if (comparison.isIdentical()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        String.format(
            "%s: %s not as one process found; totals per package %s",
            run,
            Text.count(comparison.differing(), "file"),
            comparison.sameTotals() ? "agree" : "differ"));
    comparison.examples().forEach(example -> lines.add("  " + example));
    return lines;
  }
}
