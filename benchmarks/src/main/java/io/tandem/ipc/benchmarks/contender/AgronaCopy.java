package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.CopiedMessage;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Payload;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.util.List;
import org.agrona.IoUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/** Large messages through an Agrona ring, copied in and out. */
final class AgronaCopy implements Contender {
  /** A message may have an eighth of the ring. */
  private static final int LEAST_MESSAGES = 8;

  private static final int LARGEST_RING = 1 << 30;

  @Override
  public String name() {
    return "agrona-copy";
  }

  @Override
  public String settings() {
    return "Agrona OneToOneRingBuffer, tryClaim(), putBytes(), commit(); getBytes() by read()'s"
        + " handler; bounds checks off and the package export, as its README asks";
  }

  @Override
  public List<String> jvmOptions() {
    return AgronaRing.OPTIONS;
  }

  @Override
  public boolean supports(Scenario scenario) {
    return scenario.kind() == Scenario.Kind.COPY
        && scenario.ringBytes() <= LARGEST_RING
        && scenario.ringBytes() / scenario.payloadBytes() >= LEAST_MESSAGES;
  }

  @Override
  public Link create(Setup setup) throws IOException {
    MappedByteBuffer there = AgronaRing.file(setup, "there", true);
    MappedByteBuffer back = AgronaRing.file(setup, "back", true);
    return new CopyLink(there, back, setup.scenario());
  }

  @Override
  public Link attach(Setup setup) throws IOException {
    MappedByteBuffer there = AgronaRing.file(setup, "there", false);
    MappedByteBuffer back = AgronaRing.file(setup, "back", false);
    return new CopyLink(back, there, setup.scenario());
  }

  private static final class CopyLink implements Link, MessageHandler {
    private final MappedByteBuffer outMemory;
    private final MappedByteBuffer inMemory;
    private final OneToOneRingBuffer out;
    private final OneToOneRingBuffer in;
    private final CopiedMessage sent;
    private final CopiedMessage received;
    private long sum;

    CopyLink(MappedByteBuffer outMemory, MappedByteBuffer inMemory, Scenario scenario) {
      this.outMemory = outMemory;
      this.inMemory = inMemory;
      this.out = AgronaRing.ring(outMemory);
      this.in = AgronaRing.ring(inMemory);
      this.sent = new CopiedMessage(scenario.payloadBytes());
      this.received = new CopiedMessage(scenario.payloadBytes());
    }

    @Override
    public long send(Payload payload, long count) {
      byte[] bytes = sent.bytes();
      long sum = 0;
      long base = payload.last();
      for (long i = 0; i < count; i++) {
        base = payload.after(base);
        sent.write(base);
        int index;
        while ((index = out.tryClaim(AgronaLink.TYPE, bytes.length)) < 0) {
          Thread.onSpinWait();
        }
        out.buffer().putBytes(index, bytes);
        out.commit(index);
        sum += payload.sum(base);
      }
      payload.last(base);
      return sum;
    }

    @Override
    public long receive(long count) {
      sum = 0;
      for (long left = count; left > 0; ) {
        left -= in.read(this, 1);
      }
      return sum;
    }

    @Override
    public void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
      buffer.getBytes(index, received.bytes(), 0, length);
      sum += received.read();
    }

    @Override
    public void close() {
      IoUtil.unmap(outMemory);
      IoUtil.unmap(inMemory);
    }
  }
}
