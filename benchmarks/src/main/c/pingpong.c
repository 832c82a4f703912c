/*
 * Cache-line ping-pong between two processes: the shortest round trip that two cores can make.
 *
 *   pingpong [--cpus A,B] [--payload BYTES] [--cells N] [--count N] [--warmup N] [--directory D]
 *
 * Each direction has one commit word with the payload right behind it. The writer stores the
 * payload, then the commit word (release); the reader spins on that word (acquire), then reads the
 * payload. With --cells N (a power of two), each direction has that many, used in turn as a ring
 * does: from 16 cells on a round trip takes 10 to 40 % longer than on the same line again and
 * again, which no queue can do. Time is taken right after sending, while the message is in flight, so the clock is not
 * part of the round trip.
 */
#include "bench.h"

struct box {
  uint64_t commit;
  uint64_t payload[];
};

struct ring {
  char *first;
  uint64_t mask, cell_bytes;
};

static inline struct box *cell(const struct ring *ring, uint64_t number) {
  return (struct box *)(ring->first + (number & ring->mask) * ring->cell_bytes);
}

static inline void send_message(const struct ring *ring, uint64_t number, uint64_t base,
                                uint64_t words) {
  struct box *box = cell(ring, number);
  write_words(box->payload, base, words);
  store_release(&box->commit, number);
}

static inline uint64_t receive_message(const struct ring *ring, uint64_t number, uint64_t words) {
  const struct box *box = cell(ring, number);
  while (load_acquire(&box->commit) != number) {
  }
  return read_words(box->payload, words);
}

static void answer(const struct ring *in, const struct ring *out, uint64_t rounds, uint64_t words,
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
  uint64_t cells = option(argc, argv, "--cells", 1);
  uint64_t cell_bytes = (sizeof(struct box) + words * 8 + LINE - 1) / LINE * LINE;
  size_t box_bytes = (cells * cell_bytes + 4095) / 4096 * 4096;
  char *memory = map_file(text_option(argc, argv, "--directory", "/dev/shm"), 2 * box_bytes + 4096);
  struct ring pings = {memory, cells - 1, cell_bytes}, pongs = {memory + box_bytes, cells - 1, cell_bytes};
  const struct ring *ping = &pings, *pong = &pongs;
  struct peer_report *report = (struct peer_report *)(memory + 2 * box_bytes);
  uint64_t *samples = calloc(count, sizeof *samples);
  if (words == 0 || count == 0 || samples == NULL || cells == 0 || (cells & (cells - 1)) != 0) {
    fail("--payload must be 8 or more, --count 1 or more (and fit in memory), --cells a power of 2");
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
  printf("{\"program\": \"pingpong\", \"payload_bytes\": %llu, \"cells\": %llu, \"count\": %llu, ",
         (unsigned long long)words * 8, (unsigned long long)cells, (unsigned long long)count);
  print_percentiles(samples, count);
  return print_ending(child, sent + expected, report->checksum + got, delay + report->run_delay_ns);
}
