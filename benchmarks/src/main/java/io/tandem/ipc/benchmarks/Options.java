package io.tandem.ipc.benchmarks;

import io.tandem.ipc.benchmarks.rig.Effort;
import io.tandem.ipc.benchmarks.rig.Pinning;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the command line asks for. */
record Options(
    List<String> only,
    List<String> contenders,
    boolean quick,
    boolean list,
    Effort effort,
    Pinning pinning,
    Optional<Path> json,
    List<String> jvmOptions) {
  static final String USAGE =
      """
      Usage: ipc bench [OPTION]...

        --only NAME,...        only tasks whose names begin so: lane, lane.one-way, ...
        --contenders NAME,...  only these beside C; also a class of your own that is a Contender
        --quick                the tasks that decide, with short repetitions
        --repetitions N        at least N accepted repetitions of everything
        --json FILE            write everything measured there, too
        --cpus A,B             the cores to use; default: two of different physical cores
        --behind TEXT          a command put before each measured process, such as "chrt -r 1"
        --jvm-options TEXT     options for the measured JVMs, separated by blanks (profiling)
        --list                 the names of all tasks
      """;

  boolean wantsTask(String name) {
    return only.isEmpty() || only.stream().anyMatch(name::startsWith);
  }

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException naming what makes no sense
   */
  static Options parse(String... arguments) {
    Parser parser = new Parser(arguments);
    while (parser.more()) {
      parser.option();
    }
    return parser.result();
  }

  private static final class Parser {
    private final String[] arguments;
    private int at;
    private List<String> only = List.of();
    private List<String> contenders = List.of();
    private boolean quick;
    private boolean list;
    private int repetitions;
    private Pinning pinning = Pinning.choose();
    private List<String> before = List.of();
    private Path json;
    private List<String> jvmOptions = List.of();

    Parser(String... arguments) {
      this.arguments = arguments;
    }

    boolean more() {
      return at < arguments.length;
    }

    void option() {
      String name = arguments[at++];
      switch (name) {
        case "--only" -> only = List.of(value(name).split(",", -1));
        case "--contenders" -> contenders = List.of(value(name).split(",", -1));
        case "--quick" -> quick = true;
        case "--list" -> list = true;
        case "--repetitions" -> repetitions = positive(name);
        case "--json" -> json = Path.of(value(name));
        case "--cpus" -> pinning = Pinning.of(value(name));
        case "--behind" -> before = words(name);
        case "--jvm-options" -> jvmOptions = words(name);
        default -> throw new IllegalArgumentException("there is no option '" + name + "'");
      }
    }

    private String value(String name) {
      if (!more()) {
        throw new IllegalArgumentException(name + " needs a value");
      }
      return arguments[at++];
    }

    private int positive(String name) {
      String text = value(name);
      if (!text.matches("[1-9]\\d{0,3}")) {
        throw new IllegalArgumentException(
            name + ": '" + text + "' is not a number from 1 to 9999");
      }
      return Integer.parseInt(text);
    }

    private List<String> words(String name) {
      return List.of(value(name).strip().split(" +", -1));
    }

    Options result() {
      Effort effort = quick ? Effort.quick() : Effort.full();
      return new Options(
          only,
          contenders,
          quick,
          list,
          repetitions == 0 ? effort : effort.withRepetitions(repetitions),
          pinning.behind(before),
          Optional.ofNullable(json),
          jvmOptions);
    }
  }
}
