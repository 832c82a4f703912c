package io.tandem.ipc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.Problem;
import io.tandem.ipc.StorageFullException;
import io.tandem.ipc.cli.console.Command;
import io.tandem.ipc.cli.console.Screen;
import io.tandem.ipc.cli.console.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link Main} makes of a command line, and of how a command ends. */
class MainTest {

  /** What a command does in these tests. */
  private interface Body {
    int run() throws IOException, InterruptedException;
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> received = new ArrayList<>();
  private Body body = () -> Command.OK;

  @Test
  void passesTheArgumentsAndTheExitCodeThrough() {
    body = () -> 42;
    assertThat(run("probe", "a b", "", "--c")).isEqualTo(42);
    assertThat(received).containsExactly("a b", "", "--c");
    assertThat(out()).isEmpty();
    assertThat(err()).isEmpty();
  }

  @Test
  void listsTheCommandsWithoutArguments() {
    assertThat(run()).isEqualTo(Command.OK);
    assertThat(out())
        .startsWith("Tandem:")
        .contains("Usage: ipc COMMAND [ARGUMENTS]")
        .contains("\n  probe            looks at what it was given\n");
  }

  @Test
  void understandsTheUsualWordsForHelp() {
    for (String word : List.of("help", "--help", "-h")) {
      out.reset();
      assertThat(run(word)).isEqualTo(Command.OK);
      assertThat(out()).contains("Usage: ipc COMMAND [ARGUMENTS]");
    }
  }

  @Test
  void printsTheUsageOfACommandWithoutRunningIt() {
    for (String[] line :
        new String[][] {{"help", "probe"}, {"probe", "--help"}, {"probe", "x", "-h"}}) {
      out.reset();
      assertThat(run(line)).isEqualTo(Command.OK);
      assertThat(out()).isEqualTo("Usage: ipc probe\n");
      assertThat(received).isEmpty();
    }
  }

  @Test
  void namesAnUnknownCommandAndWhereToLook() {
    assertThat(run("prob")).isEqualTo(Command.USAGE);
    assertThat(err())
        .isEqualTo(
            "ipc: there is no command 'prob'; 'ipc help' lists those there are\nTry: ipc help\n");
    err.reset();
    assertThat(run("help", "prob")).isEqualTo(Command.USAGE);
    assertThat(err()).contains("there is no command 'prob'");
  }

  @Test
  void tellsWrongUsageFromFailedWork() {
    body =
        () -> {
          throw new UsageException("--workers takes a number, but got 'x'");
        };
    assertThat(run("probe")).isEqualTo(Command.USAGE);
    assertThat(err())
        .isEqualTo("ipc: --workers takes a number, but got 'x'\nTry: ipc help probe\n");
  }

  @Test
  void neverLetsATerminalObeyWhatItPrints() {
    assertThat(run("a\u001b[2Jb")).isEqualTo(Command.USAGE);
    assertThat(err()).contains("there is no command 'a\\u001b[2Jb'");
  }

  @Test
  void leavesDoubleDashArgumentsToTheCommand() {
    body = () -> 7;
    assertThat(run("probe", "--", "--help")).isEqualTo(7);
    assertThat(received).containsExactly("--", "--help");
  }

  @Test
  void printsAnExpectedFailureAsOneMessage() {
    body =
        () -> {
          throw new NoSuchFileException("/no/such");
        };
    assertThat(run("probe")).isEqualTo(Command.FAILED);
    assertThat(err()).isEqualTo("ipc: NoSuchFileException: /no/such\n");
    err.reset();
    body =
        () -> {
          throw new StorageFullException(Problem.of("no room").next("free some"));
        };
    assertThat(run("probe")).isEqualTo(Command.FAILED);
    assertThat(err()).isEqualTo("ipc: no room. free some.\n");
  }

  @Test
  void printsTheTraceOfAnUnexpectedFailure() {
    body =
        () -> {
          throw new IllegalStateException("a defect");
        };
    assertThat(run("probe")).isEqualTo(Command.FAILED);
    assertThat(err())
        .startsWith("ipc: probe failed unexpectedly; please report this\n")
        .contains("java.lang.IllegalStateException: a defect")
        .contains("\tat ");
  }

  @Test
  void versionNamesTandemTheJvmAndTheSystem() {
    Main main = new Main(Main.commands(), screen());
    assertThat(main.run(List.of("version"))).isEqualTo(Command.OK);
    assertThat(out().lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("tandem "))
        .anyMatch(line -> line.startsWith("java   " + Runtime.version()))
        .anyMatch(line -> line.startsWith("system " + System.getProperty("os.name")));
    assertThat(main.run(List.of("version", "x"))).isEqualTo(Command.USAGE);
    assertThat(err()).isEqualTo("ipc: unexpected argument 'x'\nTry: ipc help version\n");
  }

  @Test
  void everyCommandDescribesItself() {
    assertThat(Main.commands()).extracting(Command::name).doesNotHaveDuplicates();
    assertThat(Main.commands())
        .allSatisfy(
            command -> {
              assertThat(command.help()).startsWith("Usage: ipc " + command.name());
              assertThat(command.help()).endsWith("\n").contains("\nExit codes: 0 ");
              assertThat(command.help().lines()).allMatch(line -> line.length() <= 90);
              assertThat(command.summary().length()).isBetween(10, 60);
            });
  }

  private int run(String... line) {
    return new Main(List.of(new Probe()), screen()).run(List.of(line));
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }

  private Screen screen() {
    return Screen.plain(printer(out), printer(err));
  }

  private static PrintStream printer(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }

  private final class Probe implements Command {
    @Override
    public String name() {
      return "probe";
    }

    @Override
    public String summary() {
      return "looks at what it was given";
    }

    @Override
    public String help() {
      return "Usage: ipc probe\n";
    }

    @Override
    public int run(List<String> arguments, Screen screen) throws IOException, InterruptedException {
      received.addAll(arguments);
      return body.run();
    }
  }
}
