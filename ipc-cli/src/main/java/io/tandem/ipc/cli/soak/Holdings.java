package io.tandem.ipc.cli.soak;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who was the only one on a side of a structure, and when. A process says that it is after it has
 * come to be, and that it is not before it ceases to be; a killed one counts until the signal was
 * sent. So every holding recorded lies within the true one, and if two overlap, a living process
 * has been robbed.
 */
final class Holdings {
  private record Holding(long from, long until) {}

  private final List<Holding> holdings = new ArrayList<>();

  void add(long from, long until) {
    if (from < until) {
      holdings.add(new Holding(from, until));
    }
  }

  /** How often somebody came to hold what a living process held. */
  int robbed() {
    List<Holding> sorted = new ArrayList<>(holdings);
    sorted.sort(Comparator.comparingLong(Holding::from));
    int robbed = 0;
    long until = Long.MIN_VALUE;
    for (Holding holding : sorted) {
      if (holding.from() < until) {
        robbed++;
      }
      until = Math.max(until, holding.until());
    }
    return robbed;
  }
}
