package io.tandem.ipc.cli.demo;

import io.tandem.ipc.cli.console.Progress;
import io.tandem.ipc.cli.console.Text;
import java.util.AbstractList;
import java.util.List;

/**
 * What a transport does when nothing else is done: the same names go out and answers of the same
 * size come back, but no file is read.
 */
final class Echo {
  /** How long a name may take: a round has so many names that it is one of some twenty. */
  private static final long NANOS_FOR_A_NAME = 20_000;

  private Echo() {}

  /** How many messages went, out and back, in how much time. */
  record Rate(long messages, long nanos) {
    String perSecond() {
      return Text.rate(messages, nanos);
    }
  }

  /** Sends rounds of echoes for that time, after half as much that does not count. */
  static Rate measure(
      Transport transport, List<String> names, Rounds rounds, long forNanos, Progress progress)
      throws InterruptedException {
    List<String> cycled = cycled(names, (int) (forNanos / NANOS_FOR_A_NAME));
    run(transport, cycled, rounds, forNanos / 2, progress);
    return run(transport, cycled, rounds, forNanos, progress);
  }

  private static Rate run(
      Transport transport, List<String> names, Rounds rounds, long forNanos, Progress progress)
      throws InterruptedException {
    long messages = 0;
    long nanos = 0;
    long end = System.nanoTime() + forNanos;
    do {
      progress.phase("echo only", names.size(), "name");
      Measured measured = transport.run(rounds.next(Job.Task.ECHO, names));
      messages += measured.messages();
      nanos += measured.nanos();
    } while (System.nanoTime() - end < 0);
    return new Rate(messages, nanos);
  }

  /** The names over and over again, or the first of them, so that a round has one size. */
  private static List<String> cycled(List<String> names, int size) {
    return new AbstractList<>() {
      @Override
      public String get(int index) {
        return names.get(index % names.size());
      }

      @Override
      public int size() {
        return size;
      }
    };
  }
}
