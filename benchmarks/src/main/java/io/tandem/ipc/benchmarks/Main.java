package io.tandem.ipc.benchmarks;

import java.io.IOException;
import java.util.List;

/** The command {@code ipc bench}. */
public final class Main {
  private Main() {}

  /** Runs what the arguments ask for; see {@code --help}. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String... arguments) {
    List<String> command = List.of(arguments);
    if (command.contains("-h") || command.contains("--help")) {
      System.out.print(Options.USAGE);
      return 0;
    }
    try {
      new Session(Options.parse(arguments), command, System.out).run();
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println("ipc bench: " + e.getMessage());
      System.err.print(Options.USAGE);
      return 2;
    } catch (IOException e) {
      System.err.println("ipc bench: " + e.getMessage());
      return 1;
    }
  }
}
