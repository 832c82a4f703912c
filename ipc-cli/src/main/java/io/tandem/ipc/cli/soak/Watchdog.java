package io.tandem.ipc.cli.soak;

import java.util.List;

/**
 * Finds processes that do nothing although there is work: every structure always has somebody who
 * puts and somebody who takes, and who stands by asks again and again. So whoever has not made one
 * step in the time that Settings calls patience is stuck; on any machine that runs at all, it is
 * enough for thousands of steps.
 */
final class Watchdog {
  private static final long INTERVAL_NANOS = 100_000_000L;
  private static final long OWN_PAUSE_NANOS = 1_000_000_000L;
  private static final int STARTS_TAKE_TIMES = 2;

  private final long patienceNanos;
  private final List<String> stuck;
  private long lastNanos;

  /**
   * @param stuck where to add what is found
   */
  Watchdog(int patienceSeconds, List<String> stuck, long nowNanos) {
    this.lastNanos = nowNanos;
    this.patienceNanos = patienceSeconds * 1_000_000_000L;
    this.stuck = stuck;
  }

  /**
   * Looks at everybody.
   *
   * @param onlyPutters when nothing more is put in, takers have nothing to do
   */
  void look(List<Member> members, boolean onlyPutters, long now) {
    if (now - lastNanos < INTERVAL_NANOS) {
      return;
    }
    boolean slept = now - lastNanos > OWN_PAUSE_NANOS; // the machine did; nobody can be blamed
    lastNanos = now;
    for (Member member : members) {
      for (Assignment role : member.roles()) {
        if (slept || !member.isActive() || (onlyPutters && role.side() == Side.TAKER)) {
          role.excuse(now);
        }
        role.watch(now);
        check(member, role, now);
      }
    }
  }

  private void check(Member member, Assignment role, long now) {
    long patience = role.isReady() ? patienceNanos : STARTS_TAKE_TIMES * patienceNanos;
    if (!role.isFinished() && role.idleNanos(now) > patience && role.becomesStuck()) {
      stuck.add(
          "process "
              + member.number()
              + ", "
              + role
              + (role.isReady() ? ": no step" : ": not up")
              + " for "
              + patience / 1_000_000_000L
              + " s");
    }
  }
}
