package io.tandem.ipc.cli.demo;

import io.tandem.ipc.cli.console.Arguments;
import io.tandem.ipc.cli.console.Command;
import io.tandem.ipc.cli.console.Progress;
import io.tandem.ipc.cli.console.Screen;
import io.tandem.ipc.cli.console.Text;
import io.tandem.ipc.cli.console.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code ipc demo}: the main job on real input, with a worker killed on purpose. */
public final class DemoCommand implements Command {
  private static final int MAX_WORKERS = 64;
  private static final Duration ECHO = Duration.ofSeconds(2);

  private final Duration echo;

  public DemoCommand() {
    this(ECHO);
  }

  /**
   * @param echo for how long each transport alone is measured
   */
  DemoCommand(Duration echo) {
    this.echo = echo;
  }

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "fingerprint files with worker JVMs and kill one half-way";
  }

  @Override
  public String help() {
    return """
    Usage: ipc demo [--workers N] [--jdk | DIR]

    Worker JVMs read files and answer with size and SHA-256. Names go out and answers
    come back through shared memory. Half-way one worker is killed with SIGKILL, and
    nothing is lost. Then the same is done over a child's standard input and output
    with ObjectOutputStream, and everything is compared with what a single process
    found in the same run.

      --jdk        every class file of the running JDK (the default)
      DIR          every regular file under DIR; symbolic links are not followed
      --workers N  1 to 64 worker JVMs (default: one per processor, at least 2)

    In the table,
      messages/s             counts names out and answers back of the whole job;
      messages/s, echo only  is the transport alone: the same names and answers for
                             two seconds, but no file is read;
      sha256 of all          is what this prints in DIR:
        find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum

    Exit codes: 0 all results are identical; 1 they are not (a file that changes
    meanwhile is named); 2 wrong usage, or DIR cannot be used; 3 the demo could not
    be run to its end; 130 stopped by Ctrl-C.
    NO_COLOR=1 switches colours off. Without a terminal there is no progress bar.
    """;
  }

  @Override
  public int run(List<String> words, Screen screen) throws IOException, InterruptedException {
    Arguments arguments = Arguments.parse(words, Set.of("--jdk"), Set.of("--workers"));
    int workers =
        arguments.number("--workers", 1, MAX_WORKERS).orElseGet(DemoCommand::defaultWorkers);
    Input input = input(arguments);
    try {
      Report report = run(input, workers, screen);
      screen.out().printf("%nipc demo: %s%n%n", Text.printable(input.title()));
      report.lines().forEach(screen.out()::println);
      return report.isIdentical() ? OK : BAD;
    } catch (DemoException e) {
      screen.err().println("ipc demo: " + Text.printable(e.getMessage()));
      return FAILED;
    }
  }

  private Report run(Input input, int workers, Screen screen)
      throws IOException, InterruptedException {
    try (Progress progress = new Progress(screen)) {
      return new Demo(input, scan(input, progress), workers, echo.toNanos(), progress).run();
    }
  }

  private static int defaultWorkers() {
    return Math.min(MAX_WORKERS, Math.max(2, Runtime.getRuntime().availableProcessors()));
  }

  private static Input input(Arguments arguments) {
    List<String> rest = arguments.atMost(1);
    if (rest.isEmpty()) {
      return new JdkImage();
    }
    if (arguments.has("--jdk")) {
      throw new UsageException("give --jdk or a directory, not both");
    }
    Path directory = Path.of(rest.get(0));
    String shown = "'" + Text.printable(rest.get(0)) + "'";
    if (!Files.exists(directory)) {
      throw new UsageException("there is no directory " + shown);
    }
    if (!Files.isDirectory(directory)) {
      throw new UsageException(shown + " is not a directory");
    }
    if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
      throw new UsageException(shown + " may not be read by this user");
    }
    try {
      return new Directory(directory.toRealPath());
    } catch (IOException e) {
      throw new UsageException(shown + " cannot be used: " + e.getMessage());
    }
  }

  private static Scan scan(Input input, Progress progress) {
    progress.phase("looking for files", 0, "file");
    try {
      Scan scan = input.scan();
      progress.end(Text.count(scan.names().size(), "file") + " in " + input.title());
      if (scan.names().isEmpty()) {
        throw new UsageException(
            "there is no regular file in " + input.title() + "; left out: " + scan.skipped());
      }
      return scan;
    } catch (IOException e) {
      throw new UsageException("cannot list " + input.title() + ": " + e);
    }
  }
}
