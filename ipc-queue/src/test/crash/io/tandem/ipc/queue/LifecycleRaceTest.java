package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.Domain;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.TempDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Eight processes make, open, use, unlink and close domains, queues and lanes at random, under the
 * same few names, and are killed meanwhile. Longer with {@code -Dtandem.lifecycle.kills=}.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
class LifecycleRaceTest {
  private static final int PROCESSES = 8;
  private static final int MOST_LINES = 12;
  private static final int KILLS = Integer.getInteger("tandem.lifecycle.kills", 8);

  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private final SplittableRandom random = new SplittableRandom();
  private final List<ChildJvm> racing = new ArrayList<>();

  @Test
  void whoeverDiesTheOthersSeeNothingHalfMadeAndALaterProcessFindsTheDirectoryClean()
      throws Exception {
    start(PROCESSES);
    for (int kills = 0; kills < KILLS; ) {
      int some = Math.min(KILLS - kills, random.nextInt(1, PROCESSES));
      for (int i = 0; i < some; i++) {
        killAmongOthers();
      }
      kills += some;
      start(some);
    }
    racing.forEach(child -> child.send("enough"));
    racing.forEach(LifecycleRaceTest::expectAllWell);
    assertEverythingCanBeMadeAnew();
  }

  private void start(int wanted) {
    List<CompletableFuture<ChildJvm>> starting = new ArrayList<>();
    for (int i = 0; i < wanted; i++) {
      String seed = Long.toString(random.nextLong());
      starting.add(
          CompletableFuture.supplyAsync(
              () -> children.start(LifecycleRacer::run, temporary.directory().toString(), seed)));
    }
    starting.forEach(started -> racing.add(started.join()));
  }

  /** In the middle of something, as it has just said that it goes on. */
  private void killAmongOthers() {
    ChildJvm child = racing.remove(random.nextInt(racing.size()));
    for (int lines = random.nextInt(1, MOST_LINES); lines > 0; lines--) {
      assertThat(child.receive()).as("%s", child).startsWith("going on");
    }
    child.kill();
  }

  private static void expectAllWell(ChildJvm child) {
    String line = child.receive();
    while (line.startsWith("going on")) {
      line = child.receive();
    }
    assertThat(line).as("%s", child).startsWith("all well");
    child.expectExit(0);
  }

  private void assertEverythingCanBeMadeAnew() throws Exception {
    try (Domain domain = temporary.open()) {
      assertThat(domain.objects()).isEmpty();
      assertThat(domain.participants()).hasSize(1);
      for (String name : LifecycleRacer.NAMES) {
        try (SharedQueue<Long> queue = LifecycleRacer.queue().create(domain, name)) {
          queue.put(1L);
          assertThat(queue.take()).isEqualTo(1);
        }
      }
      assertThat(names(temporary.directory()))
          .containsExactly(".lock-", ".registry", "one", "three", "two");
    }
    // It stays, empty, when the one that had made it was not the one that founded the domain.
    assertThat(names(temporary.directory())).isEmpty();
  }

  /** Without what a lock file has in its name besides. */
  private static List<String> names(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .map(name -> name.startsWith(".lock-") ? ".lock-" : name)
          .sorted()
          .toList();
    }
  }
}
