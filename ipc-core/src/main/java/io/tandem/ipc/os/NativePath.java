package io.tandem.ipc.os;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/** A path as the bytes the kernel wants, whatever the locale. */
final class NativePath {
  private NativePath() {}

  /**
   * The absolute path's bytes, without a final zero. A path with other than ASCII characters goes
   * by way of its URI, where the JDK writes the file name's own bytes, so no character encoding has
   * to be guessed.
   *
   * @throws IllegalArgumentException if the path is not of the default file system
   */
  static byte[] bytes(Path path) {
    if (path.getFileSystem() != FileSystems.getDefault()) {
      throw new IllegalArgumentException(
          path
              + " is of "
              + path.getFileSystem()
              + ", wanted is a path of the default file system");
    }
    Path absolute = path.toAbsolutePath();
    String text = absolute.toString();
    return isAscii(text)
        ? text.getBytes(StandardCharsets.US_ASCII)
        : decode(absolute.toUri().getRawPath());
  }

  /** A plain loop: this is on the way of every start, and a first stream would take 10 ms. */
  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static byte[] decode(String rawPath) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(rawPath.length());
    for (int i = 0; i < rawPath.length(); i++) {
      char c = rawPath.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(rawPath.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toByteArray();
  }
}
