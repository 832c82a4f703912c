package io.tandem.ipc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
  @TempDir Path directory;

  @Test
  void listsItsTasks() throws IOException {
    assertThat(run("--list", "--quick"))
        .contains("lane.round-trip-32  Round trip, 32 B", "lane.hand-off", "lane.idle")
        .contains("copy.1024k", "queue.1x1", "queue.4x4")
        .doesNotContain("lane.round-trip-256");
  }

  @Test
  void measuresReportsAndWritesJson() throws IOException {
    Path json = directory.resolve("report.json");
    String report =
        run(
            "--only",
            "lane.start",
            "--contenders",
            "empty-jvm,agrona-claim",
            "--repetitions",
            "1",
            "--quick",
            "--json",
            json.toString());
    assertThat(report)
        .contains("[lane.start]", "start to first message ms", "empty-jvm", "agrona-claim")
        .contains("processor: ", "pinning: ");
    assertThat(Files.readString(json))
        .contains("\"name\": \"lane.start\"", "\"entrants\"", "\"rejections\"", "\"start_ns\"")
        .contains("--only");
  }

  @Test
  void refusesATaskThatIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run("--only", "lame"))
        .withMessage("--only [lame] names no task; --list names all");
  }

  private static String run(String... arguments) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Session(
            Options.parse(arguments),
            List.of(arguments),
            new PrintStream(out, true, StandardCharsets.UTF_8))
        .run();
    return out.toString(StandardCharsets.UTF_8);
  }
}
