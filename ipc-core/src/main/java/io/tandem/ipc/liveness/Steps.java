package io.tandem.ipc.liveness;

/**
 * Told the name of each point at which a process may die or stop while it joins, leaves or removes.
 * In production nobody listens; crash tests end the process there.
 */
interface Steps {
  Steps NOBODY_LISTENS = new Silence();

  void at(String step);

  /** A class, as a lambda would cost a starting JVM some milliseconds. */
  final class Silence implements Steps {
    private Silence() {}

    @Override
    public void at(String step) {}
  }
}
