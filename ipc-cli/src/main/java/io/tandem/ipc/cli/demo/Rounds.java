package io.tandem.ipc.cli.demo;

import java.util.List;

/** Numbers the rounds of one demo. */
final class Rounds {
  private int last;

  Round next(Job.Task task, List<String> names) {
    return new Round(++last, task, names);
  }
}
