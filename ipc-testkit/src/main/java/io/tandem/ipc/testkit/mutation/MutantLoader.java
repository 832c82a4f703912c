package io.tandem.ipc.testkit.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Loads a protocol with one of its classes changed, and the tests of it, apart from the protocol
 * that everybody else in this JVM uses.
 *
 * <p>Shared with everybody is what lies below the protocols and what the model checker is made of,
 * so that it is compiled by the JIT once and not for each mutant.
 */
final class MutantLoader extends ClassLoader {
  private static final String OURS = "io.tandem.ipc.";
  private static final List<String> SHARED_PACKAGES =
      List.of(OURS + "testkit.", OURS + "memory.", OURS + "os.", OURS + "codec.");
  private static final String LIVENESS = OURS + "liveness.Liveness";
  private static final String PROBLEM = OURS + "Problem";

  static {
    registerAsParallelCapable();
  }

  private final Map<String, byte[]> changed;

  MutantLoader(ClassLoader parent, Map<String, byte[]> changed) {
    super(parent);
    this.changed = changed;
  }

  private static boolean isShared(String name) {
    boolean error = name.startsWith(OURS) && name.lastIndexOf('.') == OURS.length() - 1;
    return !name.startsWith(OURS)
        || SHARED_PACKAGES.stream().anyMatch(name::startsWith)
        || name.equals(LIVENESS)
        || name.equals(PROBLEM)
        || (error && name.endsWith("Exception"));
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (isShared(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : findClass(name);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = changed.get(name);
    if (bytes == null) {
      bytes = unchanged(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private byte[] unchanged(String name) throws ClassNotFoundException {
    try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
