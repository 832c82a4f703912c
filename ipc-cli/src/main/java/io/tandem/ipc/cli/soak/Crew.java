package io.tandem.ipc.cli.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/** The worker processes: gives them roles, starts and replaces them, reads what they log. */
final class Crew {
  private static final long SUSPECT_NANOS = 500_000_000L;
  private static final long SLOW_START_NANOS = 3_000_000_000L;

  /** A side of a structure. */
  private record Kind(Account account, Side side) {}

  private final Settings settings;
  private final WorkerImage image;
  private final Path domain;
  private final Path ledgerFile;
  private final Ledger ledger;
  private final Plan plan;
  private final List<Kind> kinds = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final Deque<Integer> freeSlots = new ArrayDeque<>();
  private final List<String> failures = new ArrayList<>();
  private final List<Long> goneNanos = new ArrayList<>();
  private int started;
  private int incarnations;
  private int killed;
  private int killedStarting;

  Crew(
      Settings settings,
      WorkerImage image,
      Path domain,
      Path ledgerFile,
      Ledger ledger,
      List<Account> accounts,
      Plan plan) {
    this.settings = settings;
    this.image = image;
    this.domain = domain;
    this.ledgerFile = ledgerFile;
    this.ledger = ledger;
    this.plan = plan;
    for (Account account : accounts) {
      for (Side side : Side.values()) {
        kinds.add(new Kind(account, side));
      }
    }
    for (int slot = 0; slot < slots(settings); slot++) {
      freeSlots.add(slot);
    }
  }

  /** How many slots the ledger has to have. */
  static int slots(Settings settings) {
    return settings.processes() * settings.rolesPerProcess();
  }

  List<Member> members() {
    return members;
  }

  int started() {
    return started;
  }

  int killed() {
    return killed;
  }

  /** How many of the killed had not got all their roles up yet. */
  int killedStarting() {
    return killedStarting;
  }

  /** For each kill, the time until the process was seen to be gone. */
  List<Long> goneNanos() {
    return goneNanos;
  }

  /** What went wrong with processes that nobody had killed. */
  List<String> failures() {
    return failures;
  }

  /** Starts processes until there are as many as there should be. */
  void fill() throws IOException {
    while (members.size() < settings.processes()) {
      startOne();
    }
  }

  private void startOne() throws IOException {
    long now = System.nanoTime();
    int number = ++started;
    SplittableRandom random = plan.start(number);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                domain.toString(), ledgerFile.toString(), Long.toString(random.nextLong() >>> 1)));
    List<Assignment> roles = new ArrayList<>();
    for (Kind kind : scarcestKinds(random)) {
      int index = freeSlots.remove();
      int incarnation = ++incarnations;
      Slot slot = ledger.slot(index);
      slot.reset();
      Account account = kind.account();
      Account.RoleAccount books =
          kind.side() == Side.PUTTER
              ? account.putter(incarnation, number, slot, now)
              : account.taker(number, slot);
      roles.add(new Assignment(account, kind.side(), index, slot, books, now));
      arguments.add(new Role.Order(account.subject(), kind.side(), index, incarnation).toString());
    }
    members.add(new Member(number, image.start(arguments), roles, now));
  }

  /** The kinds of role that fewest have, as many as a process gets; among equals at random. */
  private List<Kind> scarcestKinds(SplittableRandom random) {
    List<Kind> sorted = new ArrayList<>(kinds);
    for (int i = sorted.size() - 1; i > 0; i--) {
      sorted.set(i, sorted.set(random.nextInt(i + 1), sorted.get(i)));
    }
    sorted.sort(Comparator.comparingLong(this::holders));
    List<Kind> chosen = new ArrayList<>();
    for (int i = 0; i < settings.rolesPerProcess(); i++) {
      chosen.add(sorted.get(i % sorted.size()));
    }
    return chosen;
  }

  private long holders(Kind kind) {
    return members.stream()
        .filter(member -> !member.isKilled())
        .flatMap(member -> member.roles().stream())
        .filter(role -> role.account() == kind.account() && role.side() == kind.side())
        .count();
  }

  /** Reads what has been logged, and notices who has gone. */
  void read(boolean finishing) {
    for (Member member : members) {
      for (Assignment role : member.roles()) {
        boolean unused = role.drain();
      }
    }
    for (Iterator<Member> all = members.iterator(); all.hasNext(); ) {
      Member member = all.next();
      if (member.isGone() && closeBooks(member)) {
        checkEnding(member, finishing);
        all.remove();
      }
    }
    kinds.forEach(kind -> kind.account().endRound());
  }

  /** False if a log has to wait for that of another who is as good as gone. */
  private boolean closeBooks(Member member) {
    long now = System.nanoTime();
    for (Assignment role : member.roles()) {
      if (!role.drain()) {
        boolean othersGo =
            members.stream()
                .anyMatch(other -> other != member && (other.isKilled() || other.isGone()));
        if (othersGo) {
          return false;
        }
        role.books().forceOpen();
        boolean unused = role.drain();
      }
    }
    if (member.isKilled()) {
      goneNanos.add(now - member.killedNanos());
    }
    for (Assignment role : member.roles()) {
      role.books().end(member.killedNanos(), now);
      freeSlots.add(role.slotIndex());
    }
    return true;
  }

  private void checkEnding(Member member, boolean finishing) {
    int code = member.exitCode();
    boolean asTold = member.isKilled() ? code == 128 + 9 : finishing && code == 0;
    if (!asTold) {
      failures.add(
          "process "
              + member.number()
              + " (pid "
              + member.pid()
              + ", "
              + member.roles()
              + ") ended with exit code "
              + code);
    }
  }

  /**
   * Somebody who may be killed or stopped now: there is another one for each of its open roles, so
   * that there is somebody to go on; and it is not one of those that may be stuck, for killing it
   * would hide that. Null if there is nobody.
   *
   * @param pick which of them, from 0 to below 1
   */
  Member victim(boolean readyOnly, double pick) {
    long now = System.nanoTime();
    List<Member> candidates =
        members.stream()
            .filter(member -> (!readyOnly || member.isReady()) && mayGo(member, now))
            .toList();
    return candidates.isEmpty() ? null : candidates.get((int) (pick * candidates.size()));
  }

  private boolean mayGo(Member member, long now) {
    if (!member.isActive() || member.isGone()) {
      return false;
    }
    for (Assignment role : member.roles()) {
      if (role.isReady()
          ? role.idleNanos(now) > SUSPECT_NANOS || !hasStandIn(member, role)
          : now - member.startedNanos() > SLOW_START_NANOS) {
        return false;
      }
    }
    return true;
  }

  private boolean hasStandIn(Member member, Assignment role) {
    return members.stream()
        .filter(other -> other != member && other.isActive() && !other.isGone())
        .flatMap(other -> other.roles().stream())
        .anyMatch(other -> other.isOfKind(role) && other.isReady());
  }

  /** Kills a process and has the time measured until the others go on. */
  void kill(Member member) {
    List<Account> open =
        member.roles().stream()
            .filter(Assignment::isReady)
            .map(Assignment::account)
            .distinct()
            .toList();
    killedStarting += member.isReady() ? 0 : 1;
    killed++;
    member.kill();
    open.forEach(account -> account.killed(member.killedNanos(), member.number()));
  }

  boolean isReady() {
    return members.stream().allMatch(Member::isReady);
  }

  void tellAll(int order) {
    members.forEach(member -> member.tell(order));
  }

  /** However this ends: no process stays. */
  void killAll() {
    for (Member member : members) {
      member.kill();
    }
  }
}
