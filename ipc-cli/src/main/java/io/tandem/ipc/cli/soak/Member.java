package io.tandem.ipc.cli.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A worker process, seen from the parent. */
final class Member {
  private static final long NOT_KILLED = -1;

  private final int number;
  private final Process process;
  private final List<Assignment> roles;
  private final long startedNanos;
  private long killedNanos = NOT_KILLED;
  private boolean stopped;

  Member(int number, Process process, List<Assignment> roles, long nowNanos) {
    this.number = number;
    this.process = process;
    this.roles = roles;
    this.startedNanos = nowNanos;
  }

  int number() {
    return number;
  }

  long pid() {
    return process.pid();
  }

  List<Assignment> roles() {
    return roles;
  }

  long startedNanos() {
    return startedNanos;
  }

  boolean isGone() {
    return !process.isAlive();
  }

  /** Only once it has gone. */
  int exitCode() {
    return process.exitValue();
  }

  /** Whether it has been sent SIGKILL. */
  boolean isKilled() {
    return killedNanos != NOT_KILLED;
  }

  /** When that was, or −1. */
  long killedNanos() {
    return killedNanos;
  }

  /** Sends SIGKILL; the time is taken before. */
  void kill() {
    killedNanos = System.nanoTime();
    process.destroyForcibly();
  }

  boolean isStopped() {
    return stopped;
  }

  void setStopped(boolean stopped) {
    this.stopped = stopped;
  }

  /** Whether the kernel has stopped it. */
  boolean standsStill() {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it is up and takes part in the work. */
  boolean isActive() {
    return !isKilled() && !stopped;
  }

  /** Whether all its roles are up. */
  boolean isReady() {
    return roles.stream().allMatch(Assignment::isReady);
  }

  /** Tells it something on its standard input. */
  void tell(int order) {
    try {
      OutputStream input = process.getOutputStream();
      input.write(order);
      input.flush();
    } catch (IOException e) {
      // It has gone, which whoever waits for it will see.
    }
  }
}
