package io.tandem.ipc.benchmarks.peer;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/** What a contender gets to connect two processes with. */
public final class Setup {
  private final Path directory;
  private final Scenario scenario;
  private InputStream in;
  private OutputStream out;

  Setup(Path directory, Scenario scenario) {
    this.directory = directory;
    this.scenario = scenario;
  }

  void connect(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /**
   * An empty directory, the same for both processes, on memory-backed storage where there is some.
   * Deleted after the trial.
   */
  public Path directory() {
    return directory;
  }

  /** What will be measured. */
  public Scenario scenario() {
    return scenario;
  }

  /**
   * Bytes from the other process: its stdout, or this process's stdin. Buffered. In the first
   * process there is one from the first {@link Link} call on, not yet in {@link Contender#create}.
   */
  public InputStream in() {
    return connected(in);
  }

  /**
   * Bytes to the other process: its stdin, or this process's stdout. Buffered; else as {@link #in}.
   */
  public OutputStream out() {
    return connected(out);
  }

  private static <T> T connected(T stream) {
    if (stream == null) {
      throw new IllegalStateException("the second process has not been started yet");
    }
    return stream;
  }
}
