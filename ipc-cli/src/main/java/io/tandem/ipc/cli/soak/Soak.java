package io.tandem.ipc.cli.soak;

import io.tandem.ipc.Domain;
import io.tandem.ipc.cli.console.Progress;
import io.tandem.ipc.cli.console.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One soak, from the first start to the balance.
 *
 * <p>Processes put messages into structures and take them out, for as long as they live, while they
 * are killed and replaced. Each writes into the {@link Ledger} what it does; this process reads the
 * logs, in one thread, and keeps the books. In the end the putters finish what they are doing, then
 * the takers, then this process takes what is left; and then every message that was ever put in
 * must have been taken, exactly once, or can be accounted for.
 */
final class Soak {
  private static final long TICK_NANOS = 2_000_000;
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final long LONGEST_ARREARS_NANOS = 1_000_000_000L;
  private static final int FIRST_START_SECONDS = 120;

  private final Settings settings;
  private final Progress progress;
  private final Plan plan;
  private final List<Account> accounts = new ArrayList<>();
  private final List<String> stuck = new ArrayList<>();
  private final Watchdog watchdog;
  private Crew crew;
  private Stops stops;
  private Plan.Kill kill;
  private long nextKill;

  Soak(Settings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
    this.plan = new Plan(settings);
    this.watchdog = new Watchdog(settings.patienceSeconds(), stuck, System.nanoTime());
    settings.subjects().forEach(subject -> accounts.add(new Account(subject)));
  }

  /** Runs it. */
  Report run() throws IOException, InterruptedException {
    try (Workplace place = Workplace.make()) {
      Thread hook = new Thread(() -> abandon(place), "ipc-soak-stop");
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        return run(place);
      } finally {
        removeHook(hook);
        if (crew != null) {
          crew.killAll();
        }
      }
    }
  }

  private Report run(Workplace place) throws IOException, InterruptedException {
    Ledger ledger = Ledger.create(place.ledger(), Crew.slots(settings));
    progress.phase("preparing", 0, "message");
    WorkerImage image =
        WorkerImage.prepare(
            place.directory(), place.ledger(), place.errors(), settings.heapMegabytes());
    Phase phase;
    try (Domain domain = Domain.open(place.domain());
        Signals signals = new Signals()) {
      settings.subjects().forEach(subject -> subject.create(domain));
      crew = new Crew(settings, image, place.domain(), place.ledger(), ledger, accounts, plan);
      stops = new Stops(crew, signals, plan, settings.patienceSeconds(), stuck);
      startAll();
      phase = soak();
      finish();
      accounts.forEach(account -> takeWhatIsLeft(account, domain));
    }
    long now = System.nanoTime();
    return new Report(
        settings,
        accounts.stream().map(account -> account.balance(now)).toList(),
        phase.nanos(),
        phase.kills(),
        crew.killedStarting(),
        crew.started(),
        phase.messages(),
        List.copyOf(crew.goneNanos()),
        stops.count(),
        List.copyOf(stuck),
        crew.failures(),
        place.errorText(),
        place.filesOfDomain());
  }

  /** What happened while processes were killed. */
  private record Phase(long nanos, int kills, long messages) {}

  private void startAll() throws IOException, InterruptedException {
    crew.fill();
    long deadline = System.nanoTime() + FIRST_START_SECONDS * 1_000_000_000L;
    while (!crew.isReady()) {
      tick(false);
      if (crew.members().size() < settings.processes() || System.nanoTime() - deadline > 0) {
        throw new SoakException("the workers do not start: " + crew.failures());
      }
    }
    progress.end(Text.count(settings.processes(), "worker") + " up");
  }

  private Phase soak() throws IOException, InterruptedException {
    progress.phase("soaking", 0, "message");
    long begin = System.nanoTime();
    long end = begin + settings.seconds() * 1_000_000_000L;
    long nextLine = begin + MINUTE_NANOS;
    int killsBefore = crew.killed();
    long messagesBefore = messages();
    kill = plan.kill(0);
    nextKill = begin + kill.pauseNanos();
    stops.begin();
    for (long now = begin; now - end < 0; now = System.nanoTime()) {
      tick(false);
      crew.fill();
      stops.step();
      killWhenItIsTime(now);
      progress.done(messages() & -64L);
      if (now - nextLine >= 0) {
        nextLine += MINUTE_NANOS;
        tell(now - begin);
      }
    }
    Phase phase =
        new Phase(
            System.nanoTime() - begin, crew.killed() - killsBefore, messages() - messagesBefore);
    stops.endAll();
    progress.end(
        Text.count(phase.messages(), "message") + ", " + Text.count(phase.kills(), "kill"));
    return phase;
  }

  /** What is due and cannot be done yet is made up for, if that is not too long ago. */
  private void killWhenItIsTime(long now) {
    if (now - nextKill < 0) {
      return;
    }
    Member victim = crew.victim(kill.readyOnly(), kill.pick());
    if (victim != null) {
      crew.kill(victim);
      kill = plan.kill(crew.killed());
      nextKill = Math.max(nextKill, now - LONGEST_ARREARS_NANOS) + kill.pauseNanos();
    }
  }

  private void tell(long nanos) {
    progress.line(
        Text.count(nanos / MINUTE_NANOS, "minute")
            + ": "
            + Text.count(messages(), "message")
            + ", "
            + Text.count(crew.killed(), "kill")
            + ", "
            + stuck.size()
            + " stuck");
  }

  private long messages() {
    return accounts.stream().mapToLong(Account::messages).sum();
  }

  private void tick(boolean finishing) throws InterruptedException {
    LockSupport.parkNanos(TICK_NANOS);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    crew.read(finishing);
    watchdog.look(crew.members(), finishing, System.nanoTime());
  }

  /** Lets the putters finish what they are doing, then the takers. */
  private void finish() throws InterruptedException {
    progress.phase("finishing", 0, "message");
    crew.tellAll(Worker.FINISH_PUTTING);
    awaitEnd(Side.PUTTER);
    crew.tellAll(Worker.FINISH_TAKING);
    awaitEnd(null);
    progress.end(Text.count(crew.started(), "worker") + " in all");
  }

  /** Waits until no role of that side goes on, or no process. */
  private void awaitEnd(Side side) throws InterruptedException {
    long giveUp = System.nanoTime() + 2L * settings.patienceSeconds() * 1_000_000_000L;
    while (crew.members().stream().anyMatch(member -> isAtWork(member, side))) {
      tick(true);
      if (System.nanoTime() - giveUp > 0) {
        crew.members().stream()
            .filter(member -> isAtWork(member, side))
            .forEach(member -> stuck.add("process " + member.number() + " does not finish"));
        crew.members().stream().filter(member -> isAtWork(member, side)).forEach(Member::kill);
        giveUp = Long.MAX_VALUE;
      }
    }
  }

  private static boolean isAtWork(Member member, Side side) {
    return member.roles().stream()
        .anyMatch(role -> side == null || (role.side() == side && !role.isFinished()));
  }

  private void takeWhatIsLeft(Account account, Domain domain) {
    Account.RoleAccount books = account.taker(0, null);
    try (Subject.Handle structure = account.subject().open(domain, plan.start(0));
        Subject.Taker taker = structure.taker()) {
      boolean more = true;
      while (more) {
        more = taker.takeNow((bytes, length) -> enter(books, bytes, length));
      }
    }
  }

  private static void enter(Account.RoleAccount books, byte[] bytes, int length) {
    if (Message.isWhole(bytes, length)) {
      books.message(
          Message.idOf(bytes, length),
          Message.putNanosOf(bytes),
          Message.returnedNanosOf(bytes),
          System.nanoTime());
    } else {
      books.garbage(Message.idOf(bytes, length));
    }
  }

  private void abandon(Workplace place) {
    progress.close();
    if (crew != null) {
      crew.killAll();
    }
    place.close();
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook has done or is doing the same.
    }
  }
}
