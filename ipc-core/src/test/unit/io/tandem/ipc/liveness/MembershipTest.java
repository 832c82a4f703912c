package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.DomainFullException;
import io.tandem.ipc.liveness.Registry.Identity;
import io.tandem.ipc.liveness.Registry.State;
import io.tandem.ipc.os.ProcessId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Participants of one process: several memberships side by side behave as several processes do. */
class MembershipTest {
  @TempDir Path parent;

  private DomainDirectory directory;

  @BeforeEach
  void nameDirectory() {
    directory = DomainDirectory.at(parent.resolve("domain"));
  }

  private Membership join() {
    return Membership.join(directory, TestDomains.settings());
  }

  private Membership join(int slots, Retention retention) {
    return Membership.join(directory, TestDomains.settings(slots, retention));
  }

  @Test
  void participantsSeeEachOtherAliveUntilTheyLeave() {
    try (Membership a = join()) {
      int left;
      try (Membership b = join()) {
        left = b.self();
        assertThat(a.isDead(b.self())).isFalse();
        assertThat(b.isDead(a.self())).isFalse();
        assertThat(a.participants())
            .extracting(Participant::owner, Participant::alive)
            .containsExactly(tuple(a.self(), true), tuple(b.self(), true));
      }
      assertThat(a.isDead(left)).isTrue();
      assertThat(a.isDead(Liveness.NOBODY)).isFalse();
      assertThat(a.isDead(a.self())).isFalse();
      assertThat(a.participants()).extracting(Participant::owner).containsExactly(a.self());
    }
  }

  @Test
  void slotsAreUsedAgainWithALaterGeneration() {
    try (Membership stays = join()) {
      int before = Liveness.NOBODY;
      for (int generation = 1; generation <= 5; generation++) {
        try (Membership other = join()) {
          assertThat(other.self()).isEqualTo(OwnerWord.of(1, generation));
          assertThat(before == Liveness.NOBODY || stays.isDead(before)).isTrue();
          before = other.self();
        }
      }
    }
  }

  @Test
  void whoLeavesADamagedRegistryGivesItsLockBackAllTheSame() throws IOException {
    Membership damaged = join();
    Path lock = RegistryFile.lockFile(directory.path(), damaged.file.id());
    damage(RegistryLayout.ENTRIES + RegistryLayout.STATE, -1);

    assertThatThrownBy(damaged::close)
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageContaining("The registry of a domain is damaged: slot 0 has an unknown state");

    try (Witness witness = KernelWitness.open(lock)) {
      assertThat(witness.isFree(0)).isTrue();
    }
  }

  @Test
  void damageToAHeaderThatIsInUseHasNoEffectButForThoseThatCome() throws IOException {
    Membership present = join(4, Retention.UNTIL_REMOVED);
    for (long offset = 0; offset < RegistryLayout.CHECKSUM; offset += Long.BYTES) {
      damage(offset, -1);
    }

    assertThat(present.file.slots()).isEqualTo(4);
    assertThat(present.retention()).isEqualTo(Retention.UNTIL_REMOVED);
    assertThat(present.participants()).hasSize(1);
    assertThatThrownBy(this::join).isInstanceOf(CorruptSegmentException.class);
    present.close();
  }

  private void damage(long offset, long value) throws IOException {
    Path registry = directory.path().resolve(RegistryFile.NAME);
    try (FileChannel channel = FileChannel.open(registry, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, value), offset);
    }
  }

  @Test
  void slotWhoseGenerationsAreUsedUpStaysEmpty() {
    try (Membership a = join(3, null)) {
      exhaust(a, 1);

      try (Membership b = join()) {
        assertThat(OwnerWord.slot(b.self())).isEqualTo(2);
        assertThatThrownBy(this::join).isInstanceOf(DomainFullException.class);
      }
    }
  }

  private static void exhaust(Membership member, int slot) {
    Identity identity = new Identity(1, 1, 1, 1, 1, "x");
    for (int i = 1; i <= OwnerWord.LAST_GENERATION; i++) {
      member.registry.take(slot, identity, State.LEFT);
    }
  }

  @Test
  void fullDomainSaysWhoHoldsIt() {
    List<Membership> members = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      members.add(Membership.join(directory, new Settings("worker-" + i, 5, null, file -> true)));
    }
    String process = "process " + ProcessHandle.current().pid();

    assertThatThrownBy(this::join)
        .isInstanceOf(DomainFullException.class)
        .hasMessageStartingWith("Every participant slot of the domain is taken [" + directory)
        .hasMessageContaining("slots 5, oldest participant since 20")
        .hasMessageContaining(
            String.format(
                "held by %1$s (worker-0); %1$s (worker-1); %1$s (worker-2); and 2 more.", process))
        .hasMessageEndingWith(
            "Close the domain where it is not needed, or make it with more slots.");

    members.get(3).close();
    try (Membership again = join()) {
      assertThat(OwnerWord.slot(again.self())).isEqualTo(3);
    }
    members.forEach(Membership::close);
    assertThat(directory.path()).doesNotExist();
  }

  @Test
  void ownersAreDescribedAliveLeftAndLongGone() {
    try (Membership a = join()) {
      Membership b = Membership.join(directory, new Settings("worker-2", 0, null, file -> true));
      String process = "process " + ProcessHandle.current().pid() + " (";
      assertThat(a.describe(a.self())).startsWith(process).endsWith("), this process");
      assertThat(a.describe(b.self())).isEqualTo(process + "worker-2)");
      assertThat(a.describe(Liveness.NOBODY)).isEqualTo("nobody");
      b.close();
      assertThat(a.describe(b.self())).isEqualTo(process + "worker-2), which has left");
      try (Membership c = join()) {
        assertThat(OwnerWord.slot(c.self())).isEqualTo(OwnerWord.slot(b.self()));
        assertThat(a.describe(b.self())).isEqualTo("a process that is gone (slot 1, generation 1)");
      }
    }
  }

  @Test
  void lastOneOutRemovesObjectsButNoForeignFiles() throws IOException {
    Membership a = join();
    Membership b = join();
    Files.writeString(directory.path().resolve("orders"), "an object");
    Files.writeString(directory.path().resolve(".notes"), "not ours");
    a.close();
    assertThat(directory.path().resolve("orders")).exists();

    b.close();

    assertThat(TestDomains.names(directory.path())).containsExactly(".notes");
  }

  @Test
  void directoryThatWasThereBeforeTheDomainStays() {
    directory.prepare();

    join().close();

    assertThat(directory.path()).isEmptyDirectory();
  }

  @Test
  void domainThatKeepsItsObjectsKeepsThemAndItsOwnerWords() throws IOException {
    int first;
    try (Membership a = join(0, Retention.UNTIL_REMOVED)) {
      first = a.self();
      Files.writeString(directory.path().resolve("orders"), "an object");
    }
    assertThat(directory.path().resolve("orders")).exists();

    try (Membership later = join()) {
      assertThat(later.retention()).isEqualTo(Retention.UNTIL_REMOVED);
      assertThat(later.self()).isNotEqualTo(first);
      assertThat(later.isDead(first)).isTrue();
      assertThat(remove()).as("in use").isFalse();
    }
    assertThat(directory.path().resolve("orders")).exists();

    assertThat(remove()).isTrue();
    assertThat(directory.path()).doesNotExist();
    assertThat(remove()).as("nothing there").isFalse();
  }

  private boolean remove() {
    return Membership.removeUnused(directory, file -> true);
  }

  @Test
  void removingAFullDomainInUseIsDeclined() {
    try (Membership only = join(1, null)) {
      assertThat(remove()).isFalse();
      assertThat(only.isCurrent()).isTrue();
    }
  }

  @Test
  void participantWithAReusedProcessIdIsDead() {
    try (Membership a = join()) {
      ProcessId self = ProcessId.self();
      int impostor = plant(a, self.pid(), self.startTicks() + 1, self.bootId());
      int fromBeforeBoot = plant(a, self.pid(), self.startTicks(), self.bootId() + 1);

      assertThat(a.isDead(impostor)).isTrue();
      assertThat(a.isDead(fromBeforeBoot)).isTrue();
      assertThat(a.describe(impostor)).endsWith("(planted), which is dead");
    }
  }

  @Test
  void participantThatRunsWithoutItsLockIsAliveAndItsSlotIsNotTaken() {
    try (Membership a = join()) {
      ProcessId self = ProcessId.self();
      int lockless = plant(a, self.pid(), self.startTicks(), self.bootId());
      try (Membership b = join()) {
        assertThat(a.isDead(lockless)).isFalse();
        assertThat(OwnerWord.slot(b.self())).isNotEqualTo(OwnerWord.slot(lockless));
      }
      a.registry.change(
          OwnerWord.slot(lockless), a.registry.stateWord(OwnerWord.slot(lockless)), State.LEFT);
    }
    assertThat(directory.path()).doesNotExist();
  }

  private static int plant(Membership member, long pid, long startTicks, long boot) {
    int slot = 1;
    while (Registry.state(member.registry.stateWord(slot)).isHeld()) {
      slot++;
    }
    long namespace = ProcessId.self().pidNamespace();
    return member.registry.take(
        slot, new Identity(pid, startTicks, namespace, boot, 0, "planted"), State.LIVE);
  }

  @Test
  void temporaryFilesOfTheDeadAreSweptAndThoseOfTheLivingStay() throws IOException {
    try (Membership a = join()) {
      Membership b = join();
      Path ofLiving = temporary(a.self());
      Path ofLeft = temporary(b.self());
      Path ofNobody = Files.createFile(directory.path().resolve(".tmp-ffffffff-1"));
      Path foreign = Files.createFile(directory.path().resolve(".tmp-mine"));
      b.close();

      join().close();

      assertThat(ofLeft).doesNotExist();
      assertThat(ofLiving).exists();
      assertThat(ofNobody).as("never issued: not ours").exists();
      assertThat(foreign).exists();
    }
  }

  private Path temporary(int owner) throws IOException {
    return Files.createFile(directory.path().resolve(".tmp-" + Integer.toHexString(owner) + "-7"));
  }

  @Test
  void afterLeavingEveryQuestionIsRefused() {
    Membership a = join();
    int self = a.self();
    a.close();
    a.close();

    assertThat(a.self()).isEqualTo(self);
    assertThat(a.isCurrent()).isFalse();
    for (ThrowingCallable question :
        List.<ThrowingCallable>of(
            () -> a.isDead(OwnerWord.of(1, 1)), () -> a.describe(1 << 12), a::participants)) {
      assertThatThrownBy(question)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("this participant has left the domain in " + directory);
    }
  }

  @Test
  void aDomainWhoseFilesWereDeletedByHandIsLeftInPeaceByItsOldUsers() throws IOException {
    Membership old = join();
    for (String name : TestDomains.names(directory.path())) {
      Files.delete(directory.path().resolve(name));
    }
    try (Membership next = join()) {
      assertThat(old.isCurrent()).isFalse();
      Files.writeString(directory.path().resolve("orders"), "of the next domain");

      old.close();

      assertThat(directory.path().resolve("orders")).exists();
      assertThat(next.isCurrent()).isTrue();
    }
  }

  @Test
  void interruptedThreadJoinsAndLeavesAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    join().close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(directory.path()).doesNotExist();
  }
}
