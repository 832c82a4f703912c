package io.tandem.ipc.cli.inspect;

import io.tandem.ipc.DomainView;
import io.tandem.ipc.cli.console.Text;
import io.tandem.ipc.cli.console.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where domains are.
 *
 * @param root the directory of the domains that are opened by name
 */
record Places(Path root) {
  /** The directories below the root, sorted. */
  List<Path> all() throws IOException {
    if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries.sorted().toList();
    }
  }

  /** The directory of a domain that was given by its name, or by a path with a slash in it. */
  Path directory(String domain) {
    return domain.contains("/") ? Path.of(domain).toAbsolutePath() : root.resolve(domain);
  }

  /** A look at a domain. */
  DomainView view(String domain) {
    Path directory = directory(domain);
    if (directory.getFileName() == null || !Files.isDirectory(directory)) {
      throw missing(domain, directory);
    }
    return DomainView.of(directory).orElseThrow(() -> missing(domain, directory));
  }

  private static UsageException missing(String domain, Path directory) {
    return new UsageException(
        "there is no domain '"
            + Text.printable(domain)
            + "' ["
            + directory
            + "]; ipc ls lists those there are");
  }
}
