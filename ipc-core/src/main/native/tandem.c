/*
 * The system calls Tandem needs and Java does not offer, as JNI functions of
 * io.tandem.ipc.os.Syscalls.
 *
 * Rules of this file:
 *  - Freestanding: no libc symbol and no libc header, so that one binary serves glibc and musl. Kernel constants and
 *    structures are spelled out below; they are part of the stable Linux user ABI.
 *  - Every function returns the kernel's answer: zero or more on success, minus the error number on failure. Nothing is
 *    retried, except that a file call which a signal has interrupted is simply made again.
 *  - No global state, no relocations, no exceptions thrown; the only thing allocated is bufferOf's buffer.
 *  - Calls that block (futexWait, futexWaitAny, pollReadable) are ordinary JNI calls: the thread is "in native", so a
 *    garbage collection never waits for it.
 */
#include <jni.h>

#if defined(__x86_64__)
enum {
  SYS_mmap = 9, SYS_munmap = 11, SYS_mprotect = 10, SYS_mremap = 25, SYS_madvise = 28, SYS_close = 3, SYS_kill = 62, SYS_fcntl = 72,
  SYS_getpid = 39, SYS_geteuid = 107, SYS_futex = 202, SYS_sched_setaffinity = 203, SYS_sched_getaffinity = 204,
  SYS_clock_gettime = 228, SYS_openat = 257, SYS_ppoll = 271, SYS_fallocate = 285, SYS_fstat = 5, SYS_newfstatat = 262,
  SYS_pread64 = 17, SYS_pwrite64 = 18, SYS_ftruncate = 77, SYS_fstatfs = 138
};
enum { O_NOFOLLOW = 0400000 };
struct file_status {
  unsigned long device, number, links;
  unsigned int mode, user, group, unused;
  unsigned long special;
  long size;
  long rest[11];
};
_Static_assert(sizeof(struct file_status) == 144, "struct stat of the kernel");
#elif defined(__aarch64__)
enum {
  SYS_mmap = 222, SYS_munmap = 215, SYS_mprotect = 226, SYS_mremap = 216, SYS_madvise = 233, SYS_close = 57, SYS_kill = 129,
  SYS_fcntl = 25, SYS_getpid = 172, SYS_geteuid = 175, SYS_futex = 98, SYS_sched_setaffinity = 122, SYS_sched_getaffinity = 123,
  SYS_clock_gettime = 113, SYS_openat = 56, SYS_ppoll = 73, SYS_fallocate = 47, SYS_fstat = 80, SYS_newfstatat = 79,
  SYS_pread64 = 67, SYS_pwrite64 = 68, SYS_ftruncate = 46, SYS_fstatfs = 44
};
enum { O_NOFOLLOW = 0100000 };
struct file_status {
  unsigned long device, number;
  unsigned int mode, links, user, group;
  unsigned long special, unused;
  long size;
  long rest[9];
};
_Static_assert(sizeof(struct file_status) == 128, "struct stat of the kernel");
#else
#error "Tandem's native library is written for Linux on x86-64 and aarch64"
#endif

enum { SYS_pidfd_open = 434, SYS_futex_waitv = 449 }; /* newer calls have one number everywhere */

enum { EINTR = 4, EINVAL = 22, ENAMETOOLONG = 36 };
enum { AT_FDCWD = -100, AT_SYMLINK_NOFOLLOW = 0x100, O_RDWR = 02, O_CREAT = 0100, O_EXCL = 0200, O_CLOEXEC = 02000000 };
enum { PROT_READ = 1, PROT_WRITE = 2, MAP_SHARED = 0x01, MAP_PRIVATE = 0x02, MAP_ANONYMOUS = 0x20, MAP_NORESERVE = 0x4000 };
enum { MREMAP_MAYMOVE = 1, MREMAP_FIXED = 2, MADV_NORMAL = 0, MADV_POPULATE_WRITE = 23 };
enum { PAGE_BYTES_MIN = 4096, PAGE_BYTES_MAX = 65536 };
enum { F_OFD_GETLK = 36, F_OFD_SETLK = 37, F_RDLCK = 0, F_WRLCK = 1, F_UNLCK = 2 };
enum { FUTEX_WAIT = 0, FUTEX_WAKE = 1, FUTEX_SIZE_U32 = 2, FUTEX_WAITV_MAX = 128 };
enum { CLOCK_MONOTONIC = 1, POLLIN = 1 };
enum { NANOS_PER_SECOND = 1000000000 };

enum { ABI_VERSION = 2 };        /* compared with Syscalls.ABI_VERSION after loading */
enum { PATH_LIMIT = 4096 };      /* the kernel's PATH_MAX, with the final zero */
enum { AFFINITY_WORDS_MAX = 128 }; /* 8192 processors */
enum { PIECE_BYTES = 16384 };    /* most that one readFile or writeFile moves */

struct timespec64 { long seconds; long nanos; };
struct flock64 { short type; short whence; long start; long length; int pid; };
struct futex_waitv { unsigned long value; unsigned long address; unsigned int flags; unsigned int reserved; };
struct pollfd { int fd; short events; short revents; };
struct file_system { long kind, block; unsigned long blocks, free, available; long rest[10]; };

_Static_assert(sizeof(long) == 8 && sizeof(void *) == 8, "64-bit only");
_Static_assert(sizeof(struct flock64) == 32, "struct flock of the kernel");
_Static_assert(sizeof(struct file_system) == 120, "struct statfs of the kernel");
_Static_assert(sizeof(struct futex_waitv) == 24, "struct futex_waitv of the kernel");

#if defined(TANDEM_SOURCE) /* which source, flags and compiler made this binary; read by build.sh --check */
__asm__(".pushsection .tandem.source,\"\",%progbits\n.asciz \"" TANDEM_SOURCE "\"\n.popsection");
#endif

/* ---- the one way into the kernel ---------------------------------------------------------------------------- */

#if defined(__x86_64__)
static inline long call6(long number, long a, long b, long c, long d, long e, long f) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
#else
static inline long call6(long number, long a, long b, long c, long d, long e, long f) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  register long x5 __asm__("x5") = f;
  __asm__ volatile("svc #0"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                   : "memory");
  return x0;
}
#endif

#define CALL1(n, a) call6(n, (long)(a), 0, 0, 0, 0, 0)
#define CALL2(n, a, b) call6(n, (long)(a), (long)(b), 0, 0, 0, 0)
#define CALL3(n, a, b, c) call6(n, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define CALL4(n, a, b, c, d) call6(n, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define CALL5(n, a, b, c, d, e) call6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)
#define CALL6(n, a, b, c, d, e, f) call6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_tandem_ipc_os_Syscalls_##name

static inline struct timespec64 duration(long nanos) {
  struct timespec64 time = {nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND};
  return time;
}

/* ---- the library itself ------------------------------------------------------------------------------------- */

NATIVE(jint, abiVersion)(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  return ABI_VERSION;
}

/* ---- futex -------------------------------------------------------------------------------------------------- */

NATIVE(jint, futexWait)(JNIEnv *env, jclass type, jlong address, jint expected, jlong timeoutNanos) {
  (void)env, (void)type;
  struct timespec64 timeout = duration(timeoutNanos); /* relative, monotonic clock */
  return (jint)CALL4(SYS_futex, address, FUTEX_WAIT, (unsigned int)expected, &timeout);
}

NATIVE(jint, futexWake)(JNIEnv *env, jclass type, jlong address, jint count) {
  (void)env, (void)type;
  return (jint)CALL3(SYS_futex, address, FUTEX_WAKE, count);
}

NATIVE(jint, futexWaitAny)
(JNIEnv *env, jclass type, jlongArray addresses, jintArray expected, jint count, jlong timeoutNanos) {
  (void)type;
  jlong address[FUTEX_WAITV_MAX];
  jint value[FUTEX_WAITV_MAX];
  struct futex_waitv waiters[FUTEX_WAITV_MAX];
  if (count < 1 || count > FUTEX_WAITV_MAX) {
    return -EINVAL;
  }
  (*env)->GetLongArrayRegion(env, addresses, 0, count, address);
  (*env)->GetIntArrayRegion(env, expected, 0, count, value);
  if ((*env)->ExceptionCheck(env)) { /* an array shorter than count: the pending exception tells */
    return -EINVAL;
  }
  for (int i = 0; i < count; i++) {
    waiters[i].value = (unsigned int)value[i];
    waiters[i].address = (unsigned long)address[i];
    waiters[i].flags = FUTEX_SIZE_U32; /* shared between processes: no FUTEX_PRIVATE_FLAG */
    waiters[i].reserved = 0;
  }
  struct timespec64 deadline; /* this call wants an absolute time */
  long result = CALL2(SYS_clock_gettime, CLOCK_MONOTONIC, &deadline);
  if (result < 0) {
    return (jint)result;
  }
  struct timespec64 timeout = duration(timeoutNanos);
  deadline.seconds += timeout.seconds;
  deadline.nanos += timeout.nanos;
  if (deadline.nanos >= NANOS_PER_SECOND) {
    deadline.nanos -= NANOS_PER_SECOND;
    deadline.seconds++;
  }
  return (jint)CALL5(SYS_futex_waitv, waiters, count, 0, &deadline, CLOCK_MONOTONIC);
}

/* 0 if the kernel has futex_waitv (it then rejects an empty list), else minus the error number. */
NATIVE(jint, futexWaitAnySupport)(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  long result = CALL5(SYS_futex_waitv, 0, 0, 0, 0, CLOCK_MONOTONIC);
  return result == -EINVAL ? 0 : (jint)(result < 0 ? result : -EINVAL);
}

/* ---- memory ------------------------------------------------------------------------------------------------- */

NATIVE(jlong, addressOf)(JNIEnv *env, jclass type, jobject direct) {
  (void)type;
  return (jlong)(*env)->GetDirectBufferAddress(env, direct);
}

/* A direct buffer of memory that the JVM did not allocate and will not free. */
NATIVE(jobject, bufferOf)(JNIEnv *env, jclass type, jlong address, jlong length) {
  (void)type;
  return (*env)->NewDirectByteBuffer(env, (void *)address, length);
}

/* Maps a part of a file, shared and writable; the offset is a multiple of the page size. The address. */
NATIVE(jlong, mapFile)(JNIEnv *env, jclass type, jint fd, jlong offset, jlong length) {
  (void)env, (void)type;
  return CALL6(SYS_mmap, 0, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
}

NATIVE(jint, unmap)(JNIEnv *env, jclass type, jlong address, jlong length) {
  (void)env, (void)type;
  return (jint)CALL2(SYS_munmap, address, length);
}

/* The page size, found by asking which addresses madvise accepts: the size is a boot option on aarch64. */
NATIVE(jint, pageBytes)(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  long range = 2 * PAGE_BYTES_MAX;
  long trial = CALL6(SYS_mmap, 0, range, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (trial < 0 && trial > -4096) {
    return (jint)trial;
  }
  long bytes = PAGE_BYTES_MIN;
  while (bytes < PAGE_BYTES_MAX && CALL3(SYS_madvise, trial + bytes, bytes, MADV_NORMAL) != 0) {
    bytes *= 2;
  }
  CALL2(SYS_munmap, trial, range);
  return (jint)bytes;
}

/*
 * Puts private zero pages in the place of [address, address + length), both page-aligned. The new pages are mapped
 * elsewhere first and then moved: the kernel checks the limit on mappings and the memory accounting before it touches
 * the old mapping, so on failure the old mapping is intact and there is never a hole that a racing thread could hit.
 *
 * They are mapped between two inaccessible pages. Without these the kernel may join them to a neighbour that has been
 * written to, and pages that were part of such a mapping stay a mapping of their own wherever they are moved.
 */
NATIVE(jint, replaceByZeroPages)(JNIEnv *env, jclass type, jlong address, jlong length) {
  (void)env, (void)type;
  long guarded = length + 2 * PAGE_BYTES_MAX;
  long trial = CALL6(SYS_mmap, 0, guarded, 0, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (trial < 0 && trial > -4096) {
    return (jint)trial;
  }
  long fresh = trial + PAGE_BYTES_MAX;
  long result = CALL3(SYS_mprotect, fresh, length, PROT_READ | PROT_WRITE);
  if (result == 0) {
    result = CALL5(SYS_mremap, fresh, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, address);
  }
  if (result != address) {
    CALL2(SYS_munmap, trial, guarded);
    return result < 0 && result > -4096 ? (jint)result : -EINVAL;
  }
  CALL2(SYS_munmap, trial, PAGE_BYTES_MAX); /* not what is between: it may be another thread's by now */
  CALL2(SYS_munmap, fresh + length, PAGE_BYTES_MAX);
  return 0;
}

NATIVE(jint, populateWritable)(JNIEnv *env, jclass type, jlong address, jlong length) {
  (void)env, (void)type;
  return (jint)CALL3(SYS_madvise, address, length, MADV_POPULATE_WRITE);
}

/* ---- files -------------------------------------------------------------------------------------------------- */

/* The path with a final zero; its length, or minus an error number. */
static long copyPath(JNIEnv *env, jbyteArray path, char *name) {
  jsize length = (*env)->GetArrayLength(env, path);
  if (length >= PATH_LIMIT) {
    return -ENAMETOOLONG;
  }
  (*env)->GetByteArrayRegion(env, path, 0, length, (jbyte *)name);
  name[length] = 0;
  return length;
}

/*
 * Opens for reading and writing, never through a final symbolic link, not inherited by children. What is created has
 * mode 0600. how: 0 = what is there, 1 = create it if it is missing, 2 = create it, and fail if something is there.
 */
NATIVE(jint, openFile)(JNIEnv *env, jclass type, jbyteArray path, jint how) {
  (void)type;
  char name[PATH_LIMIT];
  long fd = copyPath(env, path, name);
  if (fd < 0) {
    return (jint)fd;
  }
  long flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (how > 0 ? O_CREAT : 0) | (how == 2 ? O_EXCL : 0);
  do {
    fd = CALL4(SYS_openat, AT_FDCWD, name, flags, 0600);
  } while (fd == -EINTR);
  return (jint)fd;
}

static jint answerStatus(JNIEnv *env, long result, const struct file_status *status, jlongArray answer) {
  if (result == 0) {
    jlong values[3] = {(jlong)status->mode, (jlong)status->user, (jlong)status->size};
    (*env)->SetLongArrayRegion(env, answer, 0, 3, values);
  }
  return (jint)result;
}

/* Type and mode, user and size of what a path leads to; a final symbolic link is not followed. */
NATIVE(jint, pathStatus)(JNIEnv *env, jclass type, jbyteArray path, jlongArray answer) {
  (void)type;
  char name[PATH_LIMIT];
  struct file_status status;
  long result = copyPath(env, path, name);
  if (result >= 0) {
    result = CALL4(SYS_newfstatat, AT_FDCWD, name, &status, AT_SYMLINK_NOFOLLOW);
  }
  return answerStatus(env, result, &status, answer);
}

/* The same of an open file. */
NATIVE(jint, fileStatus)(JNIEnv *env, jclass type, jint fd, jlongArray answer) {
  (void)type;
  struct file_status status;
  return answerStatus(env, CALL2(SYS_fstat, fd, &status), &status, answer);
}

/* How many bytes this user can still write to the file system, -EINVAL if it has no limit of its own. */
NATIVE(jlong, freeBytes)(JNIEnv *env, jclass type, jint fd) {
  (void)env, (void)type;
  struct file_system system;
  long result = CALL2(SYS_fstatfs, fd, &system);
  if (result < 0) {
    return result;
  }
  return system.blocks == 0 ? -EINVAL : (jlong)(system.available * (unsigned long)system.block);
}

/* Reads up to PIECE_BYTES; answers how many, 0 at the end of the file. */
NATIVE(jint, readFile)(JNIEnv *env, jclass type, jint fd, jlong position, jbyteArray target, jint index, jint length) {
  (void)type;
  jbyte piece[PIECE_BYTES];
  long result;
  do {
    result = CALL4(SYS_pread64, fd, piece, length < PIECE_BYTES ? length : PIECE_BYTES, position);
  } while (result == -EINTR);
  if (result > 0) {
    (*env)->SetByteArrayRegion(env, target, index, (jsize)result, piece);
  }
  return (jint)result;
}

/* Writes up to PIECE_BYTES; answers how many. */
NATIVE(jint, writeFile)(JNIEnv *env, jclass type, jint fd, jlong position, jbyteArray source, jint index, jint length) {
  (void)type;
  jbyte piece[PIECE_BYTES];
  jint count = length < PIECE_BYTES ? length : PIECE_BYTES;
  (*env)->GetByteArrayRegion(env, source, index, count, piece);
  long result;
  do {
    result = CALL4(SYS_pwrite64, fd, piece, count, position);
  } while (result == -EINTR);
  return (jint)result;
}

NATIVE(jint, resizeFile)(JNIEnv *env, jclass type, jint fd, jlong size) {
  (void)env, (void)type;
  long result;
  do {
    result = CALL2(SYS_ftruncate, fd, size);
  } while (result == -EINTR);
  return (jint)result;
}

NATIVE(jint, closeFile)(JNIEnv *env, jclass type, jint fd) {
  (void)env, (void)type;
  return (jint)CALL1(SYS_close, fd); /* never repeated: Linux has freed the number even when it reports EINTR */
}

NATIVE(jint, allocateFile)(JNIEnv *env, jclass type, jint fd, jlong offset, jlong length) {
  (void)env, (void)type;
  long result;
  do {
    result = CALL4(SYS_fallocate, fd, 0, offset, length);
  } while (result == -EINTR);
  return (jint)result;
}

static long byteLock(int command, int fd, long position, short kind, struct flock64 *lock) {
  lock->type = kind;
  lock->whence = 0;
  lock->start = position;
  lock->length = 1;
  lock->pid = 0; /* open-file-description locks require it */
  return CALL3(SYS_fcntl, fd, command, lock);
}

NATIVE(jint, lockByte)(JNIEnv *env, jclass type, jint fd, jlong position) {
  (void)env, (void)type;
  struct flock64 lock;
  return (jint)byteLock(F_OFD_SETLK, fd, position, F_WRLCK, &lock);
}

NATIVE(jint, unlockByte)(JNIEnv *env, jclass type, jint fd, jlong position) {
  (void)env, (void)type;
  struct flock64 lock;
  return (jint)byteLock(F_OFD_SETLK, fd, position, F_UNLCK, &lock);
}

/* 1 if an exclusive lock by this descriptor would succeed, 0 if another holds one. */
NATIVE(jint, isByteFree)(JNIEnv *env, jclass type, jint fd, jlong position) {
  (void)env, (void)type;
  struct flock64 lock;
  long result = byteLock(F_OFD_GETLK, fd, position, F_WRLCK, &lock);
  return result < 0 ? (jint)result : lock.type == F_UNLCK;
}

/* ---- processes and processors ------------------------------------------------------------------------------- */

NATIVE(jint, processId)(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  return (jint)CALL1(SYS_getpid, 0);
}

NATIVE(jint, effectiveUserId)(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  return (jint)CALL1(SYS_geteuid, 0);
}

/* 0 if a process with this number exists and may be signalled; no signal is sent. */
NATIVE(jint, probeProcess)(JNIEnv *env, jclass type, jint pid) {
  (void)env, (void)type;
  return (jint)CALL2(SYS_kill, pid, 0);
}

NATIVE(jint, openPidfd)(JNIEnv *env, jclass type, jint pid) {
  (void)env, (void)type;
  return (jint)CALL2(SYS_pidfd_open, pid, 0); /* close-on-exec by definition */
}

/* 1 once the descriptor is readable (a pidfd: its process has ended), 0 when the time is over. */
NATIVE(jint, pollReadable)(JNIEnv *env, jclass type, jint fd, jlong timeoutNanos) {
  (void)env, (void)type;
  struct timespec64 timeout = duration(timeoutNanos);
  struct pollfd request = {fd, POLLIN, 0};
  return (jint)CALL5(SYS_ppoll, &request, 1, &timeout, 0, 8);
}

/* The calling thread's processors as a bit set; answers how many bytes of it the kernel filled. */
NATIVE(jint, getAffinity)(JNIEnv *env, jclass type, jlongArray mask) {
  (void)type;
  jlong words[AFFINITY_WORDS_MAX];
  jsize length = (*env)->GetArrayLength(env, mask);
  if (length > AFFINITY_WORDS_MAX) {
    return -EINVAL;
  }
  long bytes = CALL3(SYS_sched_getaffinity, 0, length * 8, words);
  if (bytes > 0) {
    (*env)->SetLongArrayRegion(env, mask, 0, (jsize)(bytes / 8), words);
  }
  return (jint)bytes;
}

NATIVE(jint, setAffinity)(JNIEnv *env, jclass type, jlongArray mask) {
  (void)type;
  jlong words[AFFINITY_WORDS_MAX];
  jsize length = (*env)->GetArrayLength(env, mask);
  if (length > AFFINITY_WORDS_MAX) {
    return -EINVAL;
  }
  (*env)->GetLongArrayRegion(env, mask, 0, length, words);
  return (jint)CALL3(SYS_sched_setaffinity, 0, length * 8, words);
}
