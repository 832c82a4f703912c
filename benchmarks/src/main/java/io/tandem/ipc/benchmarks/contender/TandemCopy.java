package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.Domain;
import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.CopiedMessage;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Payload;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.queue.Lane;
import io.tandem.ipc.queue.LaneBuilder;
import io.tandem.ipc.queue.LaneConsumer;
import io.tandem.ipc.queue.LaneProducer;
import io.tandem.ipc.queue.Polling;
import io.tandem.ipc.queue.RecordHandler;

/** Large messages through a lane of ours with cells of their size: one copy in, one out. */
final class TandemCopy implements Contender {
  @Override
  public String name() {
    return "tandem-copy";
  }

  @Override
  public String settings() {
    return "a lane with a cell per message: tryClaim(), copied in, commit(); copied out by read()'s"
        + " handler";
  }

  @Override
  public boolean supports(Scenario scenario) {
    return scenario.kind() == Scenario.Kind.COPY;
  }

  @Override
  public Link create(Setup setup) {
    Domain domain = domain(setup);
    Lane there = lane(setup.scenario()).create(domain, "there");
    Lane back =
        Lane.builder()
            .cells(2)
            .payloadBytes(setup.scenario().payloadBytes())
            .create(domain, "back");
    return new CopyLink(domain, there, back, setup.scenario());
  }

  @Override
  public Link attach(Setup setup) {
    Domain domain = domain(setup);
    Lane there = Lane.builder().open(domain, "there");
    Lane back = Lane.builder().open(domain, "back");
    return new CopyLink(domain, back, there, setup.scenario());
  }

  private static Domain domain(Setup setup) {
    return Domain.open(setup.directory().resolve("domain"));
  }

  private static LaneBuilder lane(Scenario scenario) {
    return Lane.builder()
        .cells(Integer.highestOneBit(scenario.ringBytes() / scenario.payloadBytes()))
        .payloadBytes(scenario.payloadBytes());
  }

  private static final class CopyLink implements Link, RecordHandler {
    private final Domain domain;
    private final LaneProducer out;
    private final LaneConsumer in;
    private final CopiedMessage sent;
    private final CopiedMessage received;
    private long sum;

    CopyLink(Domain domain, Lane out, Lane in, Scenario scenario) {
      this.domain = domain;
      this.out = out.openProducer();
      this.in = in.openConsumer(Polling.eager());
      this.sent = new CopiedMessage(scenario.payloadBytes());
      this.received = new CopiedMessage(scenario.payloadBytes());
    }

    @Override
    public long send(Payload payload, long count) {
      byte[] bytes = sent.bytes();
      long sent = 0;
      long base = payload.last();
      for (long i = 0; i < count; i++) {
        base = payload.after(base);
        this.sent.write(base);
        long at;
        while ((at = out.tryClaim(bytes.length)) == LaneProducer.FULL) {
          Thread.onSpinWait();
        }
        out.memory().writeBytes(at, bytes, 0, bytes.length);
        out.commit(at, bytes.length);
        sent += payload.sum(base);
      }
      payload.last(base);
      return sent;
    }

    @Override
    public long receive(long count) {
      sum = 0;
      for (long left = count; left > 0; ) {
        left -= in.read(this, (int) Math.min(left, Integer.MAX_VALUE));
      }
      return sum;
    }

    @Override
    public void onRecord(Words memory, long at, int length) {
      memory.readBytes(at, received.bytes(), 0, length);
      sum += received.read();
    }

    @Override
    public void close() {
      domain.close();
    }
  }
}
