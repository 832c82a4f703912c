package io.tandem.ipc.testkit.mutation;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles one changed file against the classes of this JVM, as the build compiles all of them. */
final class MutantCompiler {
  private static final List<String> OPTIONS =
      List.of(
          "--release",
          "17",
          "-proc:none",
          "-nowarn",
          "-g",
          "-parameters",
          "-XDstringConcat=inline",
          "-classpath",
          System.getProperty("java.class.path"));

  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
  private static StandardJavaFileManager files;

  private MutantCompiler() {}

  /**
   * The classes of a file.
   *
   * @return their bytes by name
   * @throws IllegalStateException if it does not compile
   */
  static synchronized Map<String, byte[]> compile(Path file, String source) {
    if (files == null) {
      files = COMPILER.getStandardFileManager(null, null, null);
    }
    Classes classes = new Classes(files);
    StringWriter messages = new StringWriter();
    JavaFileObject changed = new Source(file, source);
    if (!COMPILER.getTask(messages, classes, null, OPTIONS, null, List.of(changed)).call()) {
      throw new IllegalStateException("the mutant does not compile: " + messages);
    }
    Map<String, byte[]> bytes = new HashMap<>();
    classes.made.forEach((name, made) -> bytes.put(name, made.toByteArray()));
    return bytes;
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(Path file, String text) {
      super(URI.create("mutant:///" + file.getFileName()), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps what is compiled in memory. */
  private static final class Classes extends ForwardingJavaFileManager<JavaFileManager> {
    final Map<String, ByteArrayOutputStream> made = new HashMap<>();

    Classes(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("mutant:///" + name + kind.extension), kind) {
        @Override
        public OutputStream openOutputStream() {
          return made.computeIfAbsent(name, any -> new ByteArrayOutputStream());
        }
      };
    }
  }
}
