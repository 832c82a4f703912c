package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM is killed at each named step of joining, leaving and removing; the others go on. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DeathAtEveryStepTest {
  @TempDir Path parent;

  private Path directory;

  @BeforeEach
  void nameDirectory() {
    directory = parent.resolve("domain");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "found: lock file made",
        "found: slot locked",
        "found: registry made",
        "found: complete",
        "found: visible"
      })
  void nextOneFindsAnEmptyDomainAfterDeathOfItsFounder(String step) {
    dieAt(step, "joinStepwise " + directory);

    joinEmptyDomainAndLeaveNothing();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "join: slot locked",
        "join: slot taken",
        "join: others seen",
        "join: live",
        "join: counted"
      })
  void deathWhileJoiningDisturbsNobody(String step) {
    try (Membership present = join()) {
      dieAt(step, "joinStepwise " + directory);

      try (Membership next = join()) {
        assertThat(present.participants())
            .filteredOn(Participant::alive)
            .extracting(Participant::owner)
            .containsExactlyInAnyOrder(present.self(), next.self());
        assertThat(OwnerWord.slot(next.self())).as("the dead one's slot is used again").isOne();
      }
    }
    assertThat(directory).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "join: slot taken",
        "remove: right taken",
        "remove: an object",
        "remove: objects deleted",
        "remove: registry deleted",
        "remove: lock file deleted"
      })
  void deathOfTheOneThatRemovesWhatTheKilledLeftIsMadeGood(String step) throws IOException {
    try (ChildJvm first = ChildJvm.start(DomainChild::run)) {
      int owner = DomainChild.join(first, directory);
      leaveObjectsAndTemporaries(owner);
      first.kill();
    }
    dieAt(step, "joinStepwise " + directory);

    joinEmptyDomainAndLeaveNothing();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "leave: leaving",
        "remove: right taken",
        "remove: an object",
        "remove: objects deleted",
        "remove: registry deleted",
        "remove: lock file deleted",
        "leave: done"
      })
  void deathOfTheLastOneThatLeavesIsMadeGood(String step) throws IOException {
    try (ChildJvm child = ChildJvm.start(DomainChild::run)) {
      child.request("dieAt " + step);
      int owner = DomainChild.owner(child.request("joinStepwise " + directory));
      leaveObjectsAndTemporaries(owner);
      child.send("leave");
      assertThat(child.awaitExit()).as("killed by signal 9").isEqualTo(128 + 9);
    }

    joinEmptyDomainAndLeaveNothing();
  }

  private void dieAt(String step, String command) {
    try (ChildJvm child = ChildJvm.start(DomainChild::run)) {
      child.request("dieAt " + step);
      child.send(command);
      assertThat(child.awaitExit()).as("killed by signal 9").isEqualTo(128 + 9);
    }
  }

  private Membership join() {
    return Membership.join(DomainDirectory.at(directory), TestDomains.settings());
  }

  private void leaveObjectsAndTemporaries(int owner) throws IOException {
    Files.writeString(directory.resolve("orders"), "an object");
    Files.writeString(directory.resolve("prices"), "another");
    Files.writeString(
        directory.resolve(".tmp-" + Integer.toHexString(owner) + "-1"), "an object in the making");
  }

  private void joinEmptyDomainAndLeaveNothing() {
    try (Membership next = join()) {
      List<String> names = TestDomains.names(directory);
      assertThat(names).hasSize(2).contains(".registry");
      assertThat(names.get(0)).startsWith(".lock-");
      assertThat(next.participants()).extracting(Participant::owner).containsOnly(next.self());
    }
    assertThat(TestDomains.names(directory)).isEmpty();
  }
}
