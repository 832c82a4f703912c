package io.tandem.ipc.os;

import java.nio.ByteBuffer;

/**
 * The functions of the native library, one to one with {@code src/main/native/tandem.c}.
 *
 * <p>Each answers what the kernel answered: zero or more on success, minus the error number on
 * failure (see {@link Errno}). They check nothing: the classes around them do. Calling one while
 * {@link Native#isLoaded()} is false throws {@link UnsatisfiedLinkError}.
 */
final class Syscalls {
  /**
   * What the loaded library has to answer to {@link #abiVersion()}: guards against a stale binary.
   */
  static final int ABI_VERSION = 2;

  /** Longest list {@link #futexWaitAny} takes; a limit of the kernel. */
  static final int FUTEX_WAIT_ANY_LIMIT = 128;

  /** Longest processor mask {@link #getAffinity} and {@link #setAffinity} take, in 64-bit words. */
  static final int AFFINITY_WORDS = 128;

  /** Most bytes one {@link #readFile} or {@link #writeFile} moves. */
  static final int PIECE_BYTES = 16384;

  /** What {@link #openFile} does: opens what is there. */
  static final int OPEN = 0;

  /** Opens what is there, or creates it. */
  static final int OPEN_OR_CREATE = 1;

  /** Creates, and fails if something is there. */
  static final int CREATE = 2;

  private Syscalls() {}

  static native int abiVersion();

  static native int futexWait(long address, int expected, long timeoutNanos);

  static native int futexWaitAny(long[] addresses, int[] expected, int count, long timeoutNanos);

  static native int futexWaitAnySupport();

  static native int futexWake(long address, int count);

  static native long addressOf(ByteBuffer direct);

  static native ByteBuffer bufferOf(long address, long length);

  static native long mapFile(int fd, long offset, long length);

  static native int unmap(long address, long length);

  static native int pageBytes();

  static native int replaceByZeroPages(long address, long length);

  static native int populateWritable(long address, long length);

  static native int openFile(byte[] path, int how);

  static native int closeFile(int fd);

  static native int pathStatus(byte[] path, long[] answer);

  static native int fileStatus(int fd, long[] answer);

  static native long freeBytes(int fd);

  static native int readFile(int fd, long position, byte[] target, int index, int length);

  static native int writeFile(int fd, long position, byte[] source, int index, int length);

  static native int resizeFile(int fd, long size);

  static native int allocateFile(int fd, long offset, long length);

  static native int lockByte(int fd, long position);

  static native int unlockByte(int fd, long position);

  static native int isByteFree(int fd, long position);

  static native int processId();

  static native int effectiveUserId();

  static native int probeProcess(int pid);

  static native int openPidfd(int pid);

  static native int pollReadable(int fd, long timeoutNanos);

  static native int getAffinity(long[] mask);

  static native int setAffinity(long[] mask);
}
