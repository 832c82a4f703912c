/*
 * Cache-line ping-pong between two processes: the shortest round trip that two cores can make.
 *
 *   pingpong [--cpus A,B] [--payload BYTES] [--count N] [--warmup N] [--directory D]
 *
 * Each direction has one commit word with the payload right behind it. The writer stores the
 * payload, then the commit word (release); the reader spins on that word (acquire), then reads the
 * payload. Time is taken right after sending, while the message is in flight, so the clock is not
 * part of the round trip.
 */
#include "bench.h"

struct box {
  uint64_t commit __attribute__((aligned(LINE_PAIR)));
  uint64_t payload[];
};

static inline void send_message(struct box *box, uint64_t number, uint64_t base, uint64_t words) {
  write_words(box->payload, base, words);
  store_release(&box->commit, number);
}

static inline uint64_t receive_message(const struct box *box, uint64_t number, uint64_t words) {
  while (load_acquire(&box->commit) != number) {
  }
  return read_words(box->payload, words);
}

static void answer(struct box *in, struct box *out, uint64_t rounds, uint64_t words,
                   struct peer_report *report) {
  uint64_t delay = run_delay_ns(), sum = 0, state = 1;
  for (uint64_t i = 1; i <= rounds; i++) {
    sum += receive_message(in, i, words);
    send_message(out, i, next_base(&state, 0), words);
  }
  report->checksum = sum;
  report->run_delay_ns = run_delay_ns() - delay;
}

int main(int argc, char **argv) {
  struct cpus cpus = cpus_option(argc, argv);
  uint64_t words = option(argc, argv, "--payload", 32) / 8;
  uint64_t count = option(argc, argv, "--count", 200000);
  uint64_t warmup = option(argc, argv, "--warmup", 20000);
  size_t box_bytes = (sizeof(struct box) + words * 8 + 4095) / 4096 * 4096;
  char *memory = map_file(text_option(argc, argv, "--directory", "/dev/shm"), 2 * box_bytes + 4096);
  struct box *ping = (struct box *)memory, *pong = (struct box *)(memory + box_bytes);
  struct peer_report *report = (struct peer_report *)(memory + 2 * box_bytes);
  uint64_t *samples = calloc(count, sizeof *samples);
  if (words == 0 || count == 0 || samples == NULL) {
    fail("--payload must be 8 or more, --count 1 or more (and fit in memory)");
  }
  memset(samples, 1, count * sizeof *samples);

  pid_t child = start_peer();
  if (child == 0) {
    pin(cpus.second);
    answer(ping, pong, warmup + count, words, report);
    _exit(0);
  }
  pin(cpus.first);
  uint64_t sent = 0, got = 0, expected = 0, before = 0, delay = 0, state = 7, answers = 1;
  for (uint64_t i = 1; i <= warmup + count; i++) {
    if (i == warmup + 1) {
      delay = run_delay_ns();
      before = now_ns();
    }
    uint64_t base = next_base(&state, 0);
    send_message(ping, i, base, words);
    sent += message_sum(base, words);
    if (i > warmup + 1) {
      uint64_t now = now_ns();
      samples[i - warmup - 2] = now - before;
      before = now;
    } else if (i == warmup + 1) {
      before = now_ns();
    }
    got += receive_message(pong, i, words);
    expected += message_sum(next_base(&answers, 0), words);
  }
  samples[count - 1] = now_ns() - before;
  delay = run_delay_ns() - delay;
  await_peer(child);
  printf("{\"program\": \"pingpong\", \"payload_bytes\": %llu, \"count\": %llu, ",
         (unsigned long long)words * 8, (unsigned long long)count);
  print_percentiles(samples, count);
  return print_ending(child, sent + expected, report->checksum + got, delay + report->run_delay_ns);
}
