package io.tandem.ipc.cli;

import io.tandem.ipc.TandemException;
import io.tandem.ipc.cli.console.Command;
import io.tandem.ipc.cli.console.Screen;
import io.tandem.ipc.cli.console.Text;
import io.tandem.ipc.cli.console.UsageException;
import io.tandem.ipc.cli.demo.DemoCommand;
import io.tandem.ipc.cli.inspect.DoctorCommand;
import io.tandem.ipc.cli.inspect.DumpCommand;
import io.tandem.ipc.cli.inspect.LayoutsCommand;
import io.tandem.ipc.cli.inspect.LsCommand;
import io.tandem.ipc.cli.soak.SoakCommand;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The {@code ipc} command: finds the {@link Command} that the first argument names, and turns its
 * outcome into an exit code and at most one message.
 *
 * <p>There is no command-line library behind it: a few words do not pay for the start-up time of
 * one.
 */
public final class Main {
  private final List<Command> commands;
  private final Screen screen;

  Main(List<Command> commands, Screen screen) {
    this.commands = commands;
    this.screen = screen;
  }

  /** Every command, in the order in which {@code ipc help} lists them. */
  static List<Command> commands() {
    return List.of(
        new DemoCommand(),
        new DoctorCommand(),
        new LsCommand(),
        new DumpCommand(),
        new LayoutsCommand(),
        new SoakCommand(),
        new VersionCommand());
  }

  /**
   * Runs one command and ends this JVM with its exit code.
   *
   * @param arguments the name of a command and its arguments; none at all means {@code help}
   */
  public static void main(String[] arguments) {
    Screen screen = Screen.system();
    int code = new Main(commands(), screen).run(Arrays.asList(arguments));
    screen.out().flush();
    System.exit(code);
  }

  int run(List<String> arguments) {
    String name = arguments.isEmpty() ? "help" : arguments.get(0);
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    try {
      return switch (name) {
        case "help", "-h", "--help" -> help(rest);
        case "-V", "--version" -> new VersionCommand().run(rest, screen);
        default -> run(find(name), rest);
      };
    } catch (UsageException e) {
      problem(e.getMessage());
      screen.err().println("Try: ipc help" + lookUp(name).map(it -> " " + it.name()).orElse(""));
      return Command.USAGE;
    } catch (InterruptedException e) {
      problem("interrupted");
      return Command.FAILED;
    } catch (TandemException e) {
      // Written for the user: which file, what is wrong, what to do.
      problem(e.getMessage());
      return Command.FAILED;
    } catch (IOException e) {
      // Its own message is often the bare path.
      problem(e.getClass().getSimpleName() + ": " + e.getMessage());
      return Command.FAILED;
    } catch (RuntimeException | Error e) {
      // Not foreseen, so a defect: whoever reports it needs the trace.
      problem(name + " failed unexpectedly; please report this");
      e.printStackTrace(screen.err());
      return Command.FAILED;
    }
  }

  private int run(Command command, List<String> arguments)
      throws IOException, InterruptedException {
    int end = arguments.indexOf("--");
    List<String> options = end < 0 ? arguments : arguments.subList(0, end);
    if (options.contains("-h") || options.contains("--help")) {
      screen.out().print(command.help());
      return Command.OK;
    }
    return command.run(arguments, screen);
  }

  private int help(List<String> arguments) {
    if (arguments.size() > 1) {
      throw new UsageException("help takes one command, not " + arguments.size());
    }
    boolean all = arguments.isEmpty() || arguments.get(0).equals("help");
    screen.out().print(all ? overview() : find(arguments.get(0)).help());
    return Command.OK;
  }

  private void problem(String message) {
    screen.err().println("ipc: " + Text.printable(message));
  }

  private Optional<Command> lookUp(String name) {
    return commands.stream().filter(command -> command.name().equals(name)).findFirst();
  }

  private Command find(String name) {
    return lookUp(name)
        .orElseThrow(
            () ->
                new UsageException(
                    "there is no command '" + name + "'; 'ipc help' lists those there are"));
  }

  private String overview() {
    StringBuilder text = new StringBuilder();
    text.append("Tandem: shared-memory communication between JVMs.\n\n");
    text.append("Usage: ipc COMMAND [ARGUMENTS]\n\n");
    commands.forEach(command -> line(text, command.name(), command.summary()));
    line(text, "bench", "measure Tandem and its rivals between two JVMs");
    line(text, "help [COMMAND]", "this text, or that of one command");
    text.append("\nExit codes: 0 done, 1 the answer is bad, 2 wrong usage, 3 failed.\n");
    return text.toString();
  }

  private static void line(StringBuilder text, String form, String meaning) {
    text.append(String.format("  %-16s %s%n", form, meaning));
  }
}
