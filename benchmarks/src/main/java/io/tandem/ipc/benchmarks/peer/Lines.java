package io.tandem.ipc.benchmarks.peer;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Text lines on a stream that between them may carry other bytes: reads not a byte beyond the end
 * of a line.
 */
public final class Lines {
  private Lines() {}

  /** Writes one line and flushes. */
  public static void write(OutputStream out, String line) throws IOException {
    out.write((line + '\n').getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /**
   * Reads the next line that begins with this mark, without the mark. Other lines, such as what a
   * JVM prints about itself, go to stderr.
   *
   * @throws EOFException if the stream ends first
   */
  public static String read(InputStream in, char mark) throws IOException {
    while (true) {
      String line = readLine(in);
      if (!line.isEmpty() && line.charAt(0) == mark) {
        return line.substring(1);
      }
      System.err.println(line);
    }
  }

  private static String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the other process ended after '" + text(line) + "'");
      }
      line.write(b);
    }
    return text(line);
  }

  private static String text(ByteArrayOutputStream line) {
    return line.toString(StandardCharsets.UTF_8);
  }
}
