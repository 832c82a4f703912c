package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.TempDomain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody cuts or lengthens the file of an object in use, which Tandem never does. Touching what
 * has been cut off is an {@link InternalError} where the JVM sees it coming, and the end of the
 * process where it does not; nobody else is concerned.
 */
class TruncatedFileTest {
  private static final int ABORTED = 128 + 6;

  /** How JDK 17 ends where core dumps are switched off. */
  private static final int ENDED_WITHOUT_CORE = 1;

  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private static SharedQueueBuilder<Long> builder() {
    return SharedQueue.of(Codecs.longs()).capacity(64);
  }

  private static void use(ChildLink link) throws Exception {
    Domain domain = Domain.open(Path.of(link.argument(0)));
    SharedQueue<Long> queue = builder().openOrCreate(domain, "cut");
    SharedQueue<Long> other = builder().openOrCreate(domain, "other");
    queue.put(1L);
    for (int i = Integer.parseInt(link.argument(1)); i > 0; i--) { // until it has been compiled
      queue.put(1L);
      queue.take();
    }
    link.send("using");
    link.receive();
    try {
      queue.put(2L);
      link.send("nothing");
    } catch (InternalError e) {
      link.send(e.getClass().getSimpleName());
    }
    other.put(3L);
    link.send("goes on");
    link.receive();
  }

  @ParameterizedTest(name = "after {0} elements")
  @ValueSource(ints = {0, 20_000})
  void whoTouchesWhatWasCutOffFailsAndNobodyElse(int elements) throws Exception {
    try (Domain domain = temporary.open();
        SharedQueue<Long> other = builder().create(domain, "other")) {
      ChildJvm victim =
          children.add(
              ChildJvm.options()
                  .jvm(
                      "-XX:TieredStopAtLevel=4",
                      "-XX:-CreateCoredumpOnCrash",
                      "-XX:ErrorFile=" + temporary.scratch().resolve("crash.log"))
                  .start(TruncatedFileTest::use, temporary.directory().toString(), elements + ""));
      victim.expect("using");
      resize(domain.path("cut"), 4096);
      victim.send("go on");

      String said = victim.receive();

      if (said.equals("InternalError")) {
        victim.expect("goes on");
        assertThat(other.take()).isEqualTo(3);
        victim.kill();
      } else {
        assertThat(said).as("the JVM's last words").isEqualTo("#");
        assertThat(victim.awaitExit()).isIn(ABORTED, ENDED_WITHOUT_CORE);
      }
      other.put(4L);
      assertThat(other.take()).isEqualTo(4);
      assertThatThrownBy(() -> builder().open(domain, "cut"))
          .isInstanceOf(CorruptSegmentException.class)
          .hasMessageContaining("the file is too short for a segment")
          .hasMessageContaining("found 4096 bytes");
      domain.unlink("cut");
      try (SharedQueue<Long> anew = builder().create(domain, "cut")) {
        anew.put(5L);
        assertThat(anew.take()).isEqualTo(5);
      }
    }
  }

  @Test
  void aLongerFileHasNoEffectOnItsUsersAndIsNotOpened() throws Exception {
    try (Domain domain = temporary.open();
        SharedQueue<Long> queue = builder().create(domain, "longer")) {
      queue.put(1L);
      resize(queue.file(), 1 << 20);

      queue.put(2L);
      assertThat(queue.take()).isEqualTo(1);
      assertThat(queue.take()).isEqualTo(2);
      assertThatThrownBy(() -> builder().open(domain, "longer"))
          .isInstanceOf(CorruptSegmentException.class)
          .hasMessageContaining("the file has another size than it was made with");
    }
  }

  private static void resize(Path file, long sizeBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (sizeBytes < channel.size()) {
        channel.truncate(sizeBytes);
      } else {
        channel.write(ByteBuffer.allocate(1), sizeBytes - 1);
      }
    }
  }
}
