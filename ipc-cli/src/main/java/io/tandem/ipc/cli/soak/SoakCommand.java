package io.tandem.ipc.cli.soak;

import io.tandem.ipc.cli.console.Arguments;
import io.tandem.ipc.cli.console.Command;
import io.tandem.ipc.cli.console.Progress;
import io.tandem.ipc.cli.console.Screen;
import io.tandem.ipc.cli.console.Text;
import io.tandem.ipc.cli.console.UsageException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code ipc soak}: kills processes at any instruction and counts every message. */
public final class SoakCommand implements Command {
  private static final int DEFAULT_SECONDS = 60;
  private static final int MOST_MINUTES = 60 * 24 * 7;
  private static final int DEFAULT_PROCESSES = 12;
  private static final int DEFAULT_KILLS = 570;
  private static final int DEFAULT_STOPS = 30;
  private static final int DEFAULT_HEAP = 16;
  private static final int PATIENCE_SECONDS = 30;

  private final List<Subject> subjects;
  private final int patienceSeconds;

  public SoakCommand() {
    this(Subjects.shipped(), PATIENCE_SECONDS);
  }

  SoakCommand(List<Subject> subjects, int patienceSeconds) {
    this.subjects = subjects;
    this.patienceSeconds = patienceSeconds;
  }

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public String summary() {
    return "kill worker JVMs at random and count every message";
  }

  @Override
  public String help() {
    return """
    Usage: ipc soak [--minutes M | --seconds S] [--seed N] [--processes N]
                    [--kills N] [--stops N] [--heap MB]

    Worker JVMs put messages into queues and lanes and take them out again, while
    they are killed with SIGKILL at random, stopped and continued, and replaced.
    Each writes what it does into a ledger outside of what is tested. At the end
    every message that was put in must have been taken, once; where takers have
    leases, once more for each of them that died with it.

      --minutes M, --seconds S  for how long processes are killed (default: 60 s)
      --seed N       draws the same kills, stops and roles as an earlier run; when
                     they hit what is up to the machine
      --processes N  worker JVMs at a time (default: 12)
      --kills N      wanted per minute (default: 570; fewer are reached where the
                     machine cannot start as many JVMs)
      --stops N      wanted per minute (default: 30)
      --heap MB      of each worker; above 16, all of it in use (default: 16)

    What it prints,
      lost           messages that were put in and never came out. One that a taker
                     may have had in hand when it was killed is counted apart, at
                     most one for each: whoever dies with it takes it along
      duplicated     messages that came out twice with no such reason
      stuck          processes that made no step for 30 s though there was work
      on again       after a kill, until another process has put a message in and
                     another has taken one

    Exit codes: 0 nothing was lost, duplicated, stuck, out of order, garbage or left
    behind; 1 something was; 2 wrong usage; 3 it could not be run to its end;
    130 stopped by Ctrl-C.
    """;
  }

  @Override
  public int run(List<String> words, Screen screen) throws IOException, InterruptedException {
    Settings settings = settings(words);
    try {
      Report report = soak(settings, screen);
      screen.out().printf("%nipc soak: %s%n%n", title(settings));
      report.lines().forEach(line -> screen.out().println(Text.printable(line)));
      return report.isGood() ? OK : BAD;
    } catch (SoakException e) {
      screen.err().println("ipc soak: " + Text.printable(e.getMessage()));
      return FAILED;
    }
  }

  private static Report soak(Settings settings, Screen screen)
      throws IOException, InterruptedException {
    try (Progress progress = new Progress(screen)) {
      return new Soak(settings, progress).run();
    }
  }

  private Settings settings(List<String> words) {
    Arguments arguments =
        Arguments.parse(
            words,
            Set.of(),
            Set.of(
                "--minutes", "--seconds", "--processes", "--kills", "--stops", "--heap", "--seed"));
    arguments.atMost(0);
    Optional<Integer> minutes = arguments.number("--minutes", 1, MOST_MINUTES);
    Optional<Integer> seconds = arguments.number("--seconds", 1, 60 * MOST_MINUTES);
    if (minutes.isPresent() && seconds.isPresent()) {
      throw new UsageException("give --minutes or --seconds, not both");
    }
    return new Settings(
        subjects,
        minutes.map(count -> 60 * count).or(() -> seconds).orElse(DEFAULT_SECONDS),
        arguments.number("--processes", 4, 256).orElse(DEFAULT_PROCESSES),
        arguments.number("--kills", 0, 100_000).orElse(DEFAULT_KILLS),
        arguments.number("--stops", 0, 10_000).orElse(DEFAULT_STOPS),
        arguments.number("--heap", 8, 4096).orElse(DEFAULT_HEAP),
        arguments.number("--seed", 0, Integer.MAX_VALUE).orElseGet(SoakCommand::anySeed),
        patienceSeconds);
  }

  private static int anySeed() {
    return (int) (System.nanoTime() & Integer.MAX_VALUE);
  }

  private static String title(Settings settings) {
    return settings.subjects().size()
        + " structures, "
        + settings.processes()
        + " processes of "
        + settings.heapMegabytes()
        + " MiB heap, "
        + settings.seconds()
        + " s, seed "
        + settings.seed();
  }
}
