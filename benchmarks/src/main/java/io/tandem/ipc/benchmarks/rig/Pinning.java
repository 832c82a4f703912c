package io.tandem.ipc.benchmarks.rig;

import io.tandem.ipc.benchmarks.peer.Scenario.Placement;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which core each process of a trial is pinned to. Every contender's processes are started through
 * the same {@code taskset}, or none is.
 */
public final class Pinning {
  private final List<Integer> cpus;
  private final boolean possible;
  private final List<String> before;

  Pinning(List<Integer> cpus, boolean possible, List<String> before) {
    this.cpus = List.copyOf(cpus);
    this.possible = possible;
    this.before = List.copyOf(before);
  }

  /** Takes two of this process's cores, of different physical cores where there are such. */
  public static Pinning choose() {
    return new Pinning(apart(allowed()), isOnPath("taskset"), List.of());
  }

  /**
   * Takes the cores that the user named.
   *
   * @throws IllegalArgumentException if they are not two numbers like {@code 0,1}
   */
  public static Pinning of(String text) {
    if (!text.matches("\\d{1,4},\\d{1,4}")) {
      throw new IllegalArgumentException("--cpus: '" + text + "' is not of the form 0,1");
    }
    String[] parts = text.split(",", -1);
    return new Pinning(
        List.of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])),
        isOnPath("taskset"),
        List.of());
  }

  /** The same cores, with a command put before that of each process, such as {@code chrt -r 1}. */
  public Pinning behind(List<String> before) {
    return new Pinning(cpus, possible, before);
  }

  /** Whether two processes can spin at the same time. */
  public boolean hasTwoCores() {
    return cpus.size() == 2 && !cpus.get(0).equals(cpus.get(1));
  }

  /** Put before a command, pins its process where that is possible. */
  List<String> prefix(Placement placement, int process) {
    List<String> prefix = new ArrayList<>(prefix());
    if (possible) {
      prefix.addAll(List.of("taskset", "-c", Integer.toString(cpu(placement, process))));
    }
    return prefix;
  }

  /** The same for the C programs, which pin themselves ({@link #argument}). */
  List<String> prefix() {
    return before;
  }

  /** What the C programs' option {@code --cpus} gets. */
  String argument(Placement placement) {
    return possible ? cpu(placement, 0) + "," + cpu(placement, 1) : "-1,-1";
  }

  private int cpu(Placement placement, int process) {
    return cpus.get(placement == Placement.ONE_CORE ? 0 : process % cpus.size());
  }

  /** For the report. */
  public String describe() {
    String behind = before.isEmpty() ? "" : ", behind '" + String.join(" ", before) + "'";
    return possible
        ? "pinned to cores " + cpus + " by taskset" + behind
        : "not pinned: there is no taskset here" + behind;
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String directory : path.split(File.pathSeparator, -1)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  private static List<Integer> allowed() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("Cpus_allowed_list:")) {
          return range(line.substring(line.indexOf(':') + 1));
        }
      }
    } catch (IOException e) {
      // Not Linux: the count is all there is to know.
    }
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      all.add(i);
    }
    return all;
  }

  /** The numbers of a list in the kernel's notation, such as {@code 0-3,8}. */
  static List<Integer> range(String text) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : text.strip().split(",", -1)) {
      String[] ends = part.split("-", -1);
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int i = Integer.parseInt(ends[0]); i <= last; i++) {
        numbers.add(i);
      }
    }
    return numbers;
  }

  private static List<Integer> apart(List<Integer> cpus) {
    int first = cpus.get(0);
    List<Integer> siblings = siblings(first);
    for (int cpu : cpus) {
      if (cpu != first && !siblings.contains(cpu)) {
        return List.of(first, cpu);
      }
    }
    return cpus.subList(0, Math.min(2, cpus.size()));
  }

  private static List<Integer> siblings(int cpu) {
    try {
      return range(
          Files.readString(
              Path.of("/sys/devices/system/cpu/cpu" + cpu + "/topology/thread_siblings_list")));
    } catch (IOException e) {
      return List.of(cpu);
    }
  }
}
