package io.tandem.ipc.queue;

import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildOptions;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * How victims are started, of which there are hundreds: with the counted classes before all others,
 * and with all classes out of an archive that the first of them leaves. That takes a third of the
 * time.
 */
final class VictimImage {
  private static final String[] CHEAP = {"-Xmx32m", "-XX:CompileThresholdScaling=3"};

  private final String classPath;
  private final Path archive;

  /** Makes the image in a directory. */
  VictimImage(Path directory) throws IOException {
    Path counted = directory.resolve("counted");
    CountedClasses.write(counted);
    Path jar = directory.resolve("victim.jar");
    this.archive = directory.resolve("victim.jsa");
    this.classPath = classPath(counted, jar);
  }

  /** For the first one, which leaves the archive. */
  ChildOptions rehearsal() {
    return plain()
        .jvm("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
  }

  /** For all others. */
  ChildOptions options() {
    return Files.exists(archive) ? plain().jvm("-XX:SharedArchiveFile=" + archive) : plain();
  }

  private ChildOptions plain() {
    return ChildJvm.options().name("victim").classPath(classPath).jvm(CHEAP);
  }

  /** Directories go into one jar, as only what is in jars can be archived. */
  private static String classPath(Path counted, Path jar) throws IOException {
    List<String> jars = new ArrayList<>(List.of(jar.toString()));
    List<Path> directories = new ArrayList<>(List.of(counted));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (Files.isDirectory(Path.of(entry))) {
        directories.add(Path.of(entry));
      } else {
        jars.add(entry);
      }
    }
    pack(directories, jar);
    return String.join(File.pathSeparator, jars);
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
