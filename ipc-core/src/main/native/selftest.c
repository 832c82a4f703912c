/*
 * Loads the built library the way a JVM does, by dlopen, and runs its functions with a JNI environment that has only the
 * functions they use. Shows on any architecture, also under an emulator, that the system call numbers, the
 * argument order and the structures are right. Not part of the jar; run by build.sh --selftest.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int failures;
#define CHECK(condition)                                                 \
  do {                                                                   \
    if (!(condition)) {                                                  \
      printf("native: line %d failed: %s\n", __LINE__, #condition);      \
      failures++;                                                        \
    }                                                                    \
  } while (0)

static void *library;
#define FUNCTION(result, name, ...) result (*name)(JNIEnv *, jclass, ##__VA_ARGS__) = function("Java_io_tandem_ipc_os_Syscalls_" #name)

static void *function(const char *name) {
  void *found = dlsym(library, name);
  if (found == NULL) {
    printf("native: %s is missing\n", name);
    exit(1);
  }
  return found;
}

/* An array of the fake environment: its length and its elements. */
struct array {
  jsize length;
  void *elements;
};

static jsize arrayLength(JNIEnv *env, jarray array) {
  (void)env;
  return ((struct array *)array)->length;
}

static void getLongs(JNIEnv *env, jlongArray array, jsize start, jsize length, jlong *to) {
  (void)env;
  memcpy(to, (jlong *)((struct array *)array)->elements + start, length * sizeof *to);
}

static void setLongs(JNIEnv *env, jlongArray array, jsize start, jsize length, const jlong *from) {
  (void)env;
  memcpy((jlong *)((struct array *)array)->elements + start, from, length * sizeof *from);
}

static void getInts(JNIEnv *env, jintArray array, jsize start, jsize length, jint *to) {
  (void)env;
  memcpy(to, (jint *)((struct array *)array)->elements + start, length * sizeof *to);
}

static void getBytes(JNIEnv *env, jbyteArray array, jsize start, jsize length, jbyte *to) {
  (void)env;
  memcpy(to, (jbyte *)((struct array *)array)->elements + start, length);
}

static void setBytes(JNIEnv *env, jbyteArray array, jsize start, jsize length, const jbyte *from) {
  (void)env;
  memcpy((jbyte *)((struct array *)array)->elements + start, from, length);
}

/* Instead of a buffer, its address. */
static jobject newBuffer(JNIEnv *env, void *address, jlong length) {
  (void)env;
  return length == 100 ? (jobject)address : NULL;
}

static jboolean noException(JNIEnv *env) {
  (void)env;
  return JNI_FALSE;
}

static struct JNINativeInterface_ functions = {
    .GetArrayLength = arrayLength,
    .GetLongArrayRegion = getLongs,
    .SetLongArrayRegion = setLongs,
    .GetIntArrayRegion = getInts,
    .GetByteArrayRegion = getBytes,
    .SetByteArrayRegion = setBytes,
    .NewDirectByteBuffer = newBuffer,
    .ExceptionCheck = noException,
};
static JNIEnv environment = &functions;
#define ENV &environment, NULL

static void *wakeUntilOne(void *word) {
  FUNCTION(jint, futexWake, jlong, jint);
  jint woken;
  while ((woken = futexWake(ENV, (jlong)word, 1)) == 0) {
    sched_yield();
  }
  return (void *)(long)woken;
}

static void futexes(void) {
  FUNCTION(jint, futexWait, jlong, jint, jlong);
  FUNCTION(jint, futexWake, jlong, jint);
  FUNCTION(jint, futexWaitAny, jlongArray, jintArray, jint, jlong);
  FUNCTION(jint, futexWaitAnySupport);
  int *words = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  words[0] = 7;
  words[2] = -9;
  CHECK(futexWait(ENV, (jlong)words, 6, 1000) == -EAGAIN);
  CHECK(futexWait(ENV, (jlong)words, 7, 1000000) == -ETIMEDOUT);
  CHECK(futexWait(ENV, (jlong)(words + 2), -9, 1000000) == -ETIMEDOUT);
  CHECK(futexWake(ENV, (jlong)words, 1) == 0);

  pthread_t waker;
  void *woken = NULL;
  pthread_create(&waker, NULL, wakeUntilOne, words);
  CHECK(futexWait(ENV, (jlong)words, 7, 60000000000) == 0);
  pthread_join(waker, &woken);
  CHECK(woken == (void *)1);

  jint support = futexWaitAnySupport(ENV);
  CHECK(support == 0 || support == -ENOSYS || support == -EPERM);
  if (support != 0) {
    printf("native: futex_waitv is not known to this kernel or emulator, not tested\n");
    return;
  }
  jlong addresses[] = {(jlong)words, (jlong)(words + 2)};
  jint expected[] = {7, -9};
  struct array addressArray = {2, addresses};
  struct array expectedArray = {2, expected};
  jlongArray a = (jlongArray)&addressArray;
  jintArray e = (jintArray)&expectedArray;
  CHECK(futexWaitAny(ENV, a, e, 0, 1000) == -EINVAL);
  CHECK(futexWaitAny(ENV, a, e, 129, 1000) == -EINVAL);
  CHECK(futexWaitAny(ENV, a, e, 2, 999999999) == -ETIMEDOUT);
  pthread_create(&waker, NULL, wakeUntilOne, words + 2);
  CHECK(futexWaitAny(ENV, a, e, 2, 60000000000) == 1);
  pthread_join(waker, &woken);
  expected[1] = 0;
  CHECK(futexWaitAny(ENV, a, e, 2, 1000) == -EAGAIN);
}

/* Of an open file of 104096 bytes, by its number and its name. */
static void content(jint fd, jbyteArray path) {
  FUNCTION(jint, pathStatus, jbyteArray, jlongArray);
  FUNCTION(jint, fileStatus, jint, jlongArray);
  FUNCTION(jint, readFile, jint, jlong, jbyteArray, jint, jint);
  FUNCTION(jint, writeFile, jint, jlong, jbyteArray, jint, jint);
  FUNCTION(jint, resizeFile, jint, jlong);
  FUNCTION(jlong, freeBytes, jint);
  jlong found[3] = {0};
  struct array foundArray = {3, found};
  jlongArray f = (jlongArray)&foundArray;
  CHECK(pathStatus(ENV, path, f) == 0 && found[0] == (S_IFREG | 0600) && found[1] == geteuid() && found[2] == 104096);
  CHECK(resizeFile(ENV, fd, 200000) == 0);
  CHECK(fileStatus(ENV, fd, f) == 0 && found[0] == (S_IFREG | 0600) && found[1] == geteuid() && found[2] == 200000);
  CHECK(fileStatus(ENV, -1, f) == -EBADF);
  jbyte bytes[20000];
  memset(bytes, 'a', sizeof bytes);
  struct array byteArray = {sizeof bytes, bytes};
  jbyteArray b = (jbyteArray)&byteArray;
  CHECK(writeFile(ENV, fd, 190000, b, 1, 19999) == 16384);
  CHECK(fileStatus(ENV, fd, f) == 0 && found[2] == 206384);
  memset(bytes, 0, sizeof bytes);
  CHECK(readFile(ENV, fd, 206380, b, 2, 100) == 4 && bytes[1] == 0 && bytes[2] == 'a' && bytes[5] == 'a' && bytes[6] == 0);
  CHECK(readFile(ENV, fd, 206384, b, 0, 100) == 0);
  jlong left = freeBytes(ENV, fd);
  CHECK(left > 0 || left == -EINVAL);
}

static void files(void) {
  FUNCTION(jint, openFile, jbyteArray, jint);
  FUNCTION(jint, closeFile, jint);
  FUNCTION(jint, allocateFile, jint, jlong, jlong);
  FUNCTION(jint, lockByte, jint, jlong);
  FUNCTION(jint, unlockByte, jint, jlong);
  FUNCTION(jint, isByteFree, jint, jlong);
  char path[] = "/dev/shm/tandem-selftest-XXXXXX";
  close(mkstemp(path));
  unlink(path);
  struct array pathArray = {strlen(path), path};
  jbyteArray p = (jbyteArray)&pathArray;
  CHECK(openFile(ENV, p, 0) == -ENOENT);
  jint one = openFile(ENV, p, 1);
  jint two = openFile(ENV, p, 0);
  CHECK(one >= 0 && two >= 0 && one != two);
  struct stat status;
  CHECK(fstat(one, &status) == 0 && status.st_size == 0 && (status.st_mode & 0777) == 0600);
  CHECK((fcntl(one, F_GETFD) & FD_CLOEXEC) != 0);
  CHECK(openFile(ENV, p, 2) == -EEXIST);
  CHECK(allocateFile(ENV, one, 4096, 100000) == 0);
  CHECK(fstat(one, &status) == 0 && status.st_size == 104096 && status.st_blocks >= 100000 / 512);
  CHECK(lockByte(ENV, one, 4099) == 0);
  CHECK(lockByte(ENV, two, 4099) == -EAGAIN);
  CHECK(lockByte(ENV, two, 4100) == 0);
  CHECK(isByteFree(ENV, two, 4099) == 0);
  CHECK(isByteFree(ENV, two, 4101) == 1);
  CHECK(unlockByte(ENV, one, 4099) == 0);
  CHECK(isByteFree(ENV, two, 4099) == 1);
  content(one, p);
  CHECK(closeFile(ENV, two) == 0);
  CHECK(isByteFree(ENV, one, 4100) == 1);
  CHECK(closeFile(ENV, one) == 0);
  CHECK(closeFile(ENV, one) == -EBADF);

  char link[sizeof path + 1];
  snprintf(link, sizeof link, "%sl", path);
  CHECK(symlink(path, link) == 0);
  struct array linkArray = {strlen(link), link};
  CHECK(openFile(ENV, (jbyteArray)&linkArray, 0) == -ELOOP);
  FUNCTION(jint, pathStatus, jbyteArray, jlongArray);
  jlong found[3] = {0};
  struct array foundArray = {3, found};
  CHECK(pathStatus(ENV, (jbyteArray)&linkArray, (jlongArray)&foundArray) == 0 && (found[0] & S_IFMT) == S_IFLNK);
  unlink(link);
  unlink(path);
}

static void memory(void) {
  FUNCTION(jint, pageBytes);
  FUNCTION(jint, replaceByZeroPages, jlong, jlong);
  FUNCTION(jint, populateWritable, jlong, jlong);
  FUNCTION(jlong, mapFile, jint, jlong, jlong);
  FUNCTION(jint, unmap, jlong, jlong);
  FUNCTION(jobject, bufferOf, jlong, jlong);
  long page = sysconf(_SC_PAGESIZE);
  CHECK(pageBytes(ENV) == page);
  char path[] = "/dev/shm/tandem-selftest-XXXXXX";
  int fd = mkstemp(path);
  unlink(path);
  CHECK(ftruncate(fd, 4 * page) == 0);
  char *bytes = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  jint populated = populateWritable(ENV, (jlong)bytes, 4 * page);
  CHECK(populated == 0 || populated == -EINVAL); /* EINVAL: before Linux 5.14 */
  memset(bytes, 'x', 4 * page);
  CHECK(replaceByZeroPages(ENV, (jlong)bytes + 1, page) == -EINVAL);
  CHECK(replaceByZeroPages(ENV, (jlong)(bytes + page), 2 * page) == 0);
  CHECK(bytes[0] == 'x' && bytes[page] == 0 && bytes[3 * page - 1] == 0 && bytes[3 * page] == 'x');
  bytes[page] = 'y';
  char read = 0;
  CHECK(pread(fd, &read, 1, page) == 1 && read == 'x');
  char *again = (char *)mapFile(ENV, fd, page, 2 * page);
  CHECK(again[0] == 'x' && again != bytes);
  again[page] = 'z';
  CHECK(pread(fd, &read, 1, 2 * page) == 1 && read == 'z');
  CHECK(bufferOf(ENV, (jlong)again, 100) == (jobject)again);
  CHECK(unmap(ENV, (jlong)again, 2 * page) == 0);
  CHECK(mapFile(ENV, fd, 1, page) == -EINVAL);
  close(fd);
}

static void processes(void) {
  FUNCTION(jint, abiVersion);
  FUNCTION(jint, processId);
  FUNCTION(jint, effectiveUserId);
  FUNCTION(jint, probeProcess, jint);
  FUNCTION(jint, openPidfd, jint);
  FUNCTION(jint, pollReadable, jint, jlong);
  FUNCTION(jint, closeFile, jint);
  FUNCTION(jint, getAffinity, jlongArray);
  FUNCTION(jint, setAffinity, jlongArray);
  CHECK(abiVersion(ENV) > 0);
  CHECK(processId(ENV) == getpid());
  CHECK(effectiveUserId(ENV) == (jint)geteuid());
  CHECK(probeProcess(ENV, getpid()) == 0);

  pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  jint fd = openPidfd(ENV, child);
  CHECK(fd >= 0 || fd == -ENOSYS);
  if (fd >= 0) {
    CHECK(pollReadable(ENV, fd, 1000000) == 0);
    kill(child, SIGKILL);
    CHECK(pollReadable(ENV, fd, 60000000000) == 1);
    CHECK(closeFile(ENV, fd) == 0);
  }
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  CHECK(probeProcess(ENV, child) == -ESRCH);
  CHECK(fd == -ENOSYS || openPidfd(ENV, child) == -ESRCH);

  jlong words[128] = {0};
  struct array mask = {128, words};
  jint bytes = getAffinity(ENV, (jlongArray)&mask);
  CHECK(bytes > 0);
  int cpu = 0;
  while (cpu < 64 && (words[0] >> cpu & 1) == 0) {
    cpu++;
  }
  words[0] = 1L << cpu;
  memset(words + 1, 0, sizeof words - sizeof words[0]);
  CHECK(setAffinity(ENV, (jlongArray)&mask) == 0);
  words[0] = 0;
  CHECK(getAffinity(ENV, (jlongArray)&mask) > 0 && words[0] == 1L << cpu);
}

int main(int count, char **arguments) {
  library = count == 2 ? dlopen(arguments[1], RTLD_NOW) : NULL;
  if (library == NULL) {
    printf("native: cannot load the library: %s\n", count == 2 ? dlerror() : "no path given");
    return 1;
  }
  futexes();
  files();
  memory();
  processes();
  printf("native: self-test of %s: %s\n", arguments[1], failures == 0 ? "passed" : "FAILED");
  return failures != 0;
}
