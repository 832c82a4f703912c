package io.tandem.ipc.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleTest {
  private final Map<String, String> report =
      new HashMap<>(
          Map.of(
              "pid", "17",
              "peer_pid", "18",
              "p50_ns", "99.5",
              "commit", "slot",
              "checksum_sent", "12345678",
              "checksum_received", "12345678"));

  @Test
  void readsNumbersAndProcesses() throws IOException {
    Sample sample = new Sample(report);
    assertThat(sample.value("p50_ns")).isEqualTo(99.5);
    assertThat(sample.pid()).isEqualTo(17);
    assertThat(sample.peerPid()).isEqualTo(18);
    assertThat(sample.has("commit")).isFalse();
  }

  @Test
  void refusesARepetitionWhoseMessagesDidNotAllArrive() {
    report.put("checksum_received", "12345679");
    assertThatIOException()
        .isThrownBy(() -> new Sample(report))
        .withMessage("sent messages with sum 12345678, but received 12345679");
    report.remove("checksum_received");
    assertThatIOException().isThrownBy(() -> new Sample(report));
  }

  @Test
  void refusesAPeerThatIsTheSameProcess() {
    report.put("peer_pid", "17");
    assertThatIOException()
        .isThrownBy(() -> new Sample(report))
        .withMessage("both sides are process 17");
  }

  @Test
  void namesTheValueThatIsMissing() throws IOException {
    Sample sample = new Sample(report);
    assertThatIOException()
        .isThrownBy(() -> sample.value("p99_ns"))
        .withMessageStartingWith("no 'p99_ns' in the report");
  }
}
