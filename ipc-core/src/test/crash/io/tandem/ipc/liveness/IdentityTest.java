package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.os.Native;
import io.tandem.ipc.os.SlotLocks;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.ChildOptions;
import io.tandem.ipc.testkit.PidNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nobody is taken for somebody else: not who got a dead one's number, nor who has the same number
 * in another pid namespace, nor who has lost its lock. The living are never declared dead, and the
 * dead always are.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class IdentityTest {
  /** How many numbers are given again; more with {@code -Dtandem.test.rounds=}. */
  private static final int ROUNDS = Integer.getInteger("tandem.test.rounds", 4);

  @RegisterExtension final ChildJvms children = new ChildJvms();

  @TempDir(factory = InMemory.class)
  Path parent;

  private final Map<Integer, ChildJvm> living = new LinkedHashMap<>();
  private final Set<Integer> dead = new LinkedHashSet<>();
  private Path directory;
  private Membership here;

  @BeforeEach
  void join() {
    directory = parent.resolve("domain");
    here = Membership.join(DomainDirectory.at(directory), TestDomains.settings());
  }

  @AfterEach
  void leave() {
    living.values().forEach(ChildJvm::killJvm); // so that this process is the last one out
    here.close();
    assertThat(directory).doesNotExist();
  }

  private int start(ChildOptions options) {
    ChildJvm child = children.add(options.start(DomainChild::run));
    int owner = DomainChild.join(child, directory);
    living.put(owner, child);
    return owner;
  }

  /** Everybody who lives judges everybody who ever lived. */
  private void judgeAll() {
    for (int other : living.keySet()) {
      assertThat(here.isDead(other)).as(here.describe(other)).isFalse();
    }
    for (int other : dead) {
      assertThat(here.isDead(other)).as(here.describe(other)).isTrue();
    }
    for (ChildJvm judge : living.values()) {
      assertThat(judge.request("isDead " + here.self())).isEqualTo("dead false");
      for (int other : living.keySet()) {
        assertThat(judge.request("isDead " + other))
            .as("%s on %s", judge, here.describe(other))
            .isEqualTo("dead false");
      }
      for (int other : dead) {
        assertThat(judge.request("isDead " + other))
            .as("%s on %s", judge, here.describe(other))
            .isEqualTo("dead true");
      }
    }
  }

  // The same number later.

  static List<Arguments> namespaces() {
    return List.of(
        Arguments.of("with its own /proc", (Namespaces) PidNamespace::child),
        Arguments.of("with the /proc outside", (Namespaces) PidNamespace::childWithOuterProc));
  }

  private interface Namespaces {
    ChildOptions child();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("namespaces")
  void whoeverGetsTheNumberOfTheDeadNobodyIsTakenForAnother(String proc, Namespaces namespaces) {
    long seed = System.nanoTime();
    ChildJvm world =
        children.add(
            namespaces.child().start(PidReuse::run, directory + "", ROUNDS + "", seed + ""));

    String said = world.receive();

    assumeTrue(!said.startsWith("not permitted"), said);
    assertThat(said).as("seed %d", seed).startsWith(ROUNDS + " deaths, ");
    world.closeInput();
    world.awaitExit();
  }

  // The same number elsewhere.

  @Test
  void firstProcessesOfSeveralNamespacesAreNotTakenForEachOther() {
    start(PidNamespace.child());
    start(PidNamespace.childWithOuterProc());
    start(PidNamespace.child().portable());
    start(PidNamespace.childWithOuterProc().portable());
    living.forEach((owner, child) -> assertThat(child.request("pid")).isEqualTo("1"));
    start(ChildJvm.options());
    judgeAll();

    for (int owner : List.copyOf(living.keySet()).subList(0, 4)) {
      living.remove(owner).killJvm();
      dead.add(owner);
      judgeAll();
    }
    start(PidNamespace.child()); // perhaps with the number of a namespace that is gone
    judgeAll();
  }

  /** Neither their numbers nor their start times tell these two apart. */
  @Test
  void firstProcessesThatStartedAtTheSameTimeAreNotTakenForEachOther() {
    ChildOptions options = PidNamespace.child();
    List<ChildJvm> twins = List.of();
    for (int attempt = 0; twins.isEmpty() && attempt < 100; attempt++) {
      List<ChildJvm> both =
          Stream.of(options, options)
              .parallel()
              .map(each -> children.add(each.start(DomainChild::run)))
              .toList();
      if (both.get(0).request("startTicks").equals(both.get(1).request("startTicks"))) {
        twins = both;
      } else {
        both.forEach(ChildJvm::close);
      }
    }
    assertThat(twins).as("two that started within 10 ms").hasSize(2);
    twins.forEach(twin -> living.put(DomainChild.join(twin, directory), twin));
    judgeAll();

    int owner = living.keySet().iterator().next();
    living.remove(owner).killJvm();
    dead.add(owner);
    assertThat(twins.get(1).request("isDead " + owner)).isEqualTo("dead true");
    judgeAll();
  }

  @Test
  void stoppedProcessOfAnotherNamespaceIsAlive() {
    int owner = start(PidNamespace.child());
    ProcessHandle jvm = living.get(owner).process().descendants().findFirst().orElseThrow();

    signal("STOP", jvm.pid());
    assertThat(here.isDead(owner)).isFalse();

    signal("CONT", jvm.pid());
    judgeAll();
  }

  private static void signal(String name, long pid) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, pid + "").start();
      assertThat(kill.waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void processWithAnotherClockIsJudgedRightly() {
    String[] unshare = {"unshare", "--user", "--map-root-user", "--time", "--boottime", "100000"};
    String[] fork = {"--fork", "--kill-child"};
    ChildOptions elsewhere = ChildJvm.options().wrapped(unshare).wrapped(fork);
    assumeTrue(works(elsewhere), "no time namespace can be made here");
    int owner = start(ChildJvm.options().wrapped(unshare).wrapped(fork));
    start(ChildJvm.options());
    judgeAll();

    living.remove(owner).killJvm();
    dead.add(owner);
    judgeAll();
  }

  private static boolean works(ChildOptions options) {
    try (ChildJvm child = options.start(link -> {})) {
      return child.awaitExit() == 0;
    }
  }

  // Dead, but still in the process table.

  @ParameterizedTest(name = "{0}")
  @MethodSource("namespaces")
  void unreapedParticipantIsDeadToItsNamespace(String proc, Namespaces namespaces) {
    for (ChildOptions options : List.of(namespaces.child(), namespaces.child().portable())) {
      ChildJvm world = children.add(options.start(IdentityTest::judgeUnreaped, directory + ""));
      world.expect("dead, and still in the process table");
      world.closeInput();
      world.awaitExit();
    }
  }

  /** The first process of a namespace; a child of a process that collects none is killed. */
  private static void judgeUnreaped(ChildLink link) throws Exception {
    String script = "exec 3<&0; \"$@\" <&3 & exec sleep 1000";
    ChildOptions options = ChildJvm.options().wrapped("sh", "-c", script, "wrapper");
    Path directory = Path.of(link.argument(0));
    try (Membership here = Membership.join(DomainDirectory.at(directory), TestDomains.settings());
        ChildJvm child = options.start(DomainChild::run)) {
      int owner = DomainChild.join(child, directory);
      String pid = child.request("pid");
      if (here.isDead(owner)) {
        throw new AssertionError("declared dead while alive");
      }
      new ProcessBuilder("kill", "-9", pid).start().waitFor();
      while (!here.isDead(owner)) { // until the last of its threads has ended
        Thread.onSpinWait();
      }
      boolean present = new ProcessBuilder("kill", "-0", pid).start().waitFor() == 0;
      link.send("dead, and " + (present ? "still" : "no longer") + " in the process table");
    }
    link.receive();
  }

  // Alive without its lock.

  @Test
  void participantThatLosesItsLockIsAliveToEverybodyUntilItDies() throws Exception {
    int owner = start(ChildJvm.options().portable());
    ChildJvm careless = living.get(owner);
    start(ChildJvm.options());
    start(ChildJvm.options().portable());

    assertThat(careless.request("touchLockFile " + directory)).isEqualTo("touched");

    assertThat(isLockFree(owner)).as("the lock is lost").isTrue();
    judgeAll();
    careless.stop();
    assertThat(here.isDead(owner)).isFalse();
    careless.cont();
    int later = start(ChildJvm.options());
    assertThat(OwnerWord.slot(later)).isNotEqualTo(OwnerWord.slot(owner));
    judgeAll();

    living.remove(owner).kill();
    dead.add(owner);
    judgeAll();
  }

  private boolean isLockFree(int owner) throws IOException {
    String name =
        TestDomains.names(directory).stream()
            .filter(file -> file.startsWith(".lock-"))
            .findFirst()
            .orElseThrow();
    if (!Native.isLoaded()) {
      return true; // looking would cost this process its own lock
    }
    try (SlotLocks locks = SlotLocks.openExisting(directory.resolve(name))) {
      return locks.isFree(OwnerWord.slot(owner));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"leave", "die"})
  void domainOfTheOneThatLostItsLockStaysWhenAllOthersGo(String end) {
    Path other = parent.resolve("other");
    ChildJvm careless = children.add(ChildJvm.options().portable().start(DomainChild::run));
    ChildJvm guest = children.add(ChildJvm.options().start(DomainChild::run));
    int owner = DomainChild.owner(opened(careless.request("open " + other)));
    assertThat(careless.request("createObject orders")).isEqualTo("created");
    assertThat(careless.request("touchLockFile " + other)).isEqualTo("touched");

    opened(guest.request("open " + other));
    assertThat(guest.request("close")).isEqualTo("closed");

    assertThat(other.resolve("orders")).exists();
    try (Membership next = Membership.join(DomainDirectory.at(other), TestDomains.settings())) {
      assertThat(next.isDead(owner)).isFalse();
      assertThat(other.resolve("orders")).as("it is the same domain").exists();
      if (end.equals("leave")) {
        assertThat(careless.request("close")).isEqualTo("closed");
        assertThat(next.isDead(owner)).isTrue();
      } else {
        careless.kill();
        assertThat(next.isDead(owner)).isTrue();
      }
    }
    assertThat(other).doesNotExist();
  }

  private static String opened(String answer) {
    assertThat(answer).startsWith("opened ");
    return answer.replace("opened", "joined");
  }

  /** The limit: without a common process table the lock alone decides. */
  @Test
  void participantOfAnotherNamespaceThatLosesItsLockIsTakenForDeadAndToldSo() {
    int owner = start(PidNamespace.child().portable());
    ChildJvm careless = living.get(owner);
    assertThat(careless.request("touchLockFile " + directory)).isEqualTo("touched");

    assertThat(here.isDead(owner)).isTrue();

    assertThat(careless.request("leave")).isEqualTo("left");
    careless.killJvm();
    living.clear();
    assertThat(careless.stderr())
        .contains("This process was declared dead in the domain in " + directory)
        .contains("something closed a descriptor of the domain's lock file");
  }
}
