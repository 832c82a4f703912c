package io.tandem.ipc.cli.soak;

import io.tandem.ipc.cli.console.Table;
import io.tandem.ipc.cli.console.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * What a soak prints at its end.
 *
 * @param nanos how long processes were killed
 * @param kills in that time
 * @param killsOfStarting of all kills, those of a process that was not all up
 * @param messages that were taken in that time
 * @param goneNanos for each kill, how long the system took to end the process
 * @param stops how many processes were stopped
 * @param stuck what did not go on
 * @param failures processes that ended otherwise than they should
 * @param errors what the workers have written to their standard error
 * @param left files that the domain has left behind
 */
record Report(
    Settings settings,
    List<Balance> balances,
    long nanos,
    int kills,
    int killsOfStarting,
    int processes,
    long messages,
    List<Long> goneNanos,
    int stops,
    List<String> stuck,
    List<String> failures,
    String errors,
    List<String> left) {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  boolean isGood() {
    return balances.stream().allMatch(Balance::isGood)
        && stuck.isEmpty()
        && failures.isEmpty()
        && left.isEmpty();
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(byStructure().lines());
    lines.add("");
    lines.add("kills per minute: " + perMinute(kills));
    lines.add("messages per minute: " + perMinute(messages));
    lines.add("lost: " + Text.count(sum(Balance::lost)));
    lines.add("duplicated: " + Text.count(sum(Balance::duplicated)));
    lines.add("stuck: " + stuck.size());
    lines.add("out of order: " + Text.count(sum(Balance::unordered)));
    lines.add("garbage: " + Text.count(sum(Balance::garbage)));
    lines.add("robbed of what they held: " + Text.count(sum(Balance::robbed)));
    lines.add("in hand of the dead: " + inHand());
    lines.add("survivors on again after a kill: " + recovery(allRecoveries()));
    lines.add("the killed gone after it: " + recovery(goneNanos));
    lines.add(
        Text.count(processes, "worker")
            + " started, "
            + Text.count(killsOfStarting)
            + " killed while starting, "
            + Text.count(stops)
            + " stopped and continued");
    lines.add("seed: " + settings.seed());
    failures.forEach(failure -> lines.add("failed: " + failure));
    stuck.forEach(one -> lines.add("stuck: " + one));
    left.forEach(file -> lines.add("left behind: " + file));
    if (!failures.isEmpty()) {
      lines.addAll(Arrays.asList(errors.split("\n", -1)));
    }
    return lines;
  }

  private Table byStructure() {
    Table table = Table.ofNumbers();
    table.row(
        "", "messages", "putters killed", "takers killed", "in hand", "seen again", "on again p99");
    for (Balance balance : balances) {
      table.row(
          balance.name(),
          Text.count(balance.messages()),
          Text.count(balance.puttersKilled()),
          Text.count(balance.takersKilled()),
          Text.count(balance.inHand()),
          Text.count(balance.seenAgain()),
          balance.recoveryNanos().isEmpty()
              ? "-"
              : millis(percentile(sorted(balance.recoveryNanos()), 99)));
    }
    return table;
  }

  private String perMinute(long count) {
    return Text.count(Math.round((double) count * MINUTE_NANOS / Math.max(1, nanos)));
  }

  private long sum(ToLongFunction<Balance> number) {
    return balances.stream().mapToLong(number).sum();
  }

  private String inHand() {
    return Text.count(sum(Balance::inHand))
        + " (at most one for each of "
        + Text.count(sum(Balance::killedTaking))
        + " takers killed within a take)";
  }

  private List<Long> allRecoveries() {
    return balances.stream().flatMap(balance -> balance.recoveryNanos().stream()).toList();
  }

  /** The median, the 99th percentile and the worst. */
  static String recovery(List<Long> nanos) {
    if (nanos.isEmpty()) {
      return "-";
    }
    List<Long> sorted = sorted(nanos);
    return "p50 "
        + millis(percentile(sorted, 50))
        + ", p99 "
        + millis(percentile(sorted, 99))
        + ", max "
        + millis(sorted.get(sorted.size() - 1));
  }

  private static List<Long> sorted(List<Long> nanos) {
    return nanos.stream().sorted().toList();
  }

  private static long percentile(List<Long> sorted, int percent) {
    return sorted.get((int) Math.ceil(percent / 100.0 * sorted.size()) - 1);
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }
}
