package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Payload;
import io.tandem.ipc.benchmarks.peer.Scenario;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import org.agrona.IoUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/** One end of two Agrona rings: reading here, the ways of writing and waiting below. */
abstract class AgronaLink implements Link, MessageHandler {
  static final int TYPE = 1;

  final OneToOneRingBuffer out;
  final int payloadBytes;
  private final OneToOneRingBuffer in;
  private final int pauses;
  private final MappedByteBuffer outMemory;
  private final MappedByteBuffer inMemory;
  private long sum;

  AgronaLink(MappedByteBuffer outMemory, MappedByteBuffer inMemory, Scenario scenario) {
    this.outMemory = outMemory;
    this.inMemory = inMemory;
    out = AgronaRing.ring(outMemory);
    in = AgronaRing.ring(inMemory);
    payloadBytes = scenario.payloadBytes();
    pauses = scenario.pauses();
  }

  static void write(MutableDirectBuffer to, int index, long base, int words) {
    if (words == 4) {
      to.putLong(index, base);
      to.putLong(index + 8, base + 1);
      to.putLong(index + 16, base + 2);
      to.putLong(index + 24, base + 3);
      return;
    }
    for (int j = 0; j < words; j++) {
      to.putLong(index + j * Long.BYTES, base + j);
    }
  }

  @Override
  public void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
    if (length == 4 * Long.BYTES) {
      sum +=
          buffer.getLong(index)
              + buffer.getLong(index + 8)
              + buffer.getLong(index + 16)
              + buffer.getLong(index + 24);
      return;
    }
    long words = 0;
    for (int end = index + length; index < end; index += Long.BYTES) {
      words += buffer.getLong(index);
    }
    sum += words;
  }

  @Override
  public long receive(long count) {
    sum = 0;
    long received = 0;
    while (received < count) {
      int read = in.read(this);
      if (read == 0) {
        waitForMessages(pauses);
      } else {
        received += read;
        foundMessages();
      }
    }
    return sum;
  }

  void waitForMessages(int pauses) {
    Pauses.pause(pauses);
  }

  void foundMessages() {}

  @Override
  public void close() {
    IoUtil.unmap(outMemory);
    IoUtil.unmap(inMemory);
  }

  /** Sends with {@code write}: fills a buffer of its own, which the ring copies. */
  static final class Writing extends AgronaLink {
    private final UnsafeBuffer message;

    Writing(MappedByteBuffer out, MappedByteBuffer in, Scenario scenario) {
      super(out, in, scenario);
      message = new UnsafeBuffer(ByteBuffer.allocateDirect(payloadBytes));
    }

    @Override
    public long send(Payload payload, long count) {
      long sum = 0;
      long base = payload.last();
      for (long i = 0; i < count; i++) {
        base = payload.after(base);
        write(message, 0, base, payload.words());
        while (!out.write(TYPE, message, 0, payloadBytes)) {
          Thread.onSpinWait();
        }
        sum += payload.sum(base);
      }
      payload.last(base);
      return sum;
    }
  }

  /** Sends with {@code tryClaim}: writes into the ring's memory. */
  static class Claiming extends AgronaLink {
    Claiming(MappedByteBuffer out, MappedByteBuffer in, Scenario scenario) {
      super(out, in, scenario);
    }

    @Override
    public long send(Payload payload, long count) {
      long sum = 0;
      long base = payload.last();
      for (long i = 0; i < count; i++) {
        base = payload.after(base);
        int index;
        while ((index = out.tryClaim(TYPE, payloadBytes)) < 0) {
          Thread.onSpinWait();
        }
        write(out.buffer(), index, base, payload.words());
        out.commit(index);
        sum += payload.sum(base);
      }
      payload.last(base);
      return sum;
    }
  }

  /** Waits as Agrona's agents do when they are not to burn a core. */
  static final class BackingOff extends Claiming {
    private final IdleStrategy idle = new BackoffIdleStrategy();

    BackingOff(MappedByteBuffer out, MappedByteBuffer in, Scenario scenario) {
      super(out, in, scenario);
    }

    @Override
    void waitForMessages(int pauses) {
      idle.idle();
    }

    @Override
    void foundMessages() {
      idle.reset();
    }
  }
}
