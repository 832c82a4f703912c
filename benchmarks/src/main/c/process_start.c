/*
 * Starts an empty process again and again: the time from vfork to its first byte through a pipe.
 *
 *   process_start [--cpus A,B] [--count N] [--warmup N]
 *
 * The parent stays on cpu A, the children run on cpu B.
 */
#include <spawn.h>

#include "bench.h"

extern char **environ;

static uint64_t start_once(int cpu) {
  int pipe_ends[2];
  char cpu_text[16], byte;
  if (pipe(pipe_ends) != 0) {
    fail("pipe: %s", strerror(errno));
  }
  snprintf(cpu_text, sizeof cpu_text, "%d", cpu);
  char *arguments[] = {"process_start", "--empty", cpu_text, NULL};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], 1);
  posix_spawn_file_actions_addclose(&actions, pipe_ends[0]);
  uint64_t before = now_ns();
  pid_t child;
  int error = posix_spawn(&child, "/proc/self/exe", &actions, NULL, arguments, environ);
  if (error != 0) {
    fail("posix_spawn: %s", strerror(error));
  }
  close(pipe_ends[1]);
  if (read(pipe_ends[0], &byte, 1) != 1) {
    fail("the started process wrote nothing");
  }
  uint64_t elapsed = now_ns() - before;
  close(pipe_ends[0]);
  await_peer(child);
  posix_spawn_file_actions_destroy(&actions);
  return elapsed;
}

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "--empty") == 0) {
    pin(atoi(argv[2]));
    return write(1, ".", 1) == 1 ? 0 : 1;
  }
  struct cpus cpus = cpus_option(argc, argv);
  uint64_t count = option(argc, argv, "--count", 50);
  uint64_t warmup = option(argc, argv, "--warmup", 5);
  uint64_t *samples = calloc(count, sizeof *samples);
  if (count == 0 || samples == NULL) {
    fail("--count must be 1 or more");
  }
  pin(cpus.first);
  for (uint64_t i = 0; i < warmup + count; i++) {
    uint64_t elapsed = start_once(cpus.second);
    if (i >= warmup) {
      samples[i - warmup] = elapsed;
    }
  }
  printf("{\"program\": \"process_start\", \"count\": %llu, ", (unsigned long long)count);
  print_percentiles(samples, count);
  printf(", \"start_ns\": %llu", (unsigned long long)at_share(samples, count, 0.5));
  return print_ending(0, 0, 0, 0);
}
