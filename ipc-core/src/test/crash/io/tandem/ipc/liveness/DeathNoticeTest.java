package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.os.Native;
import io.tandem.ipc.os.SlotLocks;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is death and what is not, with real processes. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DeathNoticeTest {
  @TempDir Path parent;

  private Path directory;
  private Membership here;

  @BeforeEach
  void join() {
    directory = parent.resolve("domain");
    here = Membership.join(DomainDirectory.at(directory), TestDomains.settings());
  }

  @AfterEach
  void leave() {
    here.close();
    assertThat(directory).doesNotExist();
  }

  @Test
  void killedProcessIsDeadForEver() {
    int owner;
    try (ChildJvm child = ChildJvm.start(DomainChild::run)) {
      owner = DomainChild.join(child, directory);
      assertThat(here.isDead(owner)).isFalse();
      assertThat(child.request("isDead " + here.self())).isEqualTo("dead false");

      child.kill();

      assertThat(here.isDead(owner)).isTrue();
      assertThat(here.describe(owner))
          .isEqualTo("process " + child.pid() + " (ChildMain), which is dead");
    }
    try (Membership next = Membership.join(DomainDirectory.at(directory), TestDomains.settings())) {
      assertThat(OwnerWord.slot(next.self())).isEqualTo(OwnerWord.slot(owner));
      assertThat(here.isDead(owner)).isTrue();
      assertThat(here.isDead(next.self())).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void processThatEndedWithoutLeavingIsDead(int exitCode) {
    try (ChildJvm child = ChildJvm.start(DomainChild::run)) {
      int owner = DomainChild.join(child, directory);
      child.send("exit " + exitCode);
      assertThat(child.awaitExit()).isEqualTo(exitCode);

      assertThat(here.isDead(owner)).isTrue();
    }
  }

  @Test
  void processThatLeftIsDeadAlthoughItRunsOn() {
    try (ChildJvm child = ChildJvm.start(DomainChild::run)) {
      int owner = DomainChild.join(child, directory);
      assertThat(child.request("leave")).isEqualTo("left");

      assertThat(here.isDead(owner)).isTrue();

      assertThat(DomainChild.join(child, directory)).isNotEqualTo(owner);
    }
  }

  @Test
  void stoppedProcessIsAlive() {
    try (ChildJvm child = ChildJvm.start(DomainChild::run)) {
      int owner = DomainChild.join(child, directory);

      child.stop();
      assertThat(here.isDead(owner)).isFalse();

      child.cont();
      assertThat(child.request("leave")).isEqualTo("left");
    }
  }

  @Test
  void killedProcessWhoseParentDoesNotCollectItIsDead() {
    // The shell becomes 'sleep', which never waits for its child.
    String script = "exec 3<&0; \"$@\" <&3 & exec sleep 1000";
    ChildOptions options = ChildJvm.options().wrapped("sh", "-c", script, "wrapper");
    try (ChildJvm child = options.start(DomainChild::run)) {
      int owner = DomainChild.join(child, directory);
      long pid = Long.parseLong(child.request("pid"));

      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      while (!here.isDead(owner)) { // until the last of its threads has ended
        Thread.onSpinWait();
      }

      assertThat(stateOf(pid)).as("still in the process table").isEqualTo('Z');
    }
  }

  @Test
  void closingAnotherDescriptorOfTheLockFileDoesNotKill() throws IOException {
    try (ChildJvm child = ChildJvm.start(DomainChild::run)) {
      int owner = DomainChild.join(child, directory);

      assertThat(child.request("touchLockFile " + directory)).isEqualTo("touched");

      assertThat(here.isDead(owner)).isFalse();
      if (Native.isLoaded()) {
        Path lockFile =
            directory.resolve(
                TestDomains.names(directory).stream()
                    .filter(name -> name.startsWith(".lock-"))
                    .findFirst()
                    .orElseThrow());
        try (SlotLocks locks = SlotLocks.open(lockFile)) {
          assertThat(locks.isFree(OwnerWord.slot(owner))).as("lock is still held").isFalse();
        }
      }

      child.kill();
      assertThat(here.isDead(owner)).isTrue();
    }
  }

  @Test
  void processInAnotherPidNamespaceIsJudgedByItsLock() {
    String[] unshare = {"unshare", "--pid", "--fork", "--mount-proc", "--kill-child"};
    assumeTrue(works(unshare), "new pid namespaces are not permitted here");
    try (ChildJvm child = ChildJvm.options().wrapped(unshare).start(DomainChild::run)) {
      assertThat(child.request("pid")).as("first process of its namespace").isEqualTo("1");
      int owner = DomainChild.join(child, directory);

      assertThat(here.isDead(owner)).isFalse();
      assertThat(child.request("isDead " + here.self())).isEqualTo("dead false");
      assertThat(here.participants())
          .filteredOn(participant -> participant.owner() == owner)
          .allMatch(participant -> participant.alive() && participant.pid() == 1);

      child.process().descendants().findFirst().orElseThrow().destroyForcibly();
      child.awaitExit(); // unshare has collected it

      assertThat(here.isDead(owner)).isTrue();
    }
  }

  private static boolean works(String... launcher) {
    try {
      List<String> command = new ArrayList<>(List.of(launcher));
      command.add("true");
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The state of a process in the process table. */
  private static char stateOf(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
