package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.ChildJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many processes open, use and close one domain, and are killed at random. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RacingProcessesTest {
  private static final int PROCESSES = 8;
  private static final int ROUNDS = 3;

  @TempDir(factory = InMemory.class)
  Path parent;

  @Test
  void eightProcessesAndRandomKillsLeaveNothingStuckAndNothingBehind() throws Exception {
    Path directory = parent.resolve("domain");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      List<ChildJvm> children = startAll();
      try {
        children.forEach(child -> child.send("race " + directory));
        children.forEach(child -> assertThat(child.receive()).isEqualTo("racing"));
        // The first ones are killed in the middle of it, the others go on to the end.
        for (int i = 0; i < PROCESSES / 2; i++) {
          for (int line = random.nextInt(20); line > 0; line--) {
            assertThat(children.get(i).receive()).startsWith("round ");
          }
          children.get(i).kill();
        }
        for (ChildJvm child : children.subList(PROCESSES / 2, PROCESSES)) {
          child.send("enough");
          String line = child.receive();
          while (line.startsWith("round ")) {
            line = child.receive();
          }
          assertThat(line).as("seed %d, round %d", seed, round).isEqualTo("done, all well");
        }
      } finally {
        children.forEach(ChildJvm::close);
      }
      Membership.join(DomainDirectory.at(directory), TestDomains.settings()).close();
      assertThat(TestDomains.names(directory)).as("seed %d, round %d", seed, round).isEmpty();
    }
  }

  private static List<ChildJvm> startAll() {
    List<CompletableFuture<ChildJvm>> starting = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      starting.add(CompletableFuture.supplyAsync(() -> ChildJvm.start(DomainChild::run)));
    }
    return starting.stream().map(CompletableFuture::join).toList();
  }
}
