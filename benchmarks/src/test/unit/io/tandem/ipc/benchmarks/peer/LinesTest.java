package io.tandem.ipc.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LinesTest {
  @Test
  void leavesTheBytesBehindALineToOthers() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Lines.write(out, "@12");
    out.write(new byte[] {0, 10, 1});
    InputStream in = new ByteArrayInputStream(out.toByteArray());
    assertThat(Lines.read(in, '@')).isEqualTo("12");
    assertThat(in.readAllBytes()).containsExactly(0, 10, 1);
  }

  @Test
  void skipsWhatIsNotForUs() throws IOException {
    InputStream in = stream("[warning] from a JVM\n@ready\n");
    assertThat(Lines.read(in, '@')).isEqualTo("ready");
  }

  @Test
  void saysWhenTheOtherSideHasEnded() {
    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(() -> Lines.read(stream("@rea"), '@'))
        .withMessage("the other process ended after '@rea'");
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
