package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.Domain;
import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.CopiedMessage;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Payload;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import io.tandem.ipc.queue.SharedQueue;
import io.tandem.ipc.wait.WaitStrategy;
import java.io.IOException;

/** Large messages as elements of a {@code SharedQueue<byte[]>}. */
final class TandemQueueBytes implements Contender {
  @Override
  public String name() {
    return "tandem-queue-bytes";
  }

  @Override
  public String settings() {
    return "SharedQueue<byte[]>, elementBytes of the message's size, put() and take(), busy spin; each"
        + " taken element is a new array";
  }

  @Override
  public boolean supports(Scenario scenario) {
    return scenario.kind() == Scenario.Kind.COPY;
  }

  @Override
  public Link create(Setup setup) {
    return link(setup, "there", "back");
  }

  @Override
  public Link attach(Setup setup) {
    return link(setup, "back", "there");
  }

  private static Link link(Setup setup, String out, String in) {
    Domain domain = Domain.open(setup.directory().resolve("domain"));
    Scenario scenario = setup.scenario();
    return new QueueLink(
        domain, queue(domain, scenario, out), queue(domain, scenario, in), scenario);
  }

  private static SharedQueue<byte[]> queue(Domain domain, Scenario scenario, String name) {
    return SharedQueue.of(byte[].class)
        .capacity(Math.max(2, scenario.ringBytes() / scenario.payloadBytes()))
        .elementBytes(scenario.payloadBytes() + Long.BYTES)
        .waitStrategy(WaitStrategy.busySpin())
        .openOrCreate(domain, name);
  }

  private static final class QueueLink implements Link {
    private final Domain domain;
    private final SharedQueue<byte[]> out;
    private final SharedQueue<byte[]> in;
    private final CopiedMessage sent;
    private final CopiedMessage received;

    QueueLink(Domain domain, SharedQueue<byte[]> out, SharedQueue<byte[]> in, Scenario scenario) {
      this.domain = domain;
      this.out = out;
      this.in = in;
      this.sent = new CopiedMessage(scenario.payloadBytes());
      this.received = new CopiedMessage(scenario.payloadBytes());
    }

    @Override
    public long send(Payload payload, long count) throws IOException {
      long sum = 0;
      long base = payload.last();
      try {
        for (long i = 0; i < count; i++) {
          base = payload.after(base);
          sent.write(base);
          out.put(sent.bytes());
          sum += payload.sum(base);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for room", e);
      }
      payload.last(base);
      return sum;
    }

    @Override
    public long receive(long count) throws IOException {
      long sum = 0;
      try {
        for (long i = 0; i < count; i++) {
          sum += received.in(in.take()).read();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for a message", e);
      }
      return sum;
    }

    @Override
    public void close() {
      domain.close();
    }
  }
}
