package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.Domain;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Payload;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.queue.Lane;
import io.tandem.ipc.queue.LaneConsumer;
import io.tandem.ipc.queue.LaneProducer;
import io.tandem.ipc.queue.Polling;
import io.tandem.ipc.queue.RecordFiller;
import io.tandem.ipc.queue.RecordHandler;
import io.tandem.ipc.wait.WaitStrategy;
import java.io.IOException;

/** One end of two lanes with single consumers: reading in place here, variants below. */
abstract class TandemLink implements Link, RecordHandler {
  final LaneProducer out;
  final LaneConsumer in;
  long sum;
  private final Domain domain;

  TandemLink(Domain domain, Lane out, Lane in, Polling polling) {
    this.domain = domain;
    this.out = out.openProducer();
    this.in = in.openConsumer(polling);
  }

  static void write(Words to, long at, long base, int words) {
    if (words == 4) {
      to.writeLong(at, base);
      to.writeLong(at + 8, base + 1);
      to.writeLong(at + 16, base + 2);
      to.writeLong(at + 24, base + 3);
      return;
    }
    for (int j = 0; j < words; j++) {
      to.writeLong(at + (long) j * Long.BYTES, base + j);
    }
  }

  @Override
  public void onRecord(Words memory, long at, int length) {
    if (length == 4 * Long.BYTES) {
      sum +=
          memory.readLong(at)
              + memory.readLong(at + 8)
              + memory.readLong(at + 16)
              + memory.readLong(at + 24);
      return;
    }
    long words = 0;
    for (long end = at + length; at < end; at += Long.BYTES) {
      words += memory.readLong(at);
    }
    sum += words;
  }

  final long claim(int length) {
    long at;
    while ((at = out.tryClaim(length)) == LaneProducer.FULL) {
      Thread.onSpinWait();
    }
    return at;
  }

  @Override
  public long receive(long count) throws IOException {
    sum = 0;
    for (long left = count; left > 0; ) {
      left -= in.read(this, (int) Math.min(left, Integer.MAX_VALUE));
    }
    return sum;
  }

  @Override
  public void close() {
    domain.close();
  }

  /** Commits every message by itself. */
  static class Claiming extends TandemLink {
    Claiming(Domain domain, Lane out, Lane in, Polling polling) {
      super(domain, out, in, polling);
    }

    @Override
    public long send(Payload payload, long count) {
      Words memory = out.memory();
      int length = payload.words() * Long.BYTES;
      long sent = 0;
      long base = payload.last();
      for (long i = 0; i < count; i++) {
        base = payload.after(base);
        long at = claim(length);
        write(memory, at, base, payload.words());
        out.commit(at, length);
        sent += payload.sum(base);
      }
      payload.last(base);
      return sent;
    }
  }

  /** Has the lane ask for each message: the counterpart of reading with a handler. */
  static final class Filling extends TandemLink implements RecordFiller {
    private Payload payload;
    private long base;

    Filling(Domain domain, Lane out, Lane in, Polling polling) {
      super(domain, out, in, polling);
    }

    @Override
    public int fill(Words memory, long at, int capacityBytes) {
      long next = payload.after(base);
      base = next;
      write(memory, at, next, payload.words());
      return payload.words() * Long.BYTES;
    }

    @Override
    public long send(Payload messages, long count) {
      payload = messages;
      base = messages.last();
      for (long left = count; left > 0; ) {
        int filled = out.fill(this, (int) Math.min(left, Integer.MAX_VALUE));
        if (filled == 0) {
          Thread.onSpinWait();
        }
        left -= filled;
      }
      long sent = 0;
      for (long each = messages.last(), i = 0; i < count; i++) {
        each = messages.after(each);
        sent += messages.sum(each);
      }
      messages.last(base);
      return sent;
    }
  }

  /** Publishes messages in batches. */
  static final class Batching extends TandemLink {
    private static final int BATCH = 64;

    Batching(Domain domain, Lane out, Lane in, Polling polling) {
      super(domain, out, in, polling);
    }

    @Override
    public long send(Payload payload, long count) {
      Words memory = out.memory();
      int length = payload.words() * Long.BYTES;
      long sent = 0;
      long base = payload.last();
      for (long i = 0; i < count; ) {
        long end = Math.min(count, i + BATCH);
        for (; i < end; i++) {
          base = payload.after(base);
          long at = claimOrPublish(length);
          write(memory, at, base, payload.words());
          out.stage(at, length);
          sent += payload.sum(base);
        }
        out.publish();
      }
      payload.last(base);
      return sent;
    }

    /** What is staged has to be published before anybody can make room. */
    private long claimOrPublish(int length) {
      long at = out.tryClaim(length);
      if (at == LaneProducer.FULL) {
        out.publish();
        at = claim(length);
      }
      return at;
    }
  }

  /** Waits asleep. */
  static final class Sleeping extends Claiming {
    private final WaitStrategy waiting;

    Sleeping(Domain domain, Lane out, Lane in, WaitStrategy waiting) {
      super(domain, out, in, Polling.adaptive());
      this.waiting = waiting;
    }

    @Override
    public long receive(long count) throws IOException {
      sum = 0;
      try {
        for (long left = count; left > 0; ) {
          int limit = (int) Math.min(left, Integer.MAX_VALUE);
          left -= in.read(this, limit, waiting, Long.MAX_VALUE);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for a message", e);
      }
      return sum;
    }
  }
}
