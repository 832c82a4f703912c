/*
 * What two processes copy through shared memory: memcpy in by one, memcpy out by the other.
 *
 *   copy [--cpus A,B] [--payload BYTES] [--ring BYTES] [--count N] [--directory D]
 *
 * A ring of slots with one commit word each, as in ring.c. Each message comes from the writer's own
 * buffer and ends in the reader's. One word of each 4096 bytes is made anew, at another place in
 * each message, and added up by the reader from its copy.
 */
#include "bench.h"

#define STEP 4096

struct ring {
  uint64_t head __attribute__((aligned(LINE_PAIR)));
  uint64_t go __attribute__((aligned(LINE_PAIR)));
  struct peer_report report __attribute__((aligned(LINE_PAIR)));
  char slots[] __attribute__((aligned(4096)));
};

struct plan {
  uint64_t count, bytes, slots;
};

static inline uint64_t stamps(uint64_t bytes) {
  return bytes < STEP ? 1 : bytes / STEP;
}

/* Where word j of that message is that is made anew; not all in lines of one set of the cache. */
static inline uint64_t *place(uint64_t *own, uint64_t bytes, uint64_t number, uint64_t j) {
  return own + j * (STEP / 8) + (number + j) % ((bytes < STEP ? bytes : STEP) / 8);
}

static inline char *slot(struct ring *ring, struct plan plan, uint64_t number) {
  return ring->slots + number % plan.slots * (plan.bytes + LINE);
}

static uint64_t produce(struct ring *ring, struct plan plan, uint64_t *own) {
  uint64_t sum = 0, state = 7, words = stamps(plan.bytes);
  for (uint64_t i = 0; i < plan.count; i++) {
    uint64_t base = next_base(&state, 0);
    for (uint64_t j = 0; j < words; j++) {
      *place(own, plan.bytes, i, j) = base + j;
    }
    while (i - load_acquire(&ring->head) == plan.slots) {
      relax();
    }
    char *to = slot(ring, plan, i);
    memcpy(to + LINE, own, plan.bytes);
    store_release((uint64_t *)to, i + 1);
    sum += message_sum(base, words);
  }
  return sum;
}

static uint64_t consume(struct ring *ring, struct plan plan, uint64_t *own) {
  uint64_t sum = 0, words = stamps(plan.bytes);
  for (uint64_t i = 0; i < plan.count; i++) {
    const char *from = slot(ring, plan, i);
    while (load_acquire((const uint64_t *)from) != i + 1) {
      relax();
    }
    memcpy(own, from + LINE, plan.bytes);
    store_release(&ring->head, i + 1);
    for (uint64_t j = 0; j < words; j++) {
      sum += *place(own, plan.bytes, i, j);
    }
  }
  return sum;
}

int main(int argc, char **argv) {
  struct cpus cpus = cpus_option(argc, argv);
  uint64_t ring_bytes = option(argc, argv, "--ring", 8 << 20);
  struct plan plan = {
      .count = option(argc, argv, "--count", 10000),
      .bytes = option(argc, argv, "--payload", 1 << 20) / 8 * 8,
  };
  if (plan.bytes == 0 || plan.count == 0 || ring_bytes / plan.bytes < 2) {
    fail("--payload must be 8 or more and at most half of --ring, --count 1 or more");
  }
  plan.slots = ring_bytes / plan.bytes;
  size_t bytes = sizeof(struct ring) + plan.slots * (plan.bytes + LINE);
  struct ring *ring =
      map_file(text_option(argc, argv, "--directory", "/dev/shm"), (bytes + 4095) / 4096 * 4096);
  memset(ring, 0, bytes);
  uint64_t *own = aligned_alloc(4096, (plan.bytes + 4095) / 4096 * 4096);
  if (own == NULL) {
    fail("not enough memory for a message of %llu bytes", (unsigned long long)plan.bytes);
  }
  memset(own, 1, plan.bytes);

  pid_t child = start_peer();
  if (child == 0) {
    pin(cpus.second);
    memset(own, 2, plan.bytes);
    uint64_t delay = run_delay_ns();
    store_release(&ring->go, 1);
    ring->report.checksum = consume(ring, plan, own);
    ring->report.run_delay_ns = run_delay_ns() - delay;
    _exit(0);
  }
  pin(cpus.first);
  memset(own, 3, plan.bytes);
  while (load_acquire(&ring->go) == 0) {
    relax();
  }
  uint64_t delay = run_delay_ns(), start = now_ns();
  uint64_t sent = produce(ring, plan, own);
  while (load_acquire(&ring->head) != plan.count) {
    relax();
  }
  uint64_t elapsed = now_ns() - start;
  delay = run_delay_ns() - delay;
  await_peer(child);
  double per_second = (double)plan.count * 1e9 / (double)elapsed;
  printf("{\"program\": \"copy\", \"payload_bytes\": %llu, \"slots\": %llu, \"count\": %llu, "
         "\"elapsed_ns\": %llu, \"per_second\": %.1f, \"bytes_per_second\": %.0f",
         (unsigned long long)plan.bytes, (unsigned long long)plan.slots,
         (unsigned long long)plan.count, (unsigned long long)elapsed, per_second,
         per_second * (double)plan.bytes);
  return print_ending(child, sent, ring->report.checksum, delay + ring->report.run_delay_ns);
}
