package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.util.List;
import org.agrona.IoUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;

/**
 * Agrona's {@link ManyToOneRingBuffer}. It has one consumer, so it takes part where there is one.
 */
final class AgronaQueue implements Contender {
  @Override
  public String name() {
    return "agrona-many-to-one";
  }

  @Override
  public String settings() {
    return "Agrona ManyToOneRingBuffer, tryClaim(), in place, commit(); read() without limit; busy"
        + " spin (with more threads than cores: yielding); bounds checks off and the package export,"
        + " as its README asks";
  }

  @Override
  public List<String> jvmOptions() {
    return AgronaRing.OPTIONS;
  }

  @Override
  public boolean supports(Scenario scenario) {
    return Crowd.supports(scenario) && scenario.consumers() == 1;
  }

  @Override
  public Link create(Setup setup) throws IOException {
    return Crowd.ofProducers(setup, new RingEnds(setup, AgronaRing.file(setup, "ring", true)));
  }

  @Override
  public Link attach(Setup setup) throws IOException {
    return Crowd.ofConsumers(setup, new RingEnds(setup, AgronaRing.file(setup, "ring", false)));
  }

  /** Writes a message in place. */
  static void write(MutableDirectBuffer to, int index, long base) {
    for (int word = 0; word < Crowd.WORDS; word++) {
      to.putLong(index + word * Long.BYTES, base + word);
    }
  }

  private static final class RingEnds implements Ends {
    private final MappedByteBuffer memory;
    private final ManyToOneRingBuffer ring;
    private final Scenario scenario;

    RingEnds(Setup setup, MappedByteBuffer memory) {
      this.memory = memory;
      this.ring = new ManyToOneRingBuffer(new UnsafeBuffer(memory));
      this.scenario = setup.scenario();
    }

    @Override
    public Producer producer(int index) {
      return new Producer() {
        @Override
        public void send(long base) {
          int at = claim();
          write(ring.buffer(), at, base);
          ring.commit(at);
        }

        @Override
        public void sendEnd() {
          int at = claim();
          ring.buffer().setMemory(at, Crowd.MESSAGE_BYTES, (byte) 0);
          ring.commit(at);
        }
      };
    }

    private int claim() {
      int at;
      while ((at = ring.tryClaim(AgronaLink.TYPE, Crowd.MESSAGE_BYTES)) < 0) {
        Crowd.pause(scenario);
      }
      return at;
    }

    @Override
    public Consumer consumer(int index) {
      return new RingConsumer();
    }

    private final class RingConsumer implements Consumer, MessageHandler {
      private Tally tally;
      private boolean ended;

      @Override
      public void receive(Tally results) {
        tally = results;
        ended = false;
        while (!ended) {
          if (ring.read(this) == 0) {
            Crowd.pause(scenario);
          }
        }
      }

      @Override
      public void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        long sum = 0;
        for (int at = index; at < index + length; at += Long.BYTES) {
          sum += buffer.getLong(at);
        }
        ended |= !tally.add(buffer.getLong(index), buffer.getLong(index + Long.BYTES), sum);
      }
    }

    @Override
    public void close() {
      IoUtil.unmap(memory);
    }
  }
}
