package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.os.Native;
import io.tandem.ipc.os.SlotLocks;
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
    try (ChildJvm child = ChildJvm.start()) {
      owner = child.join(directory);
      assertThat(here.isDead(owner)).isFalse();
      assertThat(child.ask("isDead " + here.self())).isEqualTo("dead false");

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
    try (ChildJvm child = ChildJvm.start()) {
      int owner = child.join(directory);
      child.tell("exit " + exitCode);
      assertThat(child.awaitEnd()).isEqualTo(exitCode);

      assertThat(here.isDead(owner)).isTrue();
    }
  }

  @Test
  void processThatLeftIsDeadAlthoughItRunsOn() {
    try (ChildJvm child = ChildJvm.start()) {
      int owner = child.join(directory);
      assertThat(child.ask("leave")).isEqualTo("left");

      assertThat(here.isDead(owner)).isTrue();

      assertThat(child.join(directory)).isNotEqualTo(owner);
    }
  }

  @Test
  void stoppedProcessIsAlive() {
    try (ChildJvm child = ChildJvm.start()) {
      int owner = child.join(directory);

      child.signal("STOP");
      assertThat(stateOf(child.pid())).isEqualTo('T');
      assertThat(here.isDead(owner)).isFalse();

      child.signal("CONT");
      assertThat(child.ask("leave")).isEqualTo("left");
    }
  }

  @Test
  void killedProcessWhoseParentDoesNotCollectItIsDead() {
    // The shell becomes 'sleep', which never waits for its child.
    List<String> launcher =
        List.of("sh", "-c", "exec 3<&0; \"$@\" <&3 & exec sleep 1000", "launcher");
    try (ChildJvm child = ChildJvm.startUnder(launcher, System.getProperty("java.class.path"))) {
      int owner = child.join(directory);

      child.signal("KILL");
      while (!here.isDead(owner)) { // until the last of its threads has ended
        Thread.onSpinWait();
      }

      assertThat(stateOf(child.pid())).as("still in the process table").isEqualTo('Z');
    }
  }

  @Test
  void closingAnotherDescriptorOfTheLockFileDoesNotKill() throws IOException {
    try (ChildJvm child = ChildJvm.start()) {
      int owner = child.join(directory);

      assertThat(child.ask("touchLockFile " + directory)).isEqualTo("touched");

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
    List<String> unshare = List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");
    assumeTrue(works(unshare), "new pid namespaces are not permitted here");
    try (ChildJvm child = ChildJvm.startUnder(unshare, System.getProperty("java.class.path"))) {
      assertThat(child.pid()).as("first process of its namespace").isOne();
      int owner = child.join(directory);

      assertThat(here.isDead(owner)).isFalse();
      assertThat(child.ask("isDead " + here.self())).isEqualTo("dead false");
      assertThat(here.participants())
          .filteredOn(participant -> participant.owner() == owner)
          .allMatch(participant -> participant.alive() && participant.pid() == 1);

      child.kill(child.handle().descendants().findFirst().orElseThrow());

      assertThat(here.isDead(owner)).isTrue();
    }
  }

  private static boolean works(List<String> launcher) {
    try {
      List<String> command = new ArrayList<>(launcher);
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
