package io.tandem.ipc.cli.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The hands of the dead: takers that were killed between taking a message and logging it.
 *
 * <p>A sum would not do, for nearly every taker is killed in the middle of a take, most of them
 * with empty hands. So each missing message is given to one dead taker whose last take overlaps
 * with the time in which the message can have been taken, and to each taker at most one. What
 * cannot be given to anybody is lost.
 */
final class Hands {
  /** More than that are lost by any account; spares a quadratic search. */
  private static final int MOST_MISSING = 2_000;

  /** A dead taker's last take, from its beginning to the taker's death. */
  record Hand(long from, long until) {
    private boolean canHold(PutterAccount.Gap gap) {
      return from <= gap.until() && until >= gap.from();
    }
  }

  private final List<Hand> hands = new ArrayList<>();

  void add(Hand hand) {
    hands.add(hand);
  }

  /** How many takers died within a take. */
  int size() {
    return hands.size();
  }

  /** How many of the missing messages the dead can have had in hand: a largest matching. */
  long canHold(List<PutterAccount.Gap> missing) {
    List<PutterAccount.Gap> single = new ArrayList<>();
    for (PutterAccount.Gap gap : missing) {
      for (long i = 0; i < gap.size() && single.size() < MOST_MISSING; i++) {
        single.add(gap);
      }
    }
    int[] holds = new int[hands.size()];
    Arrays.fill(holds, -1);
    long held = 0;
    for (int message = 0; message < single.size(); message++) {
      if (place(message, single, holds, new boolean[holds.length])) {
        held++;
      }
    }
    return held;
  }

  /** Finds a hand for a message, moving others to other hands if need be (Kuhn's algorithm). */
  private boolean place(
      int message, List<PutterAccount.Gap> single, int[] holds, boolean[] visited) {
    for (int hand = 0; hand < holds.length; hand++) {
      if (!visited[hand] && hands.get(hand).canHold(single.get(message))) {
        visited[hand] = true;
        if (holds[hand] < 0 || place(holds[hand], single, holds, visited)) {
          holds[hand] = message;
          return true;
        }
      }
    }
    return false;
  }
}
