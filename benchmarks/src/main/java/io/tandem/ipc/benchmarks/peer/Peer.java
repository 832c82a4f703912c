package io.tandem.ipc.benchmarks.peer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The second process, as the first one sees it. */
final class Peer implements AutoCloseable {
  private final Process process;
  private final Link link;
  private final InputStream in;
  private final OutputStream out;
  private final long startNanos;
  private final long mainNanos;

  private Peer(
      Process process,
      Link link,
      InputStream in,
      OutputStream out,
      long startNanos,
      long mainNanos) {
    this.process = process;
    this.link = link;
    this.in = in;
    this.out = out;
    this.startNanos = startNanos;
    this.mainNanos = mainNanos;
  }

  /** Starts the process and waits for its first message. */
  static Peer start(
      Contender contender, Scenario scenario, Path directory, List<String> commandPrefix)
      throws IOException {
    Files.createDirectory(directory);
    List<String> command = new ArrayList<>(commandPrefix);
    command.addAll(List.of(contender.name(), scenario.toArgument(), directory.toString()));
    Setup setup = new Setup(directory, scenario);
    Link link = contender.create(setup);
    long before = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      InputStream in = new BufferedInputStream(process.getInputStream(), 1 << 16);
      OutputStream out = new BufferedOutputStream(process.getOutputStream(), 1 << 16);
      setup.connect(in, out);
      link.receive(1);
      long arrived = System.nanoTime();
      long entered = Long.parseLong(Lines.read(in, '@'));
      return new Peer(process, link, in, out, arrived - before, arrived - entered);
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  Link link() {
    return link;
  }

  long pid() {
    return process.pid();
  }

  /** The times from starting the process, and from its {@code main}, to its first message here. */
  Map<String, Object> startTimes() {
    Map<String, Object> times = new LinkedHashMap<>();
    times.put("start_ns", startNanos);
    // Two processes' readings of one clock: System.nanoTime is CLOCK_MONOTONIC on Linux.
    times.put("main_ns", mainNanos);
    return times;
  }

  /** Asks for that many messages and returns when the process is about to wait for them. */
  void ask(long count) throws IOException {
    Lines.write(out, "#" + count);
    String answer = Lines.read(in, '@');
    if (!answer.equals("ready")) {
      throw new IOException("expected 'ready', not '" + answer + "'");
    }
  }

  /** The sum of the words that the process received for the last {@link #ask}. */
  long checksum() throws IOException {
    return Long.parseLong(Lines.read(in, '@'));
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
      link.close();
    }
  }
}
