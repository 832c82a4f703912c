/*
 * One-way throughput of a ring between two processes: as many messages as two cores can move.
 *
 *   ring [--cpus A,B] [--payload BYTES] [--ring BYTES] [--count N] [--pauses N] [--steps N]
 *        [--commit slot|counter] [--batch N] [--repetitions N] [--directory D]
 *
 * commit slot: each slot is one commit word and the payload; position + 1 in the commit word
 * (release) is the publication. commit counter: payloads alone, and one shared tail.
 * The producer caches the consumer's head and reads it again only when the ring looks full; the
 * consumer publishes its head once per batch. --pauses is what the consumer does after it found
 * nothing: 0 looks again at once ('eager'); many pauses let lines fill first ('deep').
 * --steps is the producer's own work per message, in dependent multiply-adds of about 1.3 ns.
 */
#include "bench.h"

struct ring {
  uint64_t head __attribute__((aligned(LINE_PAIR)));
  uint64_t tail __attribute__((aligned(LINE_PAIR)));
  uint64_t go __attribute__((aligned(LINE_PAIR)));
  struct peer_report report __attribute__((aligned(LINE_PAIR)));
  uint64_t slots[] __attribute__((aligned(4096)));
};

struct plan {
  uint64_t count, words, slots, pauses, steps, batch;
  int by_counter;
};

/* 'words' and 'by_counter' are constants at each call, so that each case is its own tight loop. */
static inline __attribute__((always_inline)) uint64_t produce(struct ring *ring, struct plan plan,
                                                              uint64_t words, int by_counter) {
  uint64_t stride = by_counter ? words : words + 1;
  uint64_t sum = 0, state = 7, head = 0, slot = 0;
  for (uint64_t i = 0; i < plan.count; i++) {
    uint64_t base = next_base(&state, plan.steps);
    if (i - head == plan.slots) {
      while (i - (head = load_acquire(&ring->head)) == plan.slots) {
        relax();
      }
    }
    uint64_t *at = ring->slots + slot * stride;
    if (by_counter) {
      write_words(at, base, words);
      store_release(&ring->tail, i + 1);
    } else {
      write_words(at + 1, base, words);
      store_release(at, i + 1);
    }
    sum += message_sum(base, words);
    slot = slot + 1 == plan.slots ? 0 : slot + 1;
  }
  return sum;
}

static inline __attribute__((always_inline)) uint64_t consume(struct ring *ring, struct plan plan,
                                                              uint64_t words, int by_counter) {
  uint64_t stride = by_counter ? words : words + 1;
  uint64_t sum = 0, published = 0, slot = 0, i = 0, tail = 0;
  while (i < plan.count) {
    uint64_t *at = ring->slots + slot * stride;
    if (by_counter ? i == tail && i == (tail = load_acquire(&ring->tail))
                   : load_acquire(at) != i + 1) {
      if (published != i) {
        store_release(&ring->head, published = i);
      }
      relax_times(plan.pauses);
      continue;
    }
    sum += read_words(by_counter ? at : at + 1, words);
    i++;
    slot = slot + 1 == plan.slots ? 0 : slot + 1;
    if (i - published == plan.batch) {
      store_release(&ring->head, published = i);
    }
  }
  store_release(&ring->head, i);
  return sum;
}

static uint64_t run_producer(struct ring *ring, struct plan plan) {
  if (plan.words == 4) {
    return plan.by_counter ? produce(ring, plan, 4, 1) : produce(ring, plan, 4, 0);
  }
  return produce(ring, plan, plan.words, plan.by_counter);
}

static uint64_t run_consumer(struct ring *ring, struct plan plan) {
  if (plan.words == 4) {
    return plan.by_counter ? consume(ring, plan, 4, 1) : consume(ring, plan, 4, 0);
  }
  return consume(ring, plan, plan.words, plan.by_counter);
}

static int run(struct ring *ring, size_t bytes, struct plan plan, struct cpus cpus) {
  memset(ring, 0, bytes);
  pid_t child = start_peer();
  if (child == 0) {
    pin(cpus.second);
    uint64_t delay = run_delay_ns();
    store_release(&ring->go, 1);
    ring->report.checksum = run_consumer(ring, plan);
    ring->report.run_delay_ns = run_delay_ns() - delay;
    _exit(0);
  }
  pin(cpus.first);
  while (load_acquire(&ring->go) == 0) {
    relax();
  }
  uint64_t delay = run_delay_ns(), start = now_ns();
  uint64_t sent = run_producer(ring, plan);
  while (load_acquire(&ring->head) != plan.count) {
    relax();
  }
  uint64_t elapsed = now_ns() - start;
  delay = run_delay_ns() - delay;
  await_peer(child);
  printf("{\"program\": \"ring\", \"commit\": \"%s\", \"payload_bytes\": %llu, \"slots\": %llu, "
         "\"pauses\": %llu, \"steps\": %llu, \"count\": %llu, \"elapsed_ns\": %llu, "
         "\"per_second\": %.0f",
         plan.by_counter ? "counter" : "slot", (unsigned long long)plan.words * 8,
         (unsigned long long)plan.slots, (unsigned long long)plan.pauses,
         (unsigned long long)plan.steps, (unsigned long long)plan.count,
         (unsigned long long)elapsed, (double)plan.count * 1e9 / (double)elapsed);
  return print_ending(child, sent, ring->report.checksum, delay + ring->report.run_delay_ns);
}

int main(int argc, char **argv) {
  struct cpus cpus = cpus_option(argc, argv);
  uint64_t ring_bytes = option(argc, argv, "--ring", 1 << 20);
  struct plan plan = {
      .count = option(argc, argv, "--count", 20000000),
      .words = option(argc, argv, "--payload", 32) / 8,
      .pauses = option(argc, argv, "--pauses", 0),
      .steps = option(argc, argv, "--steps", 0),
      .by_counter = strcmp(text_option(argc, argv, "--commit", "slot"), "counter") == 0,
  };
  if (plan.words == 0 || plan.count == 0) {
    fail("--payload must be 8 or more, --count 1 or more");
  }
  plan.slots = ring_bytes / 8 / (plan.by_counter ? plan.words : plan.words + 1);
  plan.batch = option(argc, argv, "--batch", plan.slots / 8);
  if (plan.slots < 2 || plan.batch == 0 || plan.batch > plan.slots) {
    fail("--ring %llu is too small for --payload %llu and --batch %llu",
         (unsigned long long)ring_bytes, (unsigned long long)plan.words * 8,
         (unsigned long long)plan.batch);
  }
  size_t bytes = (sizeof(struct ring) + ring_bytes + 4095) / 4096 * 4096;
  struct ring *ring = map_file(text_option(argc, argv, "--directory", "/dev/shm"), bytes);
  uint64_t repetitions = option(argc, argv, "--repetitions", 1);
  int result = 0;
  for (uint64_t i = 0; i < repetitions; i++) {
    result |= run(ring, bytes, plan, cpus);
    fflush(stdout);
  }
  return result;
}
