package io.tandem.ipc.cli.inspect;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Reads words and bytes of a shared file without mapping it, so that a damaged or cut file can be
 * looked at as safely as a good one. What is read is as old as each single read; processes that use
 * the file go on meanwhile.
 */
final class Snapshot implements AutoCloseable {
  private final FileChannel channel;

  private Snapshot(FileChannel channel) {
    this.channel = channel;
  }

  static Snapshot open(Path file) throws IOException {
    return new Snapshot(
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
  }

  long sizeBytes() throws IOException {
    return channel.size();
  }

  long word(long offset) throws IOException {
    return read(offset, Long.BYTES).getLong();
  }

  byte[] bytes(long offset, int length) throws IOException {
    return read(offset, length).array();
  }

  private ByteBuffer read(long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new EOFException(
            "the file ends at " + channel.size() + ", before " + (offset + length));
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
