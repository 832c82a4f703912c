package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.DomainAccessException;
import io.tandem.ipc.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM stands still at each named step of joining, leaving and removing: who is held up by it? */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class StopAtEveryStepTest {
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
        "found: complete"
      })
  void founderThatStandsStillLosesTheRaceAndJoinsLater(String step) {
    try (ChildJvm child = pauseAt(step, "joinStepwise " + directory)) {
      try (Membership other = join()) {
        assertThat(TestDomains.names(directory)).contains(".registry");

        int owner = DomainChild.owner(child.request("go"));

        assertThat(owner).isNotEqualTo(other.self());
        assertThat(other.isDead(owner)).isFalse();
      }
      assertThat(child.request("leave")).isEqualTo("left");
    }
    assertThat(TestDomains.names(directory)).isEmpty();
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
  void joinerThatStandsStillHoldsUpNobody(String step) {
    Membership first = join();
    try (ChildJvm child = pauseAt(step, "joinStepwise " + directory)) {
      join().close();
      first.close(); // as the last user or not, it does not wait

      try (Membership later = join()) {
        int owner = DomainChild.owner(child.request("go"));

        assertThat(later.isDead(owner)).isFalse();
        assertThat(later.participants())
            .extracting(Participant::owner)
            .containsExactlyInAnyOrder(later.self(), owner);
      }
      assertThat(child.request("leave")).isEqualTo("left");
    }
    assertThat(TestDomains.names(directory)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"leave: leaving", "remove: registry deleted", "remove: lock file deleted"})
  void leaverThatStandsStillHoldsUpNobody(String step) throws IOException {
    try (ChildJvm child = pauseAtLeave(step)) {
      try (Membership next = join()) {
        assertThat(TestDomains.names(directory)).doesNotContain("orders");
        Files.writeString(directory.resolve("orders"), "of the next domain");

        assertThat(child.request("go")).isEqualTo("left");

        assertThat(directory.resolve("orders")).exists();
        assertThat(next.isCurrent()).isTrue();
      }
    }
    assertThat(TestDomains.names(directory)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"remove: right taken", "remove: an object", "remove: objects deleted"})
  void oneThatJoinsWaitsForTheRemoverAndCanBeInterrupted(String step) throws Exception {
    try (ChildJvm child = pauseAtLeave(step)) {
      assertThatThrownBy(
              () -> {
                Thread.currentThread().interrupt();
                join();
              })
          .isInstanceOf(DomainAccessException.class)
          .hasMessageContaining("interrupted while it waited for process " + child.pid())
          .hasMessageContaining("to remove a domain that nobody used")
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("if that process is stopped, continue or kill it");
      assertThat(Thread.interrupted()).as("interrupt status is kept").isTrue();

      CompletableFuture<Membership> joining = CompletableFuture.supplyAsync(this::join);
      assertThat(child.request("go")).isEqualTo("left");

      try (Membership joined = joining.get()) {
        assertThat(TestDomains.names(directory)).hasSize(2).doesNotContain("orders");
        assertThat(joined.isCurrent()).isTrue();
      }
    }
    assertThat(TestDomains.names(directory)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"remove: right taken", "remove: an object", "remove: objects deleted"})
  void oneThatWaitsForTheRemoverTakesOverWhenThatOneIsKilled(String step) throws Exception {
    try (ChildJvm child = pauseAtLeave(step)) {
      CompletableFuture<Membership> joining = CompletableFuture.supplyAsync(this::join);

      child.kill();

      try (Membership joined = joining.get()) {
        assertThat(TestDomains.names(directory)).hasSize(2).doesNotContain("orders");
        assertThat(joined.isCurrent()).isTrue();
      }
    }
    assertThat(TestDomains.names(directory)).isEmpty();
  }

  private ChildJvm pauseAt(String step, String command) {
    ChildJvm child = ChildJvm.start(DomainChild::run);
    child.request("pauseAt " + step);
    assertThat(child.request(command)).isEqualTo("at " + step);
    return child;
  }

  private ChildJvm pauseAtLeave(String step) throws IOException {
    ChildJvm child = ChildJvm.start(DomainChild::run);
    child.request("pauseAt " + step);
    child.request("joinStepwise " + directory);
    Files.writeString(directory.resolve("orders"), "an object");
    assertThat(child.request("leave")).isEqualTo("at " + step);
    return child;
  }

  private Membership join() {
    return Membership.join(DomainDirectory.at(directory), TestDomains.settings());
  }
}
