package io.tandem.ipc.os;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A hold on one process, child or not, that stays right when its number is used again, and tells
 * when it ends.
 *
 * <p>Native: a pidfd (Linux 5.3). Portable, or where the kernel has none: {@link
 * ProcessHandle#onExit()}, which for a process that is not our child looks at intervals.
 *
 * <p>Thread-safe.
 */
public final class Pidfd implements AutoCloseable {
  /** How long a wait stays in the kernel before it looks for interrupts and {@link #close()}. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final long pid;
  private final int fd; // -1: by handle
  private final CompletableFuture<ProcessHandle> exit; // null: by descriptor
  private int users; // threads inside a call of the kernel; guarded by this
  private boolean closed; // guarded by this

  private Pidfd(long pid, int fd, CompletableFuture<ProcessHandle> exit) {
    this.pid = pid;
    this.fd = fd;
    this.exit = exit;
  }

  /**
   * Takes hold of the process that has the number now. To be sure that it is the one meant, compare
   * its start with {@link ProcessId#look} afterwards.
   *
   * @return empty if there is no such process
   * @throws IOException if the system refuses, for example for want of descriptors
   * @throws IllegalArgumentException if no process can have the number
   */
  public static Optional<Pidfd> open(long pid) throws IOException {
    if (pid < 1 || pid > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("pid is " + pid + ", wanted is 1 to " + Integer.MAX_VALUE);
    }
    if (Native.isLoaded()) {
      int fd = Syscalls.openPidfd((int) pid);
      if (fd >= 0) {
        return Optional.of(new Pidfd(pid, fd, null));
      }
      if (fd == -Errno.ESRCH) {
        return Optional.empty();
      }
      if (fd != -Errno.ENOSYS && fd != -Errno.EPERM) { // EPERM: an older sandbox
        throw new IOException("cannot watch process " + pid + ": " + Errno.describe(-fd));
      }
    }
    if (pid == ProcessHandle.current().pid()) {
      return Optional.of(new Pidfd(pid, -1, new CompletableFuture<>())); // onExit refuses it
    }
    return ProcessHandle.of(pid).map(handle -> new Pidfd(pid, -1, handle.onExit().copy()));
  }

  /** Number of the process. */
  public long pid() {
    return pid;
  }

  /**
   * Waits until the process has ended.
   *
   * @param timeoutNanos longest time to wait; zero or less only looks
   * @return false if it had not ended when the time was over
   * @throws InterruptedException if the thread is interrupted; noticed after 20 ms at the latest
   * @throws IllegalStateException after {@link #close()}, also by another thread during the call
   */
  public boolean awaitExit(long timeoutNanos) throws InterruptedException {
    return exit != null ? awaitHandle(timeoutNanos) : awaitDescriptor(timeoutNanos);
  }

  private boolean awaitHandle(long timeoutNanos) throws InterruptedException {
    try {
      checkOpen();
      exit.get(Math.max(0, timeoutNanos), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (CancellationException | ExecutionException e) {
      checkOpen();
      throw new IllegalStateException("cannot wait for process " + pid, e.getCause());
    }
  }

  private boolean awaitDescriptor(long timeoutNanos) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long left = timeoutNanos - (System.nanoTime() - start);
      int result = poll(Math.max(0, Math.min(left, SLICE_NANOS)));
      if (result > 0) {
        return true;
      }
      if (result < 0 && result != -Errno.EINTR) {
        throw new IllegalStateException(
            "cannot wait for process " + pid + ": " + Errno.describe(-result));
      }
      if (left <= 0) {
        return false;
      }
    }
  }

  /**
   * The descriptor is closed by the last thread inside, so its number cannot be another file's
   * meanwhile.
   */
  private int poll(long timeoutNanos) {
    synchronized (this) {
      checkOpen();
      users++;
    }
    try {
      return Syscalls.pollReadable(fd, timeoutNanos);
    } finally {
      synchronized (this) {
        users--;
        closeIfUnused();
      }
    }
  }

  /** Lets go of the process, which goes on. Calling it again does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      closeIfUnused();
      if (exit != null) {
        exit.cancel(false); // ends the waits; the process is not concerned
      }
    }
  }

  private void closeIfUnused() {
    if (closed && users == 0 && fd >= 0) {
      int unused = Syscalls.closeFile(fd);
    }
  }

  private synchronized void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the hold on process " + pid + " is closed");
    }
  }
}
