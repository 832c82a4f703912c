package io.tandem.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two processes that ring and wait in turn, twenty thousand times, without slices: a lost wake-up
 * is a hang.
 */
class PingPongStressTest {
  private static final int ROUNDS = 20_000;
  private static final long PING_BELL = 0;
  private static final long PONG_BELL = 128;
  private static final long PING = 256;
  private static final long PONG = 384;

  @TempDir Path directory;
  @RegisterExtension final ChildJvms children = new ChildJvms();

  static List<Ways> waysWithoutPolling() {
    return Ways.available().stream().filter(way -> !way.isPortable() && !way.isVirtual()).toList();
  }

  static void echo(ChildLink link) {
    Words words = SharedMemory.map(Path.of(link.argument(0)));
    Ways way = Ways.valueOf(link.argument(1));
    Doorbell pings = way.bellWithoutSlices(words, PING_BELL);
    Doorbell pongs = way.bellWithoutSlices(words, PONG_BELL);
    link.send("ready");
    for (int i = 1; i <= ROUNDS; i++) {
      int round = i;
      WaitStrategy.park().awaitUninterruptibly(pings, () -> words.getAcquire(PING) == round);
      words.setRelease(PONG, round);
      pongs.ring();
    }
    link.send("done");
  }

  @ParameterizedTest(allowZeroInvocations = true) // none in portable mode
  @MethodSource("waysWithoutPolling")
  void noWakeUpIsLostBetweenProcesses(Ways way) throws InterruptedException {
    Path file = directory.resolve("ping-pong");
    Words words = SharedMemory.createAndMap(file);
    Doorbell pings = way.bellWithoutSlices(words, PING_BELL);
    Doorbell pongs = way.bellWithoutSlices(words, PONG_BELL);
    words.setRelease(PING_BELL + DoorbellLayout.SLEEPERS, (1L << 32) + 1); // not the first ever
    words.setRelease(PONG_BELL + DoorbellLayout.SLEEPERS, (1L << 32) + 1);
    ChildJvm echo = children.start(PingPongStressTest::echo, file.toString(), way.name());
    echo.expect("ready");
    for (int i = 1; i <= ROUNDS; i++) {
      int round = i;
      words.setRelease(PING, round);
      pings.ring();
      assertThat(
              WaitStrategy.park()
                  .await(pongs, () -> words.getAcquire(PONG) == round, Until.HANG_NANOS))
          .as("round %d", round)
          .isTrue();
    }
    echo.expect("done");
  }
}
