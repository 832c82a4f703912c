package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.ChildJvm;
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
  /** Longer to remove than a JVM takes to end. */
  private static final int OBJECTS_THAT_TAKE_A_WHILE = 500;

  @TempDir Path parent;

  @Test
  void lastJvmThatExitsRemovesTheDomainItHasNotClosed() {
    Path directory = parent.resolve("domain");
    try (ChildJvm child = ChildJvm.start(DomainChild::run)) {
      child.request("open " + directory);
      child.request("createObject orders");
      assertThat(directory.resolve("orders")).exists();

      child.send("exit 0");
      assertThat(child.awaitExit()).isZero();
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void lastJvmThatIsTerminatedRemovesTheDomainItHasNotClosed() {
    Path directory = parent.resolve("domain");
    try (ChildJvm child = ChildJvm.start(DomainChild::run)) {
      child.request("open " + directory);

      child.process().toHandle().destroy(); // SIGTERM
      assertThat(child.awaitExit()).isEqualTo(128 + 15);
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void exitLetsADaemonThatIsClosingTheDomainFinish() {
    Path directory = parent.resolve("domain");
    try (ChildJvm child = ChildJvm.start(DomainChild::run)) {
      child.request("open " + directory);
      for (int i = 0; i < OBJECTS_THAT_TAKE_A_WHILE; i++) {
        child.request("createObject object-" + i);
      }

      child.send("exitWhileADaemonCloses");
      assertThat(child.awaitExit()).isZero();
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void jvmThatExitsRemovesNothingThatOthersUse() {
    Path directory = parent.resolve("domain");
    try (Membership here = Membership.join(DomainDirectory.at(directory), TestDomains.settings());
        ChildJvm child = ChildJvm.start(DomainChild::run)) {
      int owner =
          Integer.parseInt(child.request("open " + directory).substring("opened ".length()));
      child.request("createObject orders");

      child.send("exit 0");
      child.awaitExit();

      assertThat(directory.resolve("orders")).exists();
      assertThat(here.isDead(owner)).isTrue();
    }
    assertThat(directory).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7})
  void exitIsNotHeldUpByAThreadThatWaitsForAStoppedRemover(int exitCode) throws Exception {
    Path directory = parent.resolve("domain");
    try (ChildJvm remover = ChildJvm.start(DomainChild::run);
        ChildJvm waiter = ChildJvm.start(DomainChild::run)) {
      remover.request("pauseAt remove: objects deleted");
      remover.request("joinStepwise " + directory);
      assertThat(remover.request("leave")).isEqualTo("at remove: objects deleted");
      assertThat(waiter.request("openInBackground " + directory)).isEqualTo("opening");

      waiter.send("exit " + exitCode);

      assertThat(waiter.awaitExit()).isEqualTo(exitCode);
      assertThat(remover.request("go")).isEqualTo("left");
    }
    assertThat(directory).doesNotExist();
  }
}
