package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.os.Native;
import io.tandem.ipc.testkit.TempDomain;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a starting JVM does not load on its way to its first message, because a first use of it
 * costs milliseconds: 5 to 10 for a lambda or a method reference, as much for a string
 * concatenation that is linked at run time, 2 for a file channel, more for a first mapping by one.
 */
class FirstMessageTest {
  private static final List<String> SLOW =
      List.of(
          "java.lang.ProcessHandleImpl",
          "java.lang.invoke.InnerClassLambdaMetafactory",
          "java.lang.invoke.StringConcatFactory",
          "java.lang.runtime.ObjectMethods",
          "java.util.ServiceLoader",
          "java.util.UUID",
          "java.util.logging.Logger",
          "java.util.regex.Pattern",
          "java.util.stream.AbstractPipeline",
          "sun.nio.ch.FileChannelImpl",
          "sun.nio.fs.UnixDirectoryStream");

  @RegisterExtension final TempDomain temporary = new TempDomain();
  @TempDir Path scratch;

  @BeforeEach
  void onlyNatively() {
    assumeTrue(Native.isLoaded(), "a channel's mapping, the portable way, needs some of it");
  }

  /** Runs alone in a JVM, without anything of the tests' own. */
  static final class Sender {
    private Sender() {}

    public static void main(String[] arguments) throws InterruptedException {
      Domain domain = Domain.open(Path.of(arguments[0]));
      if (arguments[1].equals("lane")) {
        LaneProducer producer = Lane.builder().open(domain, "first").openProducer();
        byte[] message = {42};
        producer.offer(message, 0, 1);
      } else {
        SharedQueue.of(Codecs.longs()).open(domain, "first").put(42L);
      }
      // By the shortest way, past shutdown hooks, which have time.
      Runtime.getRuntime().halt(0);
    }
  }

  @Test
  void onALaneItNeedsNoneOfWhatIsSlowToLoad() throws Exception {
    try (Domain domain = temporary.open();
        Lane lane = Lane.builder().create(domain, "first");
        LaneConsumer consumer = lane.openConsumer()) {
      assertThat(loadedBySender("lane")).doesNotContainAnyElementsOf(SLOW);

      assertThat(
              consumer.read(
                  (memory, offset, length) ->
                      assertThat(memory.readByte(offset)).isEqualTo((byte) 42),
                  1))
          .isEqualTo(1);
    }
  }

  @Test
  void onAQueueItNeedsNoneOfWhatIsSlowToLoad() throws Exception {
    try (Domain domain = temporary.open();
        SharedQueue<Long> queue = SharedQueue.of(Codecs.longs()).create(domain, "first")) {
      assertThat(loadedBySender("queue")).doesNotContainAnyElementsOf(SLOW);

      assertThat(queue.poll()).isEqualTo(42L);
    }
  }

  private List<String> loadedBySender(String by) throws Exception {
    Path log = scratch.resolve("classes.log");
    Path output = scratch.resolve("output.txt");
    Process sender =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log + ":none",
                "-cp",
                codeOf(Domain.class)
                    + File.pathSeparator
                    + codeOf(Lane.class)
                    + File.pathSeparator
                    + codeOf(Sender.class),
                Sender.class.getName(),
                temporary.directory().toString(),
                by)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exit = sender.waitFor();
    assertThat(exit).as(Files.readString(output, StandardCharsets.UTF_8)).isZero();
    List<String> loaded =
        Files.readAllLines(log, StandardCharsets.UTF_8).stream()
            .map(line -> line.substring(0, line.indexOf(' ')))
            .toList();
    assertThat(loaded).contains("io.tandem.ipc.os.RawMemory");
    return loaded.subList(loaded.indexOf(Sender.class.getName()), loaded.size());
  }

  private static Path codeOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
