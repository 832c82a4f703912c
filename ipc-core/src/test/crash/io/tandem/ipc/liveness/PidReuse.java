package io.tandem.ipc.liveness;

import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.ChildOptions;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The first process of a pid namespace, in which others come, are killed, and have their numbers
 * given to somebody else at once; run by {@link IdentityTest}. The namespace is needed to choose
 * who gets which number.
 *
 * <p>Participants are started by a shell, so that the number of none belongs to a child of this
 * JVM: the JDK takes a child for ended that gets the number of one which has ended just now.
 */
final class PidReuse {
  private static final int ATTEMPTS = 100;

  /** The number given last; the next process or thread gets the one behind it. */
  private static final Path LAST_PID = Path.of("/proc/sys/kernel/ns_last_pid");

  private static final String SHELL = "exec 3<&0; \"$@\" <&3 & wait";

  private final Path directory;
  private final Random random;
  private final Map<Integer, ChildJvm> living = new LinkedHashMap<>();
  private final List<Integer> dead = new ArrayList<>();
  private int verdicts;

  private PidReuse(Path directory, Random random) {
    this.directory = directory;
    this.random = random;
  }

  /** Arguments: directory of the domain, rounds, seed. Sends a summary or why it cannot be. */
  static void run(ChildLink link) throws Exception {
    try {
      giveNext(2);
    } catch (IOException e) {
      link.send("not permitted: " + e.getMessage());
      return;
    }
    Random random = new Random(Long.parseLong(link.argument(2)));
    PidReuse world = new PidReuse(Path.of(link.argument(0)), random);
    try (Membership here =
        Membership.join(DomainDirectory.at(world.directory), TestDomains.settings())) {
      world.add(world.options().wrapped("sh", "-c", SHELL, "sh").start(DomainChild::run));
      for (int round = Integer.parseInt(link.argument(1)); round > 0; round--) {
        world.add(world.options().wrapped("sh", "-c", SHELL, "sh").start(DomainChild::run));
        world.round(here);
      }
      for (ChildJvm child : world.living.values()) {
        kill(child, child.request("pid"));
      }
    }
    link.send(world.dead.size() + " deaths, " + world.verdicts + " verdicts");
    link.receive();
  }

  private static void giveNext(long pid) throws IOException {
    Files.writeString(LAST_PID, Long.toString(pid - 1));
  }

  /** With and without the native library. */
  private ChildOptions options() {
    return random.nextInt(3) == 0 ? ChildJvm.options().portable() : ChildJvm.options();
  }

  private void add(ChildJvm child) {
    living.put(DomainChild.join(child, directory), child);
  }

  /** One is killed, and its number goes to a stranger, a thread or another participant. */
  private void round(Membership here) throws Exception {
    List<Integer> owners = new ArrayList<>(living.keySet());
    int victim = owners.get(random.nextInt(owners.size()));
    ChildJvm killed = living.remove(victim);
    String pid = killed.request("pid");
    kill(killed, pid);
    dead.add(victim);
    switch (random.nextInt(3)) {
      case 0 -> judgeAll(here, giveToStranger(Long.parseLong(pid)));
      case 1 -> judgeAll(here, giveToThread(Long.parseLong(pid)));
      default -> {
        giveToParticipant(pid).ifPresent(this::add);
        judgeAll(here);
      }
    }
  }

  /** Whoever has the number of a dead participant. */
  private interface Heir {
    void end() throws InterruptedException;
  }

  private void judgeAll(Membership here, Heir heir) throws InterruptedException {
    judgeAll(here);
    heir.end();
  }

  private static void kill(ChildJvm child, String pid) throws Exception {
    new ProcessBuilder("kill", "-9", pid).start().waitFor();
    child.awaitExit(); // the shell has collected it
  }

  private static Heir giveToStranger(long pid) throws Exception {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      giveNext(pid);
      Process process = new ProcessBuilder("sh", "-c", "read line").start();
      if (process.pid() == pid) {
        return () -> process.destroyForcibly().waitFor();
      }
      process.destroyForcibly().waitFor();
      if (isTaken(pid)) {
        return () -> {};
      }
    }
    throw new AssertionError("number " + pid + " is not given again");
  }

  private static Heir giveToThread(long pid) throws Exception {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      giveNext(pid);
      CompletableFuture<Long> number = new CompletableFuture<>();
      Thread thread = new Thread(() -> tellNumberAndStay(number));
      thread.start();
      Heir heir =
          () -> {
            thread.interrupt();
            thread.join();
          };
      if (number.get() == pid) {
        return heir;
      }
      heir.end();
      if (isTaken(pid)) {
        return () -> {};
      }
    }
    throw new AssertionError("number " + pid + " is not given again");
  }

  private static void tellNumberAndStay(CompletableFuture<Long> number) {
    try {
      number.complete(numberOf(Path.of("/proc/thread-self")));
    } catch (IOException | RuntimeException e) {
      number.completeExceptionally(e);
    }
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.park();
    }
  }

  /** The number that a thread has in its own namespace. */
  private static long numberOf(Path thread) throws IOException {
    try (Stream<String> lines = Files.lines(thread.resolve("status"))) {
      String pids = lines.filter(line -> line.startsWith("NSpid:")).findFirst().orElseThrow();
      return Long.parseLong(pids.substring(pids.lastIndexOf('\t') + 1));
    }
  }

  /**
   * Whether the number has gone to a thread that a JVM of this namespace has started meanwhile, to
   * compile or to watch a child. Such a thread stays, and is as good an heir as any.
   */
  private static boolean isTaken(long pid) throws IOException {
    Path here = Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        if (isIn(process, here) && hasThread(process, pid)) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean isIn(Path process, Path namespace) {
    try {
      return Files.readSymbolicLink(process.resolve("ns/pid")).equals(namespace);
    } catch (IOException e) {
      return false; // it has ended, or is somebody else's
    }
  }

  private static boolean hasThread(Path process, long pid) {
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
      for (Path thread : threads) {
        if (numberOf(thread) == pid) {
          return true;
        }
      }
      return false;
    } catch (IOException | NoSuchElementException | DirectoryIteratorException e) {
      return false; // it is just ending; the next attempt finds what has come of it
    }
  }

  private Optional<ChildJvm> giveToParticipant(String pid) throws Exception {
    String give = "echo " + (Long.parseLong(pid) - 1) + " > " + LAST_PID + "; ";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      ChildJvm child = options().wrapped("sh", "-c", give + SHELL, "sh").start(DomainChild::run);
      String got = child.request("pid");
      if (got.equals(pid)) {
        return Optional.of(child);
      }
      kill(child, got);
      if (isTaken(Long.parseLong(pid))) {
        return Optional.empty();
      }
    }
    throw new AssertionError("number " + pid + " is not given again");
  }

  /** Everybody who lives judges everybody who ever lived. */
  private void judgeAll(Membership here) {
    for (ChildJvm judge : living.values()) {
      living.keySet().forEach(owner -> judge(judge, owner, false));
      dead.forEach(owner -> judge(judge, owner, true));
      judge(judge, here.self(), false);
    }
    for (int owner : living.keySet()) {
      check(!here.isDead(owner), here.describe(owner) + " is declared dead");
    }
    for (int owner : dead) {
      check(here.isDead(owner), here.describe(owner) + " is not declared dead");
    }
    verdicts += living.size() + dead.size();
  }

  private void judge(ChildJvm judge, int owner, boolean dead) {
    String verdict = judge.request("isDead " + owner);
    check(verdict.equals("dead " + dead), judge + " says " + verdict + " of " + owner);
    verdicts++;
  }

  private static void check(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
