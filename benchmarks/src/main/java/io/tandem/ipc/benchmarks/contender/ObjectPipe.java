package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Payload;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/**
 * Java serialization over the child's stdin and stdout. A reset every {@value #RESET_EVERY}
 * messages keeps the streams from remembering every object for ever; fewer would favour the pipe no
 * further.
 */
final class ObjectPipe implements Contender {
  private static final int RESET_EVERY = 1000;

  @Override
  public String name() {
    return "pipe-objects";
  }

  @Override
  public String settings() {
    return "ObjectOutputStream over the child's stdin and stdout, 64 KiB buffers, one long[] per"
        + " message, flush after each, reset() every "
        + RESET_EVERY;
  }

  @Override
  public boolean supports(Scenario scenario) {
    return scenario.kind() != Scenario.Kind.COPY
        && scenario.kind() != Scenario.Kind.QUEUE
        && (scenario.kind() != Scenario.Kind.ONE_WAY || scenario.pauses() == 0);
  }

  @Override
  public Link create(Setup setup) {
    return new PipeLink(setup);
  }

  @Override
  public Link attach(Setup setup) {
    return new PipeLink(setup);
  }

  private static final class PipeLink implements Link {
    private final Setup setup;
    private ObjectOutputStream out;
    private ObjectInputStream in;
    private int sinceReset;

    PipeLink(Setup setup) {
      this.setup = setup;
    }

    @Override
    public long send(Payload payload, long count) throws IOException {
      if (out == null) {
        out = new ObjectOutputStream(setup.out());
      }
      long sum = 0;
      long base = payload.last();
      for (long i = 0; i < count; i++) {
        base = payload.after(base);
        long[] message = new long[payload.words()];
        for (int j = 0; j < message.length; j++) {
          message[j] = base + j;
        }
        if (++sinceReset == RESET_EVERY) {
          out.reset();
          sinceReset = 0;
        }
        out.writeObject(message);
        out.flush();
        sum += payload.sum(base);
      }
      payload.last(base);
      return sum;
    }

    @Override
    public long receive(long count) throws IOException {
      if (in == null) {
        in = new ObjectInputStream(setup.in());
      }
      long sum = 0;
      for (long i = 0; i < count; i++) {
        for (long word : readMessage()) {
          sum += word;
        }
      }
      return sum;
    }

    private long[] readMessage() throws IOException {
      try {
        return (long[]) in.readObject();
      } catch (ClassNotFoundException e) {
        throw new IOException(e);
      }
    }

    /** The streams belong to the trial. */
    @Override
    public void close() {}
  }
}
