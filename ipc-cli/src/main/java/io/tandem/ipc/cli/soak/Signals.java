package io.tandem.ipc.cli.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Sends SIGSTOP and SIGCONT, which Java cannot: a shell does it, one for all. When this process
 * goes, in whatever way, the shell sees its input end and lets the one that is stopped go on.
 */
final class Signals implements AutoCloseable {
  private static final String SCRIPT =
      """
      stopped=
      while read -r signal pid; do
        kill -s "$signal" "$pid"
        case $signal in STOP) stopped=$pid ;; *) stopped= ;; esac
      done
      [ -z "$stopped" ] || kill -s CONT "$stopped"
      """;

  private final Process shell;

  Signals() throws IOException {
    shell =
        new ProcessBuilder("/bin/sh", "-c", SCRIPT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  /** Sends SIGSTOP; one process at a time may be stopped. */
  void stop(long pid) throws IOException {
    send("STOP " + pid);
  }

  void cont(long pid) throws IOException {
    send("CONT " + pid);
  }

  private void send(String line) throws IOException {
    OutputStream out = shell.getOutputStream();
    out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
      shell.waitFor();
    } catch (IOException e) {
      shell.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
