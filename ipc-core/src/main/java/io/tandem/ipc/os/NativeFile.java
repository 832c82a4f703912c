package io.tandem.ipc.os;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/**
 * A descriptor of our own. Its methods exclude each other: a number that was closed may stand for
 * another file the next moment, so nobody may use it any more then.
 */
final class NativeFile extends SharedFile {
  private static final int CLOSED = -1;
  private static final int STATUS_SIZE = 2;

  private int fd;

  private NativeFile(Path path, int fd) {
    super(path);
    this.fd = fd;
  }

  static NativeFile open(Path path, Path name, int how) throws IOException {
    int fd = Syscalls.openFile(NativePath.bytes(path), how);
    if (fd < 0) {
      throw Errno.toException(-fd, path);
    }
    return new NativeFile(name, fd);
  }

  private int descriptor() throws IOException {
    if (fd == CLOSED) {
      throw new ClosedChannelException();
    }
    return fd;
  }

  private long checked(long result) throws IOException {
    if (result < 0) {
      throw Errno.toException((int) -result, path());
    }
    return result;
  }

  @Override
  public synchronized long sizeBytes() throws IOException {
    long[] status = new long[STATUS_SIZE + 1];
    checked(Syscalls.fileStatus(descriptor(), status));
    return status[STATUS_SIZE];
  }

  @Override
  public synchronized void read(long position, byte[] target) throws IOException {
    int done = 0;
    while (done < target.length) {
      long count =
          checked(
              Syscalls.readFile(descriptor(), position + done, target, done, target.length - done));
      if (count == 0) {
        throw new EOFException(path() + " has only " + (position + done) + " bytes");
      }
      done += (int) count;
    }
  }

  @Override
  public synchronized void write(long position, byte[] source, int length) throws IOException {
    int done = 0;
    while (done < length) {
      done +=
          (int)
              checked(
                  Syscalls.writeFile(descriptor(), position + done, source, done, length - done));
    }
  }

  @Override
  public synchronized void resize(long sizeBytes) throws IOException {
    checked(Syscalls.resizeFile(descriptor(), sizeBytes));
  }

  @Override
  public synchronized long freeBytes() throws IOException {
    return Math.max(-1, Syscalls.freeBytes(descriptor()));
  }

  @Override
  synchronized int allocate(long offset, long length) throws IOException {
    return -Syscalls.allocateFile(descriptor(), offset, length);
  }

  @Override
  synchronized ByteBuffer map(long offset, long length) throws IOException {
    return MappedRange.map(path(), descriptor(), offset, length);
  }

  @Override
  public synchronized void close() throws IOException {
    if (fd != CLOSED) {
      int closing = fd;
      fd = CLOSED;
      checked(Syscalls.closeFile(closing));
    }
  }
}
