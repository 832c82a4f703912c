package io.tandem.ipc.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How a {@link ChildJvm} is started. */
public final class ChildOptions {
  /** Where ipc-core's native libraries are inside of its class path entry. */
  private static final String NATIVE = "META-INF/tandem/native";

  /** For a quick start: about 60 ms to the first line. */
  private static final List<String> QUICK =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "-XX:-UsePerfData",
          "-Xms16m",
          "-Xmx256m");

  private final List<String> jvmArguments = new ArrayList<>(QUICK);
  private final List<String> command = new ArrayList<>();
  private Path javaHome = ChildJvm.javaHome();
  private String classPath = System.getProperty("java.class.path");
  private String name;

  ChildOptions() {}

  /** What the child is called in messages; the name of its method or class if not said. */
  public ChildOptions name(String newName) {
    this.name = newName;
    return this;
  }

  /** Runs it on another JDK. */
  public ChildOptions javaHome(Path home) {
    this.javaHome = home;
    return this;
  }

  /** Adds arguments for the JVM; the last one wins over the usual ones. */
  public ChildOptions jvm(String... arguments) {
    jvmArguments.addAll(List.of(arguments));
    return this;
  }

  /** Puts a command before that of the JVM, for example {@code unshare --pid --fork}. */
  public ChildOptions wrapped(String... wrapper) {
    command.addAll(List.of(wrapper));
    return this;
  }

  /** Runs it on another class path. */
  public ChildOptions classPath(String newClassPath) {
    this.classPath = newClassPath;
    return this;
  }

  /**
   * Runs it without the native library: ipc-core's classes are taken from a copy without it, which
   * the build makes.
   */
  public ChildOptions portable() {
    classPath =
        Arrays.stream(classPath.split(File.pathSeparator))
            .map(entry -> withoutNative(Path.of(entry)).toString())
            .collect(Collectors.joining(File.pathSeparator));
    return this;
  }

  private static Path withoutNative(Path entry) {
    boolean isCore =
        Files.isDirectory(entry)
            ? Files.isDirectory(entry.resolve(NATIVE))
            : entry.getFileName().toString().startsWith("ipc-core-");
    if (!isCore) {
      return entry;
    }
    Path portable = entry.resolveSibling("portable-classes");
    if (!Files.isDirectory(portable)) {
      throw new IllegalStateException(
          portable + " is missing. The build of ipc-core makes it: run ./mvnw verify");
    }
    return portable;
  }

  /** Starts a child that runs a static method or a lambda which captures nothing. */
  public ChildJvm start(ChildBody body, String... arguments) {
    SerializedLambda lambda = lambda(body);
    if (lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
        || lambda.getCapturedArgCount() != 0) {
      throw new IllegalArgumentException(
          "only a static method or a lambda that captures nothing can run in a child; pass values"
              + " as arguments");
    }
    String type = lambda.getImplClass().replace('/', '.');
    return start("body", type, lambda.getImplMethodName(), arguments);
  }

  /** Starts a child that runs a main class. */
  public ChildJvm start(Class<?> mainClass, String... arguments) {
    return start("main", mainClass.getName(), mainClass.getSimpleName(), arguments);
  }

  private static SerializedLambda lambda(ChildBody body) {
    try {
      Method writeReplace = body.getClass().getDeclaredMethod("writeReplace");
      writeReplace.setAccessible(true);
      return (SerializedLambda) writeReplace.invoke(body);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("a child needs a method reference or a lambda", e);
    }
  }

  private ChildJvm start(String kind, String type, String method, String[] arguments) {
    List<String> whole = new ArrayList<>(command);
    whole.add(javaHome.resolve("bin/java").toString());
    whole.addAll(jvmArguments);
    whole.add("-cp");
    whole.add(classPath);
    whole.add(ChildMain.class.getName());
    whole.addAll(List.of(kind, type, method));
    whole.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(whole);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    try {
      return new ChildJvm(name == null ? method : name, !command.isEmpty(), builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("no child can be started with " + whole, e);
    }
  }
}
