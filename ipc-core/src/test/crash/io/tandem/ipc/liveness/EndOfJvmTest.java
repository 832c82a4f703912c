package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JVMs that end without closing their domains. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EndOfJvmTest {
  @TempDir Path parent;

  @Test
  void lastJvmThatExitsRemovesTheDomainItHasNotClosed() {
    Path directory = parent.resolve("domain");
    try (ChildJvm child = ChildJvm.start()) {
      child.ask("open " + directory);
      child.ask("createObject orders");
      assertThat(directory.resolve("orders")).exists();

      child.tell("exit 0");
      assertThat(child.awaitEnd()).isZero();
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void lastJvmThatIsTerminatedRemovesTheDomainItHasNotClosed() {
    Path directory = parent.resolve("domain");
    try (ChildJvm child = ChildJvm.start()) {
      child.ask("open " + directory);

      child.signal("TERM");
      assertThat(child.awaitEnd()).isEqualTo(128 + 15);
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void jvmThatExitsRemovesNothingThatOthersUse() {
    Path directory = parent.resolve("domain");
    try (Membership here = Membership.join(DomainDirectory.at(directory), TestDomains.settings());
        ChildJvm child = ChildJvm.start()) {
      int owner = Integer.parseInt(child.ask("open " + directory).substring("opened ".length()));
      child.ask("createObject orders");

      child.tell("exit 0");
      child.awaitEnd();

      assertThat(directory.resolve("orders")).exists();
      assertThat(here.isDead(owner)).isTrue();
    }
    assertThat(directory).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7})
  void exitIsNotHeldUpByAThreadThatWaitsForAStoppedRemover(int exitCode) throws Exception {
    Path directory = parent.resolve("domain");
    try (ChildJvm remover = ChildJvm.start();
        ChildJvm waiter = ChildJvm.start()) {
      remover.ask("pauseAt remove: objects deleted");
      remover.ask("joinStepwise " + directory);
      assertThat(remover.ask("leave")).isEqualTo("at remove: objects deleted");
      assertThat(waiter.ask("openInBackground " + directory)).isEqualTo("opening");

      waiter.tell("exit " + exitCode);

      assertThat(waiter.awaitEnd()).isEqualTo(exitCode);
      assertThat(remover.ask("go")).isEqualTo("left");
    }
    assertThat(directory).doesNotExist();
  }
}
