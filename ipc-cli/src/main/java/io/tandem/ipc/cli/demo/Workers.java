package io.tandem.ipc.cli.demo;

import io.tandem.ipc.cli.console.Progress;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts worker JVMs and sees to it that none outlives the demo.
 *
 * <p>A worker runs on the same java binary and class path as this process. It ends when its
 * standard input does, which the kernel closes however this process goes.
 */
final class Workers implements AutoCloseable {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final int FIRST_WITH_NATIVE_ACCESS_WARNING = 24;

  private final Progress progress;
  private final List<Worker> started = new ArrayList<>();
  private boolean closed;

  Workers(Progress progress) {
    this.progress = progress;
  }

  /** Where a worker's standard output goes. */
  enum Output {
    /** Line by line to our standard error, with the worker's name, as its standard error does. */
    FORWARDED,
    /** To {@link Worker#output}: it carries messages. */
    MESSAGES
  }

  /**
   * Starts a worker.
   *
   * @param number its number, also the first argument of {@code main}
   * @throws DemoException if no process can be started, or {@link #close} has been called
   */
  synchronized Worker start(int number, Class<?> main, Output output, List<String> arguments) {
    if (closed) {
      throw new DemoException("the demo is being stopped");
    }
    Path argumentFile = null;
    try {
      argumentFile = argumentFile(main, number, arguments);
      ProcessBuilder builder = new ProcessBuilder(JAVA, "@" + argumentFile);
      builder.redirectErrorStream(output == Output.FORWARDED);
      Worker worker = new Worker(number, builder.start(), output, argumentFile, progress);
      started.add(worker);
      return worker;
    } catch (IOException e) {
      Worker.delete(argumentFile);
      throw new DemoException("cannot start worker-" + number + ": " + e.getMessage(), e);
    }
  }

  /** A class path can be longer than a command line may be, so all of it goes through a file. */
  private static Path argumentFile(Class<?> main, int number, List<String> arguments)
      throws IOException {
    List<String> words = new ArrayList<>();
    // Small heaps: a worker holds one file's buffer.
    words.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC"));
    if (Runtime.version().feature() >= FIRST_WITH_NATIVE_ACCESS_WARNING) {
      words.add("--enable-native-access=ALL-UNNAMED");
    }
    words.addAll(List.of("-cp", absoluteClassPath(), main.getName(), String.valueOf(number)));
    words.addAll(arguments);
    Path file = Files.createTempFile("tandem-worker", ".args");
    try (BufferedWriter writer = Files.newBufferedWriter(file, nativeCharset())) {
      for (String word : words) {
        writer.write(quoted(word));
        writer.newLine();
      }
    }
    return file;
  }

  /** The launcher reads the file as bytes of the platform's own encoding. */
  private static Charset nativeCharset() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }

  private static String absoluteClassPath() {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  private static String quoted(String word) {
    return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Kills what still runs and waits until the kernel has reported every end. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    killAll();
  }

  /** Kills every worker and waits for all ends. */
  void killAll() {
    copy().forEach(Worker::kill);
    awaitAll();
  }

  /** Waits until every worker has ended. */
  void awaitAll() {
    copy().forEach(Worker::awaitEnd);
  }

  private synchronized List<Worker> copy() {
    return List.copyOf(started);
  }
}
