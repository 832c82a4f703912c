/*
 * What the reference programs share: options, pinning, the clock, a mapped file, message payloads,
 * percentiles and the one JSON line each program ends with.
 *
 * Messages: word j of a message is base + j, where base is a fresh value per message. The writer
 * adds up what it wrote from the bases alone, the reader adds up the words it really loaded; a
 * program fails when the two sums differ.
 */
#ifndef TANDEM_BENCH_H
#define TANDEM_BENCH_H

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Two lines apart, because the adjacent-line prefetcher moves lines in pairs. */
#define LINE_PAIR 128
#define LINE 64
#define GOLDEN UINT64_C(0x9E3779B97F4A7C15)

static inline void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(2);
}

/* ---- options: --name value ---- */

static inline const char *text_option(int argc, char **argv, const char *name, const char *otherwise) {
  for (int i = 1; i + 1 < argc; i++) {
    if (strcmp(argv[i], name) == 0) {
      return argv[i + 1];
    }
  }
  return otherwise;
}

static inline uint64_t option(int argc, char **argv, const char *name, uint64_t otherwise) {
  const char *text = text_option(argc, argv, name, NULL);
  if (text == NULL) {
    return otherwise;
  }
  char *end;
  errno = 0;
  uint64_t value = strtoull(text, &end, 10);
  if (errno != 0 || *end != '\0' || end == text) {
    fail("%s: '%s' is not a number", name, text);
  }
  return value;
}

/* --cpus A,B; -1 leaves a side where the scheduler puts it. */
struct cpus {
  int first, second;
};

static inline struct cpus cpus_option(int argc, char **argv) {
  struct cpus cpus;
  const char *text = text_option(argc, argv, "--cpus", "0,1");
  if (sscanf(text, "%d,%d", &cpus.first, &cpus.second) != 2) {
    fail("--cpus: '%s' is not of the form A,B", text);
  }
  return cpus;
}

static inline void pin(int cpu) {
  if (cpu < 0) {
    return;
  }
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) {
    fail("cannot pin to cpu %d: %s", cpu, strerror(errno));
  }
}

/* ---- time ---- */

static inline uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Nanoseconds this process was ready to run but did not: somebody else had its core. */
static inline uint64_t run_delay_ns(void) {
  unsigned long long ran = 0, waited = 0;
  FILE *file = fopen("/proc/self/schedstat", "r");
  if (file != NULL) {
    if (fscanf(file, "%llu %llu", &ran, &waited) != 2) {
      waited = 0;
    }
    fclose(file);
  }
  return waited;
}

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("isb" ::: "memory");
#endif
}

static inline void relax_times(uint64_t times) {
  for (uint64_t i = 0; i < times; i++) {
    relax();
  }
}

/* ---- memory and words ---- */

/* A shared mapping of a real file (in --directory, default /dev/shm), every page touched. */
static inline void *map_file(const char *directory, size_t bytes) {
  char path[4096];
  snprintf(path, sizeof path, "%s/tandem-bench-XXXXXX", directory);
  int fd = mkstemp(path);
  if (fd < 0) {
    fail("cannot create %s: %s", path, strerror(errno));
  }
  unlink(path);
  int error = posix_fallocate(fd, 0, (off_t)bytes);
  if (error != 0) {
    fail("cannot allocate %zu bytes in %s: %s", bytes, directory, strerror(error));
  }
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
  if (memory == MAP_FAILED) {
    fail("cannot map %zu bytes of %s: %s", bytes, path, strerror(errno));
  }
  close(fd);
  return memory;
}

static inline uint64_t load_acquire(const uint64_t *word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline void store_release(uint64_t *word, uint64_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/* ---- messages ---- */

/* The sum of the words of a message with this base. */
static inline uint64_t message_sum(uint64_t base, uint64_t words) {
  return words * base + words * (words - 1) / 2;
}

static inline void write_words(uint64_t *to, uint64_t base, uint64_t words) {
  if (words == 4) {
    to[0] = base;
    to[1] = base + 1;
    to[2] = base + 2;
    to[3] = base + 3;
    return;
  }
  for (uint64_t j = 0; j < words; j++) {
    to[j] = base + j;
  }
}

static inline uint64_t read_words(const uint64_t *from, uint64_t words) {
  if (words == 4) {
    return from[0] + from[1] + from[2] + from[3];
  }
  uint64_t sum = 0;
  for (uint64_t j = 0; j < words; j++) {
    sum += from[j];
  }
  return sum;
}

/* The next base; 'steps' dependent multiply-adds stand for the producer's own work. */
static inline uint64_t next_base(uint64_t *state, uint64_t steps) {
  uint64_t x = *state + GOLDEN;
  for (uint64_t i = 0; i < steps; i++) {
    x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  }
  *state = x;
  return x;
}

/* ---- results ---- */

static inline int ascending(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return (a > b) - (a < b);
}

/* The smallest of the sorted samples that at least this share of them does not exceed. */
static inline uint64_t at_share(const uint64_t *sorted, uint64_t count, double share) {
  uint64_t rank = (uint64_t)(share * (double)count + 0.999999);
  return sorted[rank < 1 ? 0 : rank > count ? count - 1 : rank - 1];
}

/* Sorts the samples and prints their percentiles as JSON members. */
static inline void print_percentiles(uint64_t *samples, uint64_t count) {
  qsort(samples, count, sizeof *samples, ascending);
  uint64_t total = 0;
  for (uint64_t i = 0; i < count; i++) {
    total += samples[i];
  }
  /* The mean of the middle half: finer than the median where the clock ticks in 10 ns. */
  uint64_t from = count / 4, to = count - count / 4;
  double middle = 0;
  for (uint64_t i = from; i < to; i++) {
    middle += (double)samples[i];
  }
  printf("\"middle_ns\": %.1f, \"p50_ns\": %llu, \"p99_ns\": %llu, \"p999_ns\": %llu, "
         "\"max_ns\": %llu, \"mean_ns\": %.1f",
         middle / (double)(to - from), (unsigned long long)at_share(samples, count, 0.5),
         (unsigned long long)at_share(samples, count, 0.99),
         (unsigned long long)at_share(samples, count, 0.999),
         (unsigned long long)samples[count - 1], (double)total / (double)count);
}

/* What the second process leaves for the first to print. */
struct peer_report {
  uint64_t checksum, run_delay_ns, elapsed_ns;
};

/* Starts the second process; it dies with the first. */
static inline pid_t start_peer(void) {
  pid_t parent = getpid();
  pid_t child = fork();
  if (child < 0) {
    fail("cannot fork: %s", strerror(errno));
  }
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
      _exit(2);
    }
  }
  return child;
}

static inline void await_peer(pid_t child) {
  int status;
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fail("the second process failed");
  }
}

/* Ends the JSON line begun by the program; returns the exit code. */
static inline int print_ending(pid_t child, uint64_t sent, uint64_t received, uint64_t delay_ns) {
  printf(", \"pid\": %d, \"peer_pid\": %d, \"checksum_sent\": \"%016llx\""
         ", \"checksum_received\": \"%016llx\", \"run_delay_ns\": %llu}\n",
         (int)getpid(), (int)child, (unsigned long long)sent, (unsigned long long)received,
         (unsigned long long)delay_ns);
  if (sent != received) {
    fprintf(stderr, "checksums differ: a message was lost, repeated or torn\n");
    return 1;
  }
  return 0;
}

#endif
