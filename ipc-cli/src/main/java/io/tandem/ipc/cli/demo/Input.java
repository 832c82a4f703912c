package io.tandem.ipc.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * The files to fingerprint. A file is known by its name, which is the same text in every process.
 */
sealed interface Input permits JdkImage, Directory {
  /** More names than this are not taken; memory stays bounded whatever the directory holds. */
  int MAX_FILES = 1_000_000;

  /** What it is, in a few words. */
  String title();

  /** The word by which {@link #of} finds it again in a worker. */
  String argument();

  /** Lists the names, sorted. Whatever is not taken is counted, with the reason. */
  Scan scan() throws IOException;

  /**
   * Opens a file.
   *
   * @throws IOException if it cannot be read, is gone, or is no regular file any more
   */
  InputStream open(String name) throws IOException;

  /** The package that a file's totals go to. */
  String packageOf(String name);

  /** The input that {@link #argument} names. */
  static Input of(String argument) {
    return argument.equals(JdkImage.ARGUMENT) ? new JdkImage() : new Directory(Path.of(argument));
  }
}
