package io.tandem.ipc.cli.soak;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What the successor of a dead taker will see again, in order: the messages that the dead one had
 * seen and not confirmed, or an end of that row if its last progress was published after all.
 */
final class Redelivery {
  private final Deque<Long> row = new ArrayDeque<>();

  /**
   * A taker has died. If it was itself seeing messages again, what it had not come to is still to
   * come, after those.
   */
  void expect(List<Long> unconfirmed) {
    for (int i = unconfirmed.size() - 1; i >= 0; i--) {
      row.addFirst(unconfirmed.get(i));
    }
  }

  /** Whether this message may be seen again now; what stands before it no longer may. */
  boolean expects(long id) {
    while (!row.isEmpty()) {
      if (row.removeFirst() == id) {
        return true;
      }
    }
    return false;
  }

  /** A message has been seen for the first time, so all that were to be seen again are past. */
  void end() {
    row.clear();
  }
}
