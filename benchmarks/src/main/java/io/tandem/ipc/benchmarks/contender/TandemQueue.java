package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.Domain;
import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import io.tandem.ipc.queue.SharedQueue;
import io.tandem.ipc.wait.WaitStrategy;

/** Our queue of records, in the order of time, without any option to the JVM. */
final class TandemQueue implements Contender {
  /** The message. Public, as a record that is an element has to be. */
  public record Eight(long a, long b, long c, long d, long e, long f, long g, long h) {}

  private final boolean spinning;

  TandemQueue(boolean spinning) {
    this.spinning = spinning;
  }

  @Override
  public String name() {
    return spinning ? "tandem-queue-spin" : "tandem-queue";
  }

  @Override
  public String settings() {
    return "SharedQueue of a record of 8 longs, in real-time order, put() and take(); waits "
        + (spinning
            ? "spinning (with more threads than cores: yielding)"
            : "as is the default: spins, then sleeps");
  }

  @Override
  public boolean supports(Scenario scenario) {
    return Crowd.supports(scenario);
  }

  @Override
  public Link create(Setup setup) {
    return Crowd.ofProducers(setup, new QueueEnds(setup));
  }

  @Override
  public Link attach(Setup setup) {
    return Crowd.ofConsumers(setup, new QueueEnds(setup));
  }

  private final class QueueEnds implements Ends {
    private final Domain domain;
    private final SharedQueue<Eight> queue;

    QueueEnds(Setup setup) {
      Scenario scenario = setup.scenario();
      domain = Domain.open(setup.directory().resolve("domain"));
      queue =
          SharedQueue.of(Eight.class)
              .capacity(scenario.ringBytes() / Crowd.MESSAGE_BYTES)
              .elementBytes(Crowd.MESSAGE_BYTES)
              .waitStrategy(waiting(scenario))
              .openOrCreate(domain, "queue");
    }

    private WaitStrategy waiting(Scenario scenario) {
      if (!spinning) {
        return WaitStrategy.spinThenPark();
      }
      return scenario.crowded() ? WaitStrategy.yielding() : WaitStrategy.busySpin();
    }

    @Override
    public Producer producer(int index) {
      return new Producer() {
        @Override
        public void send(long base) throws InterruptedException {
          queue.put(
              new Eight(
                  base, base + 1, base + 2, base + 3, base + 4, base + 5, base + 6, base + 7));
        }

        @Override
        public void sendEnd() throws InterruptedException {
          queue.put(new Eight(0, 0, 0, 0, 0, 0, 0, 0));
        }
      };
    }

    @Override
    public Consumer consumer(int index) {
      return new Consumer() {
        @Override
        public void receive(Tally tally) throws InterruptedException {
          Eight next;
          do {
            next = queue.take();
          } while (tally.add(next.a(), next.b(), sum(next)));
        }
      };
    }

    private static long sum(Eight m) {
      return m.a() + m.b() + m.c() + m.d() + m.e() + m.f() + m.g() + m.h();
    }

    @Override
    public void close() {
      domain.close();
    }
  }
}
