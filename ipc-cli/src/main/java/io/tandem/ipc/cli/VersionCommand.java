package io.tandem.ipc.cli;

import io.tandem.ipc.cli.console.Arguments;
import io.tandem.ipc.cli.console.Command;
import io.tandem.ipc.cli.console.Screen;
import java.util.List;
import java.util.Set;

/** Says which Tandem, on which JVM, on which system: the first lines of a good problem report. */
final class VersionCommand implements Command {
  @Override
  public String name() {
    return "version";
  }

  @Override
  public String summary() {
    return "the versions of Tandem, the JVM and the system";
  }

  @Override
  public String help() {
    return """
    Usage: ipc version

    Prints the versions of Tandem, the JVM and the system.

    Exit codes: 0 done; 2 wrong usage.
    """;
  }

  @Override
  public int run(List<String> words, Screen screen) {
    Arguments.parse(words, Set.of(), Set.of()).atMost(0);
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    screen.out().println("tandem " + (version == null ? "(not run from its jar)" : version));
    screen.out().println("java   " + Runtime.version() + ", " + System.getProperty("java.home"));
    screen
        .out()
        .printf(
            "system %s %s, %s%n",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"));
    return OK;
  }
}
