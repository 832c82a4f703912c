package io.tandem.ipc.cli.console;

import java.io.IOException;
import java.util.List;

/** One command of {@code ipc}. */
public interface Command {
  /** Done, and all is well. */
  int OK = 0;

  /** Done, and the answer is bad: a difference, a problem found, a stale document. */
  int BAD = 1;

  /** Not started: the command line is wrong or names something that cannot be used. */
  int USAGE = 2;

  /** Started and not finished. */
  int FAILED = 3;

  /** The word that selects it. */
  String name();

  /** What it does, in one line of the overview. */
  String summary();

  /** What {@code ipc NAME --help} prints: the arguments and the exit codes. */
  String help();

  /**
   * Runs it.
   *
   * @param arguments what stands after the command's name
   * @return the exit code
   * @throws UsageException if the arguments are wrong
   * @throws IOException if files cannot be used; {@code Main} prints it, as any {@link
   *     io.tandem.ipc.TandemException}, and exits with {@link #FAILED}
   */
  int run(List<String> arguments, Screen screen) throws IOException, InterruptedException;
}
