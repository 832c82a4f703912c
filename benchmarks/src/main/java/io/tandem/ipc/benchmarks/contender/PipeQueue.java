package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/** Java serialization over the child's stdin. Its threads take turns at the one stream. */
final class PipeQueue implements Contender {
  private static final int RESET_EVERY = 1000;

  @Override
  public String name() {
    return "pipe-objects-queue";
  }

  @Override
  public String settings() {
    return "ObjectOutputStream over the child's stdin, 64 KiB buffers, one long[] per message, flush"
        + " after each, reset() every "
        + RESET_EVERY
        + ", threads synchronized on the stream";
  }

  @Override
  public boolean supports(Scenario scenario) {
    return Crowd.supports(scenario);
  }

  @Override
  public Link create(Setup setup) {
    return Crowd.ofProducers(setup, new PipeEnds(setup));
  }

  @Override
  public Link attach(Setup setup) {
    return Crowd.ofConsumers(setup, new PipeEnds(setup));
  }

  private static final class PipeEnds implements Ends {
    private final Setup setup;
    private ObjectOutputStream out;
    private ObjectInputStream in;
    private int sinceReset;

    PipeEnds(Setup setup) {
      this.setup = setup;
    }

    @Override
    public Producer producer(int index) {
      return new Producer() {
        @Override
        public void send(long base) throws IOException {
          long[] message = new long[Crowd.WORDS];
          for (int word = 0; word < message.length; word++) {
            message[word] = base + word;
          }
          write(message);
        }

        @Override
        public void sendEnd() throws IOException {
          write(new long[Crowd.WORDS]);
        }
      };
    }

    private synchronized void write(long[] message) throws IOException {
      if (out == null) {
        out = new ObjectOutputStream(setup.out());
      }
      if (++sinceReset == RESET_EVERY) {
        out.reset();
        sinceReset = 0;
      }
      out.writeObject(message);
      out.flush();
    }

    @Override
    public Consumer consumer(int index) {
      return new Consumer() {
        @Override
        public void receive(Tally tally) throws IOException {
          long[] message;
          long sum;
          do {
            message = read();
            sum = 0;
            for (long word : message) {
              sum += word;
            }
          } while (tally.add(message[0], message[1], sum));
        }
      };
    }

    private synchronized long[] read() throws IOException {
      try {
        if (in == null) {
          in = new ObjectInputStream(setup.in());
        }
        return (long[]) in.readObject();
      } catch (ClassNotFoundException e) {
        throw new IOException("not a message", e);
      }
    }

    /** The streams are those of the processes, and closed with them. */
    @Override
    public void close() {}
  }
}
