package io.tandem.ipc.benchmarks.rig;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How long each thread of a process has run, and has waited for a core that another had, in
 * nanoseconds: the scheduler's own books ({@code /proc/PID/task/TID/schedstat}). Empty where there
 * are none.
 */
final class ThreadTimes {
  private record Times(long ran, long waited) {}

  private static final Times NEVER = new Times(0, 0);

  private final Map<String, Times> threads = new HashMap<>();

  private ThreadTimes() {}

  static ThreadTimes of(long pid) {
    ThreadTimes times = new ThreadTimes();
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks) {
        times.add(task);
      }
    } catch (IOException e) {
      // No such process any more, or not Linux.
    }
    return times;
  }

  private void add(Path task) {
    try {
      String[] fields = Files.readString(task.resolve("schedstat")).strip().split(" ", -1);
      threads.put(
          task.getFileName().toString(),
          new Times(Long.parseLong(fields[0]), Long.parseLong(fields[1])));
    } catch (IOException e) {
      // The thread ended while we looked.
    }
  }

  /** How long all threads together have run since then. */
  long ranSince(ThreadTimes before) {
    long ran = 0;
    for (Map.Entry<String, Times> entry : threads.entrySet()) {
      ran += entry.getValue().ran - before.threads.getOrDefault(entry.getKey(), NEVER).ran;
    }
    return ran;
  }

  /**
   * How long the thread that ran most since then had to wait for its core. That is the measuring
   * thread; what the JVM's own threads wait for does not matter.
   */
  long busiestWaitedSince(ThreadTimes before) {
    long mostRun = -1;
    long waited = 0;
    for (Map.Entry<String, Times> entry : threads.entrySet()) {
      Times then = before.threads.getOrDefault(entry.getKey(), NEVER);
      long ran = entry.getValue().ran - then.ran;
      if (ran > mostRun) {
        mostRun = ran;
        waited = entry.getValue().waited - then.waited;
      }
    }
    return waited;
  }
}
