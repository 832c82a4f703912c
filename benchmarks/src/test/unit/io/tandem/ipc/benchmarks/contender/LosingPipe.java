package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Payload;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** A contender that tears one word of its tenth message. */
public final class LosingPipe implements Contender {
  @Override
  public String name() {
    return LosingPipe.class.getName();
  }

  @Override
  public String settings() {
    return "broken on purpose";
  }

  @Override
  public boolean supports(Scenario scenario) {
    return true;
  }

  @Override
  public Link create(Setup setup) {
    return new LosingLink(setup);
  }

  @Override
  public Link attach(Setup setup) {
    return new LosingLink(setup);
  }

  private static final class LosingLink implements Link {
    private final Setup setup;
    private int sent;

    LosingLink(Setup setup) {
      this.setup = setup;
    }

    @Override
    public long send(Payload payload, long count) throws IOException {
      DataOutputStream out = new DataOutputStream(setup.out());
      long sum = 0;
      long base = payload.last();
      for (long i = 0; i < count; i++) {
        base = payload.after(base);
        boolean torn = ++sent == 10;
        for (int j = 0; j < payload.words(); j++) {
          out.writeLong(torn && j == 1 ? 0 : base + j);
        }
        sum += payload.sum(base);
      }
      out.flush();
      payload.last(base);
      return sum;
    }

    @Override
    public long receive(long count) throws IOException {
      DataInputStream in = new DataInputStream(setup.in());
      long sum = 0;
      for (long i = 0; i < count * setup.scenario().payloadWords(); i++) {
        sum += in.readLong();
      }
      return sum;
    }

    @Override
    public void close() {}
  }
}
