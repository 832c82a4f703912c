package io.tandem.ipc.os;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What identifies a process for good: its number alone is used again sooner or later.
 *
 * @param pid number in its pid namespace
 * @param startTicks when it started: field 22 of {@code /proc/<pid>/stat}, in clock ticks since
 *     boot; on systems without {@code /proc} milliseconds since 1970; 0 if unknown
 * @param pidNamespace inode of its pid namespace, 0 if unknown
 * @param bootId hash of the kernel's boot id, which tells one boot of a machine from the next; 0 if
 *     unknown
 */
public record ProcessId(long pid, long startTicks, long pidNamespace, long bootId) {
  private static final long PID_LIMIT = 1L << 30; // Linux never goes beyond 2^22

  /** What can be told about a process by looking for it. */
  public enum Presence {
    /** It exists and at least one of its threads has not ended. */
    RUNNING,
    /** It has ended; only its exit status is left for its parent. */
    ZOMBIE,
    /** There is no such process any more; its number may have been given to another one. */
    GONE,
    /**
     * It belongs to another pid namespace (another container), so its number means nothing here.
     */
    OTHER_NAMESPACE,
    /** The system does not say. */
    UNKNOWN
  }

  /** This process. */
  public static ProcessId self() {
    return Self.ID;
  }

  /** The effective user of this process: who owns the files it creates. */
  public static long uid() {
    return Self.UID;
  }

  /**
   * Looks for a process.
   *
   * <p>Arguments may come from memory that cannot be trusted: a number that no process can have is
   * {@link Presence#GONE}. A process in the middle of dying counts as {@link Presence#RUNNING}
   * until its last thread has ended.
   *
   * @param pid its number
   * @param startTicks its {@link #startTicks()}; 0 if unknown, then the number alone decides
   * @param pidNamespace its {@link #pidNamespace()}
   */
  public static Presence look(long pid, long startTicks, long pidNamespace) {
    if (pidNamespace != Self.ID.pidNamespace) {
      return Presence.OTHER_NAMESPACE;
    }
    if (pid < 1 || pid > PID_LIMIT) {
      return Presence.GONE;
    }
    return switch (Self.PROC) {
      case OWN -> lookInProc(pid, pid, startTicks);
      case FOREIGN -> lookInForeignProc(pid, startTicks);
      case NONE -> lookByHandle(pid, startTicks);
    };
  }

  /** Looks for this process; one from before the last boot is {@link Presence#GONE}. */
  public Presence look() {
    if (bootId != 0 && Self.ID.bootId != 0 && bootId != Self.ID.bootId) {
      return Presence.GONE;
    }
    return look(pid, startTicks, pidNamespace);
  }

  /**
   * Looks for a process in {@code /proc}.
   *
   * @param pid its number
   * @param procPid what it is called there
   */
  private static Presence lookInProc(long pid, long procPid, long startTicks) {
    Stat stat;
    try {
      stat = Stat.read(Long.toString(procPid));
    } catch (IOException e) { // also when it ends between opening and reading
      return Files.exists(Path.of("/proc/" + procPid)) || isHidden(pid)
          ? Presence.UNKNOWN
          : Presence.GONE;
    }
    if (startTicks != 0 && stat.startTicks != startTicks) {
      return Presence.GONE;
    }
    return stat.hasEnded() ? Presence.ZOMBIE : Presence.RUNNING;
  }

  /** A /proc mounted with hidepid does not show processes of other users. */
  private static boolean isHidden(long pid) {
    return Native.isLoaded() && Syscalls.probeProcess((int) pid) != -Errno.ESRCH;
  }

  /** In this /proc our numbers mean others; a pidfd tells what a process is called there. */
  private static Presence lookInForeignProc(long pid, long startTicks) {
    if (!Native.isLoaded()) {
      return Presence.UNKNOWN;
    }
    int fd = Syscalls.openPidfd((int) pid);
    if (fd < 0) {
      return switch (-fd) {
        case Errno.ESRCH, Errno.EINVAL, Errno.ENOENT -> Presence.GONE; // of nobody, or a thread's
        default -> lookBySignal(pid); // no pidfds in this kernel or sandbox, or no descriptors left
      };
    }
    try {
      long procPid = readProcPid(fd);
      return procPid < 1 ? Presence.GONE : lookInProc(pid, procPid, startTicks);
    } catch (IOException | RuntimeException e) {
      return lookBySignal(pid);
    } finally {
      int unused = Syscalls.closeFile(fd);
    }
  }

  /** Whether anybody has the number, which may be another one than is meant. */
  private static Presence lookBySignal(long pid) {
    return Syscalls.probeProcess((int) pid) == -Errno.ESRCH ? Presence.GONE : Presence.RUNNING;
  }

  /** What a process is called in {@code /proc}; -1 if its parent has collected it. */
  private static long readProcPid(int pidfd) throws IOException {
    String[] pid = Status.fields(text("/proc/self/fdinfo/" + pidfd), "\nPid:");
    return Long.parseLong(pid[0]);
  }

  private static Presence lookByHandle(long pid, long startTicks) {
    ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
    if (handle == null || !handle.isAlive()) {
      return Presence.GONE;
    }
    long started = startMillis(handle);
    if (startTicks != 0 && started != 0 && started != startTicks) {
      return Presence.GONE;
    }
    return Presence.RUNNING;
  }

  private static long startMillis(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Reads a file of {@code /proc}. Not by {@link Files}, whose first channel takes 2 ms. */
  private static String text(String file) throws IOException {
    try (InputStream in = new FileInputStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** The part of {@code /proc/<pid>/stat} that matters here. */
  static final class Stat {
    private static final int STATE = 0; // counted from the state, which is field 3
    private static final int THREADS = 17;
    private static final int START = 19;

    final char state;
    final long threads;
    final long startTicks;

    private Stat(char state, long threads, long startTicks) {
      this.state = state;
      this.threads = threads;
      this.startTicks = startTicks;
    }

    static Stat read(String pid) throws IOException {
      return parse(text("/proc/" + pid + "/stat"));
    }

    /** The command, field 2, may contain blanks and parentheses: the last one ends it. */
    static Stat parse(String line) throws IOException {
      String[] fields = line.substring(line.lastIndexOf(')') + 1).trim().split(" ", START + 2);
      try {
        return new Stat(
            fields[STATE].charAt(0),
            Long.parseLong(fields[THREADS]),
            Long.parseLong(fields[START].trim()));
      } catch (IndexOutOfBoundsException | NumberFormatException e) {
        throw new IOException("cannot read '" + line.trim() + "' as /proc/<pid>/stat", e);
      }
    }

    /** A zombie with more threads is a process whose first thread has ended and others run on. */
    boolean hasEnded() {
      return state == 'X' || state == 'x' || (state == 'Z' && threads <= 1);
    }
  }

  /**
   * Read once, on first use. {@link ProcessHandle} is the last resort: its first use takes 15 ms.
   */
  private static final class Self {
    static final Status STATUS = Status.read();
    static final Proc PROC = STATUS == null ? Proc.NONE : STATUS.proc();
    static final ProcessId ID = identify();
    static final long UID = readUid();

    private static ProcessId identify() {
      long pid = Native.isLoaded() ? Syscalls.processId() : STATUS == null ? 0 : STATUS.pid;
      if (pid == 0) {
        pid = ProcessHandle.current().pid();
      }
      return new ProcessId(pid, readStart(), readPidNamespace(), readBootId());
    }

    private static long readStart() {
      try {
        return PROC == Proc.NONE
            ? startMillis(ProcessHandle.current())
            : Stat.read("self").startTicks;
      } catch (IOException e) {
        return 0;
      }
    }

    private static long readPidNamespace() {
      try {
        String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        return Long.parseLong(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
      } catch (IOException | RuntimeException e) {
        return 0;
      }
    }

    private static long readBootId() {
      try {
        String digits = text("/proc/sys/kernel/random/boot_id").trim().replace("-", "");
        return Long.parseUnsignedLong(digits, 0, 16, 16)
            ^ Long.parseUnsignedLong(digits, 16, 32, 16);
      } catch (IOException | RuntimeException e) {
        return 0;
      }
    }

    private static long readUid() {
      if (Native.isLoaded()) {
        return Integer.toUnsignedLong(Syscalls.effectiveUserId());
      }
      return STATUS != null && STATUS.uid >= 0 ? STATUS.uid : ownerOfNewFile();
    }

    private static long ownerOfNewFile() {
      try {
        Path file = Files.createTempFile("tandem", null);
        try {
          return Integer.toUnsignedLong((Integer) Files.getAttribute(file, "unix:uid"));
        } finally {
          Files.delete(file);
        }
      } catch (IOException | RuntimeException e) {
        return -1;
      }
    }
  }

  /** What is mounted at {@code /proc}. */
  enum Proc {
    OWN,
    /** That of an outer pid namespace: in it, our numbers lead to other processes. */
    FOREIGN,
    NONE
  }

  /** What {@code /proc/self/status} tells. */
  static final class Status {
    /** In the namespace of this process; 0 before Linux 4.1. */
    final long pid;

    /** How many namespaces lie between that of the mounted /proc and ours, both counted. */
    final int namespaces;

    /** Effective user, or -1. */
    final long uid;

    private Status(long pid, int namespaces, long uid) {
      this.pid = pid;
      this.namespaces = namespaces;
      this.uid = uid;
    }

    Proc proc() {
      return namespaces > 1 ? Proc.FOREIGN : Proc.OWN;
    }

    static Status read() {
      try {
        return parse(text("/proc/self/status"));
      } catch (IOException | RuntimeException e) {
        return null;
      }
    }

    static Status parse(String text) {
      String[] pids = fields(text, "\nNSpid:");
      String[] users = fields(text, "\nUid:"); // real, effective, saved, file system
      return new Status(
          pids.length == 0 ? 0 : Long.parseLong(pids[pids.length - 1]),
          pids.length,
          users.length < 2 ? -1 : Long.parseLong(users[1]));
    }

    private static String[] fields(String text, String label) {
      int start = text.indexOf(label);
      if (start < 0) {
        return new String[0];
      }
      int end = text.indexOf('\n', start + label.length());
      return text.substring(start + label.length(), end).trim().split("\t", -1);
    }
  }
}
