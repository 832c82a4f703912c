package io.tandem.ipc.cli;

import java.io.PrintStream;
import java.util.List;

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
  public String usage() {
    return "Usage: ipc version\n\nPrints the versions of Tandem, the JVM and the system.\n";
  }

  @Override
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    if (!arguments.isEmpty()) {
      throw new UsageException("version takes no arguments, but got '" + arguments.get(0) + "'");
    }
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    out.println("tandem " + (version == null ? "(not run from its jar)" : version));
    out.println("java   " + Runtime.version() + ", " + System.getProperty("java.home"));
    out.println(
        "system "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch"));
    return Main.OK;
  }
}
