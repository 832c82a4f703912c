package io.tandem.ipc.os;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** This package once more, in class loaders that know nothing of each other. */
final class Classes {
  private Classes() {}

  static URLClassLoader unrelatedLoader() throws IOException {
    return new URLClassLoader(
        new URL[] {codeOf(Native.class).toUri().toURL()}, ClassLoader.getPlatformClassLoader());
  }

  /** The directory or jar that a class comes from. */
  static Path codeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
