package io.tandem.ipc.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Every class file of the running JDK's own image, through the {@code jrt:} file system. */
final class JdkImage implements Input {
  static final String ARGUMENT = "jrt:";

  private static final String SUFFIX = ".class";

  private final Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");

  @Override
  public String title() {
    return "the class files of this JDK (" + Runtime.version() + ")";
  }

  @Override
  public String argument() {
    return ARGUMENT;
  }

  @Override
  public Scan scan() throws IOException {
    Scan.Collector found = new Scan.Collector(MAX_FILES);
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = root.relativize(file).toString();
            if (!name.endsWith(SUFFIX) || found.take(name)) {
              return FileVisitResult.CONTINUE;
            }
            return FileVisitResult.TERMINATE;
          }
        });
    return found.scan();
  }

  @Override
  public InputStream open(String name) throws IOException {
    return Files.newInputStream(root.resolve(name));
  }

  /** {@code java.base/java/lang/Object.class} belongs to {@code java.base/java.lang}. */
  @Override
  public String packageOf(String name) {
    int module = name.indexOf('/');
    int last = name.lastIndexOf('/');
    if (module == last) {
      return name.substring(0, module);
    }
    return name.substring(0, module + 1) + name.substring(module + 1, last).replace('/', '.');
  }
}
