package io.tandem.ipc.cli;

import java.io.PrintStream;
import java.util.List;

/** One word that may follow {@code ipc} on the command line. */
interface Command {

  /** The word itself. */
  String name();

  /** One line for the list that {@code ipc help} prints. */
  String summary();

  /** What {@code ipc help <name>} prints: the forms of the command, its options, an example. */
  String usage();

  /**
   * Does the work.
   *
   * @param arguments what followed the name
   * @param out for results
   * @param err for progress and problems
   * @return the exit code: {@link Main#OK} or {@link Main#FAILED}
   * @throws UsageException if the arguments make no sense; {@link Main} prints it and exits with
   *     {@link Main#MISUSED}
   * @throws Exception if the work failed; {@link Main} prints it and exits with {@link Main#FAILED}
   */
  int run(List<String> arguments, PrintStream out, PrintStream err) throws Exception;
}
