package io.tandem.ipc.cli.soak;

import java.util.List;

/**
 * What a soak is to be like.
 *
 * @param seconds how long processes are killed, once all are up
 * @param processes how many there are at a time
 * @param killsPerMinute how many are killed; fewer where the machine cannot start as many
 * @param stopsPerMinute how many are stopped and continued; 0 = none
 * @param heapMegabytes of each process, all of it in use
 * @param seed of every choice; two runs with one seed still differ, as time does
 * @param patienceSeconds how long a process may do nothing although there is work before it counts
 *     as stuck
 */
record Settings(
    List<Subject> subjects,
    int seconds,
    int processes,
    int killsPerMinute,
    int stopsPerMinute,
    int heapMegabytes,
    long seed,
    int patienceSeconds) {

  /** Roles of one kind: after a kill and the next one, still one to go on. */
  private static final int ROLES_OF_A_KIND = 3;

  /** How many roles a process has. */
  int rolesPerProcess() {
    int wanted = subjects.size() * Side.values().length * ROLES_OF_A_KIND;
    return Math.max(1, (wanted + processes - 1) / processes);
  }
}
