"""Python's multiprocessing.Queue between producers and consumers, each a process of its own.

    queue_rival.py --producers N --consumers M --count MESSAGES [--cpus A,B]

A message is 64 bytes: the words base to base + 7. The producers run on cpu A, the consumers on
cpu B (-1: anywhere). Prints one line of JSON, as the C programs do.
"""

import argparse
import json
import multiprocessing
import os
import struct
import time

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
MESSAGE = struct.Struct("<8Q")


def pin(cpu):
    if cpu >= 0:
        os.sched_setaffinity(0, {cpu})


def produce(queue, ready, reports, cpu, seed, count):
    pin(cpu)
    ready.wait()
    total, base = 0, seed
    for _ in range(count):
        base = (base + GOLDEN) & MASK
        message = MESSAGE.pack(*((base + word) & MASK for word in range(8)))
        queue.put(message)
        total += 8 * base + 28
    queue.close()
    queue.join_thread()  # what the feeder thread still had is in the pipe now
    reports.put((os.getpid(), total & MASK, count))


def consume(queue, ready, reports, cpu):
    pin(cpu)
    ready.wait()
    total, messages = 0, 0
    while (message := queue.get()) is not None:
        total += sum(MESSAGE.unpack(message))
        messages += 1
    reports.put((os.getpid(), total & MASK, messages))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--producers", type=int, default=1)
    options.add_argument("--consumers", type=int, default=1)
    options.add_argument("--count", type=int, default=20000)
    options.add_argument("--cpus", default="-1,-1")
    chosen = options.parse_args()
    first, second = (int(cpu) for cpu in chosen.cpus.split(","))
    producers, consumers, count = chosen.producers, chosen.consumers, chosen.count
    queue = multiprocessing.Queue()
    sent_reports, received_reports = multiprocessing.SimpleQueue(), multiprocessing.SimpleQueue()
    ready = multiprocessing.Barrier(producers + consumers + 1)
    workers = []
    for i in range(producers):
        share = count // producers + (1 if i < count % producers else 0)
        arguments = (queue, ready, sent_reports, first, 7 + 1000003 * i, share)
        workers.append(multiprocessing.Process(target=produce, args=arguments, daemon=True))
    for _ in range(consumers):
        arguments = (queue, ready, received_reports, second)
        workers.append(multiprocessing.Process(target=consume, args=arguments, daemon=True))
    for worker in workers:
        worker.start()
    ready.wait()
    start = time.perf_counter_ns()
    sent = [sent_reports.get() for _ in range(producers)]
    for _ in range(consumers):
        queue.put(None)
    received = [received_reports.get() for _ in range(consumers)]
    elapsed = time.perf_counter_ns() - start
    for worker in workers:
        worker.join()
    if sum(report[2] for report in received) != count:
        raise SystemExit("messages were lost or repeated")
    print(
        json.dumps(
            {
                "program": "queue_rival",
                "count": count,
                "elapsed_ns": elapsed,
                "per_second": count * 1e9 / elapsed,
                "pid": sent[0][0],
                "peer_pid": received[0][0],
                "checksum_sent": "%016x" % (sum(report[1] for report in sent) & MASK),
                "checksum_received": "%016x" % (sum(report[1] for report in received) & MASK),
            }
        )
    )


if __name__ == "__main__":
    main()
