package io.tandem.ipc.cli.demo;

import java.util.List;

/**
 * One pass over a list of names.
 *
 * @param number tells the answers of one pass from those of another
 */
record Round(int number, Job.Task task, List<String> names) {
  int size() {
    return names.size();
  }

  Job job(int index) {
    return new Job(task, number, index, names.get(index));
  }
}
