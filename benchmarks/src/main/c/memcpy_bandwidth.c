/*
 * What one thread's memcpy moves, in and out of shared memory's reach: the limit for large messages.
 *
 *   memcpy_bandwidth [--cpus A,B] [--bytes N] [--total BYTES]
 *
 * Only cpu A is used.
 */
#include "bench.h"

int main(int argc, char **argv) {
  struct cpus cpus = cpus_option(argc, argv);
  uint64_t bytes = option(argc, argv, "--bytes", 1 << 20) / 8 * 8;
  uint64_t total = option(argc, argv, "--total", UINT64_C(4) << 30);
  if (bytes == 0 || total < bytes) {
    fail("--bytes must be 8 or more and at most --total");
  }
  pin(cpus.first);
  uint64_t words = bytes / 8, *from = malloc(bytes), *to = malloc(bytes);
  if (from == NULL || to == NULL) {
    fail("not enough memory for two buffers of %llu bytes", (unsigned long long)bytes);
  }
  write_words(from, GOLDEN, words);
  memset(to, 0, bytes);
  uint64_t rounds = total / bytes, delay = run_delay_ns(), start = now_ns();
  for (uint64_t i = 0; i < rounds; i++) {
    from[i % words]++;
    memcpy(to, from, bytes);
    __asm__ __volatile__("" : : "r"(to) : "memory");
  }
  uint64_t elapsed = now_ns() - start;
  delay = run_delay_ns() - delay;
  printf("{\"program\": \"memcpy_bandwidth\", \"bytes\": %llu, \"count\": %llu, "
         "\"bytes_per_second\": %.0f",
         (unsigned long long)bytes, (unsigned long long)rounds,
         (double)(rounds * bytes) * 1e9 / (double)elapsed);
  return print_ending(0, message_sum(GOLDEN, words) + rounds, read_words(to, words), delay);
}
