package io.tandem.ipc.cli.soak;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Messages that were seen more than once, and those that a taker died with before it had confirmed
 * them: each such death excuses one more sight, in whatever order the logs are read.
 */
final class Excuses {
  private final Map<Long, Integer> seenMore = new HashMap<>();
  private final Map<Long, Integer> deaths = new HashMap<>();

  /** A message has been seen that had been seen before. */
  void seenMore(long id) {
    seenMore.merge(id, 1, Integer::sum);
  }

  /** A taker has died that had not confirmed these. */
  void diedWith(Collection<Long> unconfirmed) {
    unconfirmed.forEach(id -> deaths.merge(id, 1, Integer::sum));
  }

  /** How many sights have an excuse. */
  long excused() {
    return seenMore.entrySet().stream()
        .mapToLong(seen -> Math.min(seen.getValue(), deaths.getOrDefault(seen.getKey(), 0)))
        .sum();
  }

  /** How many have none. */
  long unexcused() {
    return seenMore.values().stream().mapToLong(Integer::longValue).sum() - excused();
  }
}
