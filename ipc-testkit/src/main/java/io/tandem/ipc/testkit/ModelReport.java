package io.tandem.ipc.testkit;

/**
 * What a check has gone through.
 *
 * @param name of the check
 * @param states different states of memory, processes, buffers and monitors
 * @param steps moves made to get to them, each a step, a store becoming visible, a kill or a stop
 * @param localStates different histories of single processes; the protocol's code ran once for each
 * @param ends states in which every process had finished or died
 * @param longest the most steps of any schedule
 * @param nanos how long it took by the clock
 * @param cpuNanos how long it took of the processor
 */
public record ModelReport(
    String name,
    long states,
    long steps,
    long localStates,
    long ends,
    int longest,
    long nanos,
    long cpuNanos) {

  /** Steps in a second of the processor. */
  public long stepsPerSecond() {
    return (long) (steps / Math.max(cpuNanos / 1e9, 1e-9));
  }

  @Override
  public String toString() {
    return String.format(
        "model check %s: %,d states, %,d steps, %,d local states, %,d ends, longest %,d,"
            + " %.2f s (%.2f s of processor), %,d steps/s",
        name,
        states,
        steps,
        localStates,
        ends,
        longest,
        nanos / 1e9,
        cpuNanos / 1e9,
        stepsPerSecond());
  }
}
