package io.tandem.ipc.os;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file by the means of the JDK. */
final class PortableFile extends SharedFile {
  private final FileChannel channel;

  private PortableFile(Path path, FileChannel channel) {
    super(path);
    this.channel = channel;
  }

  static SharedFile openChannel(Path path) throws IOException {
    return new PortableFile(path, FileChannel.open(path, READ, WRITE, NOFOLLOW_LINKS));
  }

  static SharedFile createChannel(Path path, Path name) throws IOException {
    return new PortableFile(
        name,
        FileChannel.open(
            path,
            Set.of(CREATE_NEW, READ, WRITE, NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(
                Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))));
  }

  @Override
  public long sizeBytes() throws IOException {
    return channel.size();
  }

  @Override
  public void read(long position, byte[] target) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(target);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException(path() + " has only " + (position + buffer.position()) + " bytes");
      }
    }
  }

  @Override
  public void write(long position, byte[] source, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(source, 0, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer, position + buffer.position());
    }
  }

  @Override
  public void resize(long sizeBytes) throws IOException {
    if (sizeBytes < channel.size()) {
      channel.truncate(sizeBytes);
    } else if (sizeBytes > channel.size()) {
      channel.write(ByteBuffer.wrap(new byte[1]), sizeBytes - 1);
    }
  }

  @Override
  public long freeBytes() throws IOException {
    FileStore store =
        Files.getFileStore(path().toAbsolutePath().getParent()); // it may have no name
    return store.getTotalSpace() == 0 ? -1 : store.getUsableSpace();
  }

  @Override
  int allocate(long offset, long length) {
    return Errno.ENOSYS;
  }

  @Override
  ByteBuffer map(long offset, long length) throws IOException {
    return channel.map(FileChannel.MapMode.READ_WRITE, offset, length);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
