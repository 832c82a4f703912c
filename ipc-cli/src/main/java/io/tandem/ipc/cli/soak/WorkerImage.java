package io.tandem.ipc.cli.soak;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * How to start worker JVMs cheaply, as a soak starts hundreds a minute: no second compiler, the
 * simplest collector, and the classes out of an archive that one rehearsal writes. That saves half
 * of what a start costs.
 */
final class WorkerImage {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final int FIRST_WITH_NATIVE_ACCESS_WARNING = 24;
  private static final int REHEARSAL_SECONDS = 60;
  private static final int LARGEST_UNTOUCHED_MEGABYTES = 16;

  private final List<String> command = new ArrayList<>();
  private final Path errors;

  private WorkerImage(int heapMegabytes, String classPath, Path errors) {
    this.errors = errors;
    command.add(JAVA);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    // A young JVM spends more on compiling than on anything else, for what is not used for long.
    command.addAll(List.of("-XX:CompileThresholdScaling=3", "-XX:MaxInlineLevel=3"));
    command.addAll(List.of("-Xshare:auto", "-Xms" + heapMegabytes + "m"));
    command.add("-Xmx" + heapMegabytes + "m");
    if (heapMegabytes > LARGEST_UNTOUCHED_MEGABYTES) {
      command.add("-XX:+AlwaysPreTouch"); // the kernel has to take all of it back from the dead
    }
    if (Runtime.version().feature() >= FIRST_WITH_NATIVE_ACCESS_WARNING) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", classPath));
  }

  /**
   * Prepares the image in a directory.
   *
   * @param ledger of which the rehearsal uses the first slot
   * @param errors where all workers write their standard error to
   */
  static WorkerImage prepare(Path directory, Path ledger, Path errors, int heapMegabytes)
      throws IOException, InterruptedException {
    String classPath = classPath(directory.resolve("workers.jar"));
    WorkerImage image = new WorkerImage(heapMegabytes, classPath, errors);
    Path archive = directory.resolve("workers.jsa");
    List<String> rehearsal = List.of("rehearsal", ledger.toString(), Worker.REHEARSE);
    Process process =
        image.start(
            List.of(
                "-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"),
            List.of(
                directory.resolve(rehearsal.get(0)).toString(),
                rehearsal.get(1),
                rehearsal.get(2)));
    try {
      if (!process.waitFor(REHEARSAL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new SoakException("a worker cannot rehearse:\n" + Files.readString(errors));
      }
    } finally {
      process.destroyForcibly();
    }
    if (Files.exists(archive)) {
      image.command.add(1, "-XX:SharedArchiveFile=" + archive);
    }
    return image;
  }

  /** Starts a worker. */
  Process start(List<String> arguments) throws IOException {
    return start(List.of(), arguments);
  }

  private Process start(List<String> options, List<String> arguments) throws IOException {
    List<String> words = new ArrayList<>(command);
    words.addAll(1, options);
    words.add(Worker.class.getName());
    words.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    return builder.start();
  }

  /** The class path of this JVM, its directories in a jar, as only jars can be archived. */
  private static String classPath(Path jar) throws IOException {
    List<String> entries = new ArrayList<>();
    List<Path> directories = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath();
      if (Files.isDirectory(path)) {
        directories.add(path);
      } else if (Files.exists(path)) {
        entries.add(path.toString());
      }
    }
    if (!directories.isEmpty()) {
      pack(directories, jar);
      entries.add(0, jar.toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void pack(List<Path> directories, Path jar) throws IOException {
    Set<String> packed = new HashSet<>();
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.setLevel(0);
      for (Path directory : directories) {
        try (Stream<Path> files = Files.walk(directory)) {
          for (Path source : files.filter(Files::isRegularFile).toList()) {
            String name = directory.relativize(source).toString();
            if (packed.add(name)) {
              zip.putNextEntry(new ZipEntry(name));
              Files.copy(source, zip);
              zip.closeEntry();
            }
          }
        }
      }
    }
  }
}
