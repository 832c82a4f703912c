package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** A queue that loses its tenth message. */
public final class LosingQueue implements Contender {
  @Override
  public String name() {
    return LosingQueue.class.getName();
  }

  @Override
  public String settings() {
    return "broken on purpose";
  }

  @Override
  public boolean supports(Scenario scenario) {
    return Crowd.supports(scenario);
  }

  @Override
  public Link create(Setup setup) {
    return Crowd.ofProducers(setup, new LosingEnds(setup));
  }

  @Override
  public Link attach(Setup setup) {
    return Crowd.ofConsumers(setup, new LosingEnds(setup));
  }

  private static final class LosingEnds implements Ends {
    private final Setup setup;
    private int sent;

    LosingEnds(Setup setup) {
      this.setup = setup;
    }

    @Override
    public Producer producer(int index) {
      return new Producer() {
        @Override
        public void send(long base) throws IOException {
          if (++sent != 10) {
            write(base, 1);
          }
        }

        @Override
        public void sendEnd() throws IOException {
          write(0, 0);
        }
      };
    }

    private void write(long base, long step) throws IOException {
      DataOutputStream out = new DataOutputStream(setup.out());
      for (int word = 0; word < Crowd.WORDS; word++) {
        out.writeLong(base + word * step);
      }
      out.flush();
    }

    @Override
    public Consumer consumer(int index) {
      return new Consumer() {
        @Override
        public void receive(Tally tally) throws IOException {
          DataInputStream in = new DataInputStream(setup.in());
          long first;
          long second;
          long sum;
          do {
            first = in.readLong();
            second = in.readLong();
            sum = first + second;
            for (int word = 2; word < Crowd.WORDS; word++) {
              sum += in.readLong();
            }
          } while (tally.add(first, second, sum));
        }
      };
    }

    @Override
    public void close() {}
  }
}
