package io.tandem.ipc.codec;

import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles sources at test time: other versions of a class, and whole modules. */
final class Compiled {
  private Compiled() {}

  /** Writes one source file. */
  static void source(Path root, String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Compiles all sources below a directory; fails with the compiler's words. */
  static void compile(Path sources, Path classes, String... options) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Path> files;
    try (var walk = Files.walk(sources)) {
      files = walk.filter(file -> file.toString().endsWith(".java")).toList();
    }
    Files.createDirectories(classes);
    List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "--release", "17"));
    arguments.addAll(List.of(options));
    StringWriter words = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      Iterable<? extends JavaFileObject> units = manager.getJavaFileObjectsFromPaths(files);
      if (!compiler.getTask(words, manager, null, arguments, null, units).call()) {
        throw new AssertionError(words.toString());
      }
    }
  }

  static URLClassLoader loader(Path classes, ClassLoader parent) {
    try {
      return new URLClassLoader(new URL[] {classes.toUri().toURL()}, parent);
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }

  /** Where this build has its own classes. */
  static Path ownClasses() throws Exception {
    return Path.of(Codecs.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
