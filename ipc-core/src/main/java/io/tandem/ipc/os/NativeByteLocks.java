package io.tandem.ipc.os;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Open-file-description locks on a descriptor of our own. They belong to that descriptor, so
 * closing another descriptor of the file does not drop them, and they conflict with those of every
 * other descriptor, in this process or another.
 */
final class NativeByteLocks implements ByteLocks {
  private final Path file;
  private final int fd;

  private NativeByteLocks(Path file, int fd) {
    this.file = file;
    this.fd = fd;
  }

  static NativeByteLocks open(Path file, boolean create) throws IOException {
    int fd =
        Syscalls.openFile(NativePath.bytes(file), create ? Syscalls.OPEN_OR_CREATE : Syscalls.OPEN);
    if (fd < 0) {
      throw Errno.toException(-fd, file);
    }
    return new NativeByteLocks(file, fd);
  }

  @Override
  public boolean tryLock(long position) throws IOException {
    int result = Syscalls.lockByte(fd, position);
    return result != -Errno.EAGAIN && result != -Errno.EACCES && checked(result) == 0;
  }

  @Override
  public void unlock(long position) throws IOException {
    checked(Syscalls.unlockByte(fd, position));
  }

  @Override
  public boolean isFree(long position) throws IOException {
    return checked(Syscalls.isByteFree(fd, position)) == 1;
  }

  @Override
  public void close() throws IOException {
    checked(Syscalls.closeFile(fd));
  }

  private int checked(int result) throws IOException {
    if (result < 0) {
      throw Errno.toException(-result, file);
    }
    return result;
  }
}
