package io.tandem.ipc.benchmarks.rig;

import io.tandem.ipc.benchmarks.peer.Scenario;
import java.util.List;

/**
 * A scenario with what is reported about it.
 *
 * @param name its name in JSON and on the command line, such as {@code lane.round-trip-32}
 * @param title what it is, for readers
 * @param scenario what happens
 * @param entrants the names of those that take part, in the order of a round; the reference is not
 *     named, it runs beside each of them
 * @param metrics the figures to report; the first is the one that is compared
 */
public record Task(
    String name, String title, Scenario scenario, List<String> entrants, List<Metric> metrics) {
  /** Whether an entrant takes part: those that are named, and any of the user's own classes. */
  public boolean takes(String entrant) {
    return entrants.contains(entrant) || entrant.indexOf('.') >= 0;
  }

  /** The figure that is compared between entrants. */
  public Metric primary() {
    return metrics.get(0);
  }
}
