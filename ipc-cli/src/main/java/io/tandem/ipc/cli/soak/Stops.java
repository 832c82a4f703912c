package io.tandem.ipc.cli.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Stops processes, one at a time, and has them continued when the time is over and the others have
 * gone on beside them: by a message that one of them has put in since and another has taken. Some
 * are killed while they are stopped.
 */
final class Stops {
  private final Crew crew;
  private final Signals signals;
  private final Plan plan;
  private final long patienceNanos;
  private final List<String> stuck;
  private Plan.Stop stop;
  private int number;
  private long nextNanos;
  private Member member;
  private long untilNanos;
  private long giveUpNanos;
  private boolean stoodStill;
  private final List<Recovery> others = new ArrayList<>();
  private int count;

  /**
   * @param stuck where to add what is found
   */
  Stops(Crew crew, Signals signals, Plan plan, int patienceSeconds, List<String> stuck) {
    this.crew = crew;
    this.signals = signals;
    this.plan = plan;
    this.patienceNanos = patienceSeconds * 1_000_000_000L;
    this.stuck = stuck;
  }

  /** How many processes stood still, as the kernel says. */
  int count() {
    return count;
  }

  /** Begins to stop processes. */
  void begin() {
    draw(System.nanoTime());
  }

  private void draw(long nowNanos) {
    stop = plan.stop(++number);
    nextNanos = nowNanos + stop.pauseNanos();
  }

  /** Stops a process or ends a stop, when it is time to. */
  void step() throws IOException {
    if (member != null) {
      look();
    } else if (System.nanoTime() - nextNanos >= 0) {
      Member chosen = crew.victim(true, stop.pick());
      if (chosen != null) {
        stopOne(chosen);
      }
    }
  }

  private void stopOne(Member chosen) throws IOException {
    member = chosen;
    member.setStopped(true);
    stoodStill = false;
    long now = System.nanoTime();
    untilNanos = now + stop.nanos();
    giveUpNanos = now + patienceNanos;
    others.clear();
    for (Assignment role : member.roles()) {
      Subject subject = role.account().subject();
      boolean mayHold =
          member.roles().stream()
              .anyMatch(one -> one.account() == role.account() && subject.hasOne(one.side()));
      if (!mayHold) { // whoever holds a side alone keeps it while it is stopped
        others.add(role.account().stopped(now, member.number()));
      }
    }
    signals.stop(member.pid());
  }

  private void look() throws IOException {
    long now = System.nanoTime();
    stoodStill = stoodStill || member.standsStill();
    boolean goOn = others.stream().allMatch(Recovery::isOver);
    if (goOn && stoodStill && now - untilNanos >= 0) {
      end(stop.isKilled());
    } else if (now - giveUpNanos >= 0) {
      stuck.add("others of process " + member.number() + ", which was stopped: " + member.roles());
      end(false);
    }
  }

  private void end(boolean kill) throws IOException {
    count += stoodStill ? 1 : 0;
    if (kill) {
      crew.kill(member);
    }
    signals.cont(member.pid());
    long now = System.nanoTime();
    member.roles().forEach(role -> role.excuse(now));
    member.setStopped(false);
    member = null;
    draw(now);
  }

  /** Lets the one that is stopped go on. */
  void endAll() throws IOException {
    if (member != null) {
      end(false);
    }
  }
}
