package io.tandem.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.liveness.Participant;
import io.tandem.ipc.liveness.Retention;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.SegmentSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainTest {
  @TempDir Path parent;

  private Path directory;

  @BeforeEach
  void nameDirectory() throws IOException {
    directory = parent.toRealPath().resolve("shop");
  }

  private Domain open() {
    return Domain.open(directory);
  }

  @Test
  void namedDomainIsBelowTheRootAndGoesWithItsLastHandle() {
    String name = "test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    Path directory = Domain.root().resolve(name);

    try (Domain domain = Domain.open(name)) {
      assertThat(domain.name()).isEqualTo(name);
      assertThat(domain.directory()).isEqualTo(directory).isDirectory();
      assertThat(domain.retention()).isEqualTo(Retention.WHILE_USED);
    }
    assertThat(directory).doesNotExist();
    assertThat(Domain.removeUnused(directory)).isFalse();
  }

  @Test
  void handlesOfOneProcessAreOneParticipantThatLeavesWithTheLast() {
    Domain first = open();
    Domain second = Domain.builder().directory(directory).label("not the first").open();

    assertThat(second.liveness().self()).isEqualTo(first.liveness().self());
    assertThat(first.participants()).hasSize(1);
    first.close();
    assertThat(second.participants())
        .extracting(Participant::owner)
        .containsExactly(second.liveness().self());
    assertThat(directory).isDirectory();

    second.close();
    assertThat(directory).doesNotExist();
    try (Domain anew = open()) {
      assertThat(anew.participants()).hasSize(1);
    }
  }

  @Test
  void settingsOfABuilderCount() {
    try (Domain domain =
        Domain.builder()
            .directory(directory)
            .label("order service")
            .slots(7)
            .retention(Retention.UNTIL_REMOVED)
            .open()) {
      assertThat(domain.participants())
          .extracting(Participant::label)
          .containsExactly("order service");
      assertThat(domain.retention()).isEqualTo(Retention.UNTIL_REMOVED);
      assertThatThrownBy(() -> Domain.builder().directory(directory).slots(8).open())
          .isInstanceOf(WrongParametersException.class)
          .hasMessageContaining("its slots 7, asked for 8");
      assertThat(Domain.removeUnused(directory)).isFalse();
    }
    assertThat(Domain.removeUnused(directory)).isTrue();
  }

  @Test
  void builderRefusesWhatCannotBe() {
    assertThatThrownBy(() -> Domain.builder().open())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("A domain needs a name or a directory, one of them");
    assertThatThrownBy(() -> Domain.builder().name("a").directory(directory).open())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Domain.builder().slots(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A domain can have 1 to 4096 slots, not 0");
    assertThatThrownBy(() -> Domain.builder().slots(4097))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Domain.builder().label(""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Domain.open("a/b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The domain name 'a/b' has '/' at index 1.");
  }

  @Test
  void objectsAreListedWithTheirKindAndDamagedOnesWithTheirProblem() throws IOException {
    try (Domain domain = open()) {
      create(domain, "orders");
      Files.write(directory.resolve("broken"), new byte[100]);
      Files.setAttribute(directory.resolve("broken"), "unix:mode", 0600);

      List<DomainObject> objects = domain.objects();

      assertThat(objects).extracting(DomainObject::name).containsExactly("broken", "orders");
      DomainObject broken = objects.get(0);
      assertThat(broken.problem()).contains("too short for a segment");
      assertThat(broken.sizeBytes()).isEqualTo(100);
      DomainObject orders = objects.get(1);
      assertThat(orders.kind()).isEqualTo("test");
      assertThat(orders.creator()).isEqualTo(domain.liveness().self());
      assertThat(orders.creatorPid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(orders.problem()).isEmpty();
      assertThat(orders.sizeBytes()).isEqualTo(Files.size(directory.resolve("orders")));
    }
    assertThat(directory).as("a damaged file is not certainly ours").isNotEmptyDirectory();
    assertThat(directory.resolve("orders")).doesNotExist();
    assertThat(directory.resolve("broken")).exists();
  }

  private static Segment create(Domain domain, String name) {
    SegmentSpec spec = new SegmentSpec("test", 1, domain.liveness().self(), 64, 0, List.of(), "");
    return Segment.create(domain.path(name), spec, body -> {});
  }

  @Test
  void unlinkRemovesTheNameOnly() throws IOException {
    try (Domain domain = open();
        Segment orders = create(domain, "orders")) {
      orders.body().setVolatile(0, 42);

      assertThat(domain.unlink("orders")).isTrue();
      assertThat(domain.unlink("orders")).isFalse();

      assertThat(orders.body().getVolatile(0)).isEqualTo(42);
      assertThat(domain.objects()).isEmpty();
      assertThatThrownBy(() -> domain.unlink(".registry"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("The object name '.registry' has '.' at index 0.");
      Files.createDirectory(directory.resolve("folder"));
      assertThatThrownBy(() -> domain.unlink("folder"))
          .isInstanceOf(ObjectAccessException.class)
          .hasMessageStartingWith("A directory is no object and is not removed [" + directory);
      Files.delete(directory.resolve("folder"));
    }
  }

  @Test
  void closingAHandleClosesWhatWasAttachedThroughIt() {
    try (Domain other = open()) {
      Domain domain = open();
      Attached attached = domain.attach("orders", (file, liveness) -> new Attached(domain, file));
      Attached detached = domain.attach("prices", (file, liveness) -> new Attached(domain, file));
      Attached others = other.attach("orders", (file, liveness) -> new Attached(other, file));
      detached.close();

      domain.close();

      assertThat(attached.closings).isOne();
      assertThat(detached.closings).isOne();
      assertThat(others.closings).isZero();
      assertThat(attached.file()).isEqualTo(directory.resolve("orders"));
    }
  }

  @Test
  void anObjectThatFailsToCloseKeepsNobodyFromLeaving() {
    Domain domain = open();
    domain.attach(
        "orders",
        (file, liveness) ->
            new Attached(domain, file) {
              @Override
              public void close() {
                throw new IllegalStateException("orders cannot be closed");
              }
            });

    assertThatThrownBy(domain::close).hasMessage("orders cannot be closed");

    assertThat(domain.isClosed()).isTrue();
    assertThat(directory).doesNotExist();
  }

  @Test
  void domainIsNotLeftWhileAnObjectIsBeingMade() throws Exception {
    Domain domain = open();
    CountDownLatch making = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Boolean> isCurrent =
        CompletableFuture.supplyAsync(
            () -> {
              boolean[] seen = new boolean[1];
              domain.attach(
                  "orders",
                  (file, liveness) -> {
                    making.countDown();
                    awaitUninterruptibly(goOn);
                    seen[0] = Files.exists(directory.resolve(".registry"));
                    return new Attached(domain, file);
                  });
              return seen[0];
            });
    making.await();
    Thread closing = new Thread(domain::close);
    closing.start();
    while (closing.getState() != Thread.State.WAITING && closing.isAlive()) {
      Thread.onSpinWait();
    }
    goOn.countDown();

    assertThat(isCurrent.get()).isTrue();
    closing.join();
    assertThat(directory).doesNotExist();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void useAfterCloseIsRefused() {
    Domain domain = open();
    Liveness liveness = domain.liveness();
    domain.close();
    domain.close();

    assertThat(domain.isClosed()).isTrue();
    assertThat(domain.name()).isEqualTo("shop");
    assertThat(domain.directory()).isEqualTo(directory);
    assertThat(domain).hasToString("Domain 'shop' [" + directory + ", closed]");
    List<ThrowingCallable> uses = new ArrayList<>();
    uses.add(domain::liveness);
    uses.add(domain::participants);
    uses.add(domain::objects);
    uses.add(domain::retention);
    uses.add(() -> domain.path("orders"));
    uses.add(() -> domain.unlink("orders"));
    uses.add(() -> domain.attach("orders", (file, l) -> new Attached(domain, file)));
    for (ThrowingCallable use : uses) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("This handle of domain 'shop' [" + directory + "] is closed. Open it again.");
    }
    assertThatThrownBy(() -> liveness.isDead(1 << 12 | 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this participant has left the domain in " + directory);
  }

  @Test
  void interruptedThreadOpensAndClosesAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    open().close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(directory).doesNotExist();
  }

  @Test
  void lastOneOutRemovesDamagedObjectsButNothingThatIsNotOurs() throws IOException {
    Path own;
    try (Domain domain = Domain.open(directory)) {
      for (String name : List.of("checksum", "longer", "cut")) {
        SegmentSpec spec =
            new SegmentSpec("test", 1, domain.liveness().self(), 64, 0, List.of(), "");
        Segment.create(domain.path(name), spec, body -> {}).close();
      }
      write(domain.path("checksum"), 216, 1);
      write(domain.path("longer"), 100_000, 1);
      try (FileChannel cut = FileChannel.open(domain.path("cut"), StandardOpenOption.WRITE)) {
        cut.truncate(20);
      }
      own = Files.writeString(domain.path("notes"), "TANDE is not our magic word");
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(own);
    }
  }

  private static void write(Path file, long offset, long value) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(8).putLong(0, value), offset);
    }
  }

  @Test
  void handleWhoseFilesWereDeletedByHandDoesNotPreventANewDomain() throws IOException {
    Domain old = open();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    try (Domain anew = open()) {
      assertThat(anew.directory().resolve(".registry")).exists();
      old.close();
      assertThat(anew.directory().resolve(".registry")).exists();
    }
  }

  private static class Attached implements SharedObject {
    private final Domain domain;
    private final Path file;
    int closings;

    Attached(Domain domain, Path file) {
      this.domain = domain;
      this.file = file;
    }

    @Override
    public String name() {
      return file.getFileName().toString();
    }

    @Override
    public Path file() {
      return file;
    }

    @Override
    public boolean isClosed() {
      return closings > 0;
    }

    @Override
    public void close() {
      closings++;
      domain.detach(this);
    }
  }
}
