package io.tandem.ipc.os;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Linux error numbers and their meaning in words. Equal on x86-64 and aarch64. */
final class Errno {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int EIO = 5;
  static final int EBADF = 9;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int EFAULT = 14;
  static final int EEXIST = 17;
  static final int ENOTDIR = 20;
  static final int EISDIR = 21;
  static final int EINVAL = 22;
  static final int ENFILE = 23;
  static final int EMFILE = 24;
  static final int EFBIG = 27;
  static final int ENOSPC = 28;
  static final int EROFS = 30;
  static final int ENAMETOOLONG = 36;
  static final int ENOLCK = 37;
  static final int ENOSYS = 38;
  static final int ELOOP = 40;
  static final int EOPNOTSUPP = 95;
  static final int ETIMEDOUT = 110;
  static final int EDQUOT = 122;
  static final int EHWPOISON = 133;

  private Errno() {}

  /** For example {@code no space left on the file system (ENOSPC)}. */
  static String describe(int errno) {
    return switch (errno) {
      case EPERM -> "operation not permitted (EPERM)";
      case ENOENT -> "no such file or directory (ENOENT)";
      case ESRCH -> "no such process (ESRCH)";
      case EINTR -> "interrupted by a signal (EINTR)";
      case EIO -> "input/output error (EIO)";
      case EBADF -> "bad file descriptor (EBADF)";
      case EAGAIN -> "held by another or changed (EAGAIN)";
      case ENOMEM -> "out of memory or of mappings, see /proc/sys/vm/max_map_count (ENOMEM)";
      case EACCES -> "permission denied (EACCES)";
      case EFAULT -> "not mapped memory (EFAULT)";
      case EEXIST -> "exists already (EEXIST)";
      case ENOTDIR -> "a part of the path is not a directory (ENOTDIR)";
      case EISDIR -> "is a directory (EISDIR)";
      case EINVAL -> "invalid argument (EINVAL)";
      case ENFILE -> "too many open files in the system (ENFILE)";
      case EMFILE -> "too many open files in this process, see ulimit -n (EMFILE)";
      case EFBIG -> "larger than the file system or ulimit -f allows (EFBIG)";
      case ENOSPC -> "no space left on the file system (ENOSPC)";
      case EROFS -> "read-only file system (EROFS)";
      case ENAMETOOLONG -> "path too long (ENAMETOOLONG)";
      case ENOLCK -> "too many file locks (ENOLCK)";
      case ENOSYS -> "not known to this kernel (ENOSYS)";
      case ELOOP -> "is a symbolic link, which is not followed (ELOOP)";
      case EOPNOTSUPP -> "not supported by this file system (EOPNOTSUPP)";
      case ETIMEDOUT -> "timed out (ETIMEDOUT)";
      case EDQUOT -> "disk quota exceeded (EDQUOT)";
      case EHWPOISON -> "memory page has a hardware error (EHWPOISON)";
      default -> "error " + errno;
    };
  }

  /** The JDK's own exception types where it has one for the case, as its file calls would throw. */
  static IOException toException(int errno, Path file) {
    String name = file.toString();
    return switch (errno) {
      case ENOENT -> new NoSuchFileException(name);
      case EEXIST -> new FileAlreadyExistsException(name);
      case ENOTDIR -> new NotDirectoryException(name);
      case EACCES, EPERM -> new AccessDeniedException(name);
      default -> new FileSystemException(name, null, describe(errno));
    };
  }
}
