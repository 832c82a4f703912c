package io.tandem.ipc.cli.demo;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Every regular file under a directory, as {@code find DIR -type f} lists them.
 *
 * <p>Symbolic links are not followed, so loops cannot be walked; they are counted instead. The
 * kernel's own file systems are left out: a read there may block for ever, or never end.
 */
final class Directory implements Input {
  private static final Set<String> KERNEL_FILE_SYSTEMS =
      Set.of(
          "proc",
          "sysfs",
          "cgroup",
          "cgroup2",
          "tracefs",
          "debugfs",
          "securityfs",
          "configfs",
          "pstore",
          "efivarfs",
          "bpf",
          "binfmt_misc",
          "mqueue",
          "fusectl",
          "devpts");

  private final Path root;

  /**
   * @param root the directory, absolute and without links
   */
  Directory(Path root) {
    this.root = root;
  }

  @Override
  public String title() {
    return "the files under " + root;
  }

  @Override
  public String argument() {
    return root.toString();
  }

  @Override
  public Scan scan() throws IOException {
    return scan(MAX_FILES);
  }

  Scan scan(int maxFiles) throws IOException {
    Visitor visitor = new Visitor(new Scan.Collector(maxFiles));
    Files.walkFileTree(root, visitor);
    return visitor.found.scan();
  }

  @Override
  public InputStream open(String name) throws IOException {
    Path file = root.resolve(name);
    // Opening a named pipe waits for its writer, so what the file is must be known before.
    if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isRegularFile()) {
      throw new IOException("no regular file any more");
    }
    SeekableByteChannel channel =
        Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    return new Bounded(Channels.newInputStream(channel), channel.size());
  }

  @Override
  public String packageOf(String name) {
    int last = name.lastIndexOf('/');
    return last < 0 ? "." : name.substring(0, last);
  }

  /** Ends where the file ended when it was opened: one that grows for ever is read for a while. */
  private static final class Bounded extends FilterInputStream {
    private long remaining;

    Bounded(InputStream stream, long sizeBytes) {
      super(stream);
      this.remaining = sizeBytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (remaining == 0) {
        return -1;
      }
      int read = super.read(target, from, (int) Math.min(length, remaining));
      remaining -= Math.max(read, 0);
      return read;
    }
  }

  /** Takes the regular files and counts the rest. */
  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Scan.Collector found;
    private final Map<Object, Boolean> kernelDevices = new HashMap<>();

    Visitor(Scan.Collector found) {
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      Object device = Files.getAttribute(directory, "unix:dev", LinkOption.NOFOLLOW_LINKS);
      Boolean kernel = kernelDevices.get(device);
      if (kernel == null) {
        kernel = KERNEL_FILE_SYSTEMS.contains(Files.getFileStore(directory).type());
        kernelDevices.put(device, kernel);
      }
      if (kernel) {
        found.skip("directories of the kernel's own file systems");
        return FileVisitResult.SKIP_SUBTREE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isSymbolicLink()) {
        found.skip("symbolic links");
      } else if (!attributes.isRegularFile()) {
        found.skip("pipes, sockets and devices");
      } else if (!found.take(root.relativize(file).toString())) {
        return FileVisitResult.TERMINATE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException reason) throws IOException {
      if (file.equals(root)) {
        throw reason;
      }
      found.skip("entries that cannot be looked at");
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException reason) {
      if (reason != null) {
        found.skip("directories that could not be listed to the end");
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
