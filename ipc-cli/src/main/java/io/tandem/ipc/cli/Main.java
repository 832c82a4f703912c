package io.tandem.ipc.cli;

import io.tandem.ipc.TandemException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * The {@code ipc} command: finds the {@link Command} that the first argument names, and turns its
 * outcome into an exit code and at most one message.
 *
 * <p>There is no command-line library behind it: four words do not pay for the start-up time of
 * one.
 */
public final class Main {

  /** Exit code: done. */
  static final int OK = 0;

  /** Exit code: the work failed. */
  static final int FAILED = 1;

  /** Exit code: the command line makes no sense. */
  static final int MISUSED = 2;

  private final List<Command> commands;
  private final PrintStream out;
  private final PrintStream err;

  Main(List<Command> commands, PrintStream out, PrintStream err) {
    this.commands = commands;
    this.out = out;
    this.err = err;
  }

  /** Every command, in the order in which {@code ipc help} lists them. */
  static List<Command> commands() {
    return List.of(new VersionCommand());
  }

  /**
   * Runs one command and ends this JVM with its exit code.
   *
   * @param arguments the name of a command and its arguments; none at all means {@code help}
   */
  public static void main(String[] arguments) {
    int code = new Main(commands(), System.out, System.err).run(Arrays.asList(arguments));
    System.out.flush();
    System.exit(code);
  }

  int run(List<String> arguments) {
    String name = arguments.isEmpty() ? "help" : arguments.get(0);
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    try {
      switch (name) {
        case "help", "-h", "--help" ->
            out.print(rest.isEmpty() ? overview() : usageOf(rest.get(0)));
        case "-V", "--version" -> new VersionCommand().run(rest, out, err);
        default -> {
          Command command = find(name);
          if (rest.contains("-h") || rest.contains("--help")) {
            out.print(command.usage());
          } else {
            return command.run(rest, out, err);
          }
        }
      }
      return OK;
    } catch (UsageException e) {
      err.println("ipc: " + e.getMessage());
      return MISUSED;
    } catch (InterruptedException e) {
      err.println("ipc: interrupted");
      return FAILED;
    } catch (TandemException | IOException | UncheckedIOException e) {
      // Written for the user: which file, what is wrong, what to do.
      err.println("ipc: " + messageOf(e));
      return FAILED;
    } catch (Exception e) {
      // Not foreseen, so a defect: whoever reports it needs the trace.
      err.println("ipc: " + name + " failed unexpectedly; please report this");
      e.printStackTrace(err);
      return FAILED;
    }
  }

  /** A file-system exception's own message is often the bare path. */
  private static String messageOf(Exception e) {
    return e instanceof TandemException
        ? e.getMessage()
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  private Command find(String name) {
    return commands.stream()
        .filter(command -> command.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "there is no command '" + name + "'; 'ipc help' lists those there are"));
  }

  private String usageOf(String name) {
    return name.equals("help") ? overview() : find(name).usage();
  }

  private String overview() {
    StringBuilder text = new StringBuilder();
    text.append(
        "Tandem: shared-memory communication between JVMs.\n\nUsage: ipc COMMAND [...]\n\n");
    commands.forEach(command -> line(text, command.name(), command.summary()));
    line(text, "bench", "measure Tandem and its rivals between two JVMs");
    line(text, "help [COMMAND]", "this text, or that of one command");
    return text.append("\nExit codes: 0 done, 1 failed, 2 wrong usage.\n").toString();
  }

  private static void line(StringBuilder text, String form, String meaning) {
    text.append(String.format("  %-16s %s%n", form, meaning));
  }
}
