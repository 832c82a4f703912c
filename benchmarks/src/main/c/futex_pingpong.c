/*
 * Blocking hand-off: two processes that sleep in futex(2) until the other wakes them.
 *
 *   futex_pingpong [--cpus A,B] [--payload BYTES] [--count N] [--warmup N] [--directory D]
 *
 * Neither side spins. The same core twice (--cpus 0,0) shows what it costs when the scheduler puts
 * both there.
 */
#include <linux/futex.h>
#include <sys/syscall.h>

#include "bench.h"

struct box {
  uint32_t word __attribute__((aligned(LINE_PAIR)));
  uint64_t payload[] __attribute__((aligned(8)));
};

static void send_message(struct box *box, uint32_t number, uint64_t base, uint64_t words) {
  write_words(box->payload, base, words);
  __atomic_store_n(&box->word, number, __ATOMIC_RELEASE);
  syscall(SYS_futex, &box->word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static uint64_t receive_message(struct box *box, uint32_t number, uint64_t words, uint64_t *slept) {
  while (__atomic_load_n(&box->word, __ATOMIC_ACQUIRE) != number) {
    if (syscall(SYS_futex, &box->word, FUTEX_WAIT, number - 1, NULL, NULL, 0) == 0) {
      (*slept)++;
    } else if (errno != EAGAIN && errno != EINTR) {
      fail("futex: %s", strerror(errno));
    }
  }
  return read_words(box->payload, words);
}

int main(int argc, char **argv) {
  struct cpus cpus = cpus_option(argc, argv);
  uint64_t words = option(argc, argv, "--payload", 32) / 8;
  uint64_t count = option(argc, argv, "--count", 5000);
  uint64_t warmup = option(argc, argv, "--warmup", 500);
  size_t box_bytes = (sizeof(struct box) + words * 8 + 4095) / 4096 * 4096;
  char *memory = map_file(text_option(argc, argv, "--directory", "/dev/shm"), 2 * box_bytes + 4096);
  struct box *ping = (struct box *)memory, *pong = (struct box *)(memory + box_bytes);
  struct peer_report *report = (struct peer_report *)(memory + 2 * box_bytes);
  uint64_t *samples = calloc(count, sizeof *samples);
  if (words == 0 || count == 0 || count + warmup > UINT32_MAX || samples == NULL) {
    fail("--payload must be 8 or more, --count from 1 to 2^32");
  }
  uint64_t slept = 0;

  pid_t child = start_peer();
  if (child == 0) {
    pin(cpus.second);
    uint64_t sum = 0, state = 1;
    for (uint32_t i = 1; i <= warmup + count; i++) {
      sum += receive_message(ping, i, words, &slept);
      send_message(pong, i, next_base(&state, 0), words);
    }
    report->checksum = sum;
    report->elapsed_ns = slept;
    _exit(0);
  }
  pin(cpus.first);
  uint64_t sent = 0, got = 0, expected = 0, state = 7, answers = 1;
  for (uint32_t i = 1; i <= warmup + count; i++) {
    uint64_t base = next_base(&state, 0), before = now_ns();
    send_message(ping, i, base, words);
    got += receive_message(pong, i, words, &slept);
    if (i > warmup) {
      samples[i - warmup - 1] = now_ns() - before;
    }
    sent += message_sum(base, words);
    expected += message_sum(next_base(&answers, 0), words);
  }
  await_peer(child);
  printf("{\"program\": \"futex_pingpong\", \"payload_bytes\": %llu, \"count\": %llu, "
         "\"cpus\": \"%d,%d\", \"slept\": %llu, \"peer_slept\": %llu, ",
         (unsigned long long)words * 8, (unsigned long long)count, cpus.first, cpus.second,
         (unsigned long long)slept, (unsigned long long)report->elapsed_ns);
  print_percentiles(samples, count);
  return print_ending(child, sent + expected, report->checksum + got, 0);
}
