package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.Domain;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Payload;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.queue.Lane;
import io.tandem.ipc.queue.LaneProducer;
import io.tandem.ipc.queue.LaneTaker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** One end of two lanes with competing takers, of which there is one here. */
final class TandemTakerLink implements Link {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final Domain domain;
  private final LaneProducer out;
  private final LaneTaker in;
  private final int pauses;

  TandemTakerLink(Domain domain, Lane out, Lane in, int pauses) {
    this.domain = domain;
    this.out = out.openProducer();
    this.in = in.openTaker();
    this.pauses = pauses;
  }

  @Override
  public long send(Payload payload, long count) {
    Words memory = out.memory();
    int length = payload.words() * Long.BYTES;
    long sent = 0;
    long base = payload.last();
    for (long i = 0; i < count; i++) {
      base = payload.after(base);
      long at;
      while ((at = out.tryClaim(length)) == LaneProducer.FULL) {
        Thread.onSpinWait();
      }
      TandemLink.write(memory, at, base, payload.words());
      out.commit(at, length);
      sent += payload.sum(base);
    }
    payload.last(base);
    return sent;
  }

  @Override
  public long receive(long count) {
    long sum = 0;
    for (long left = count; left > 0; ) {
      int length = in.tryTake();
      if (length == LaneTaker.EMPTY) {
        Pauses.pause(pauses);
      } else {
        byte[] bytes = in.bytes();
        for (int at = 0; at < length; at += Long.BYTES) {
          sum += (long) LONG.get(bytes, at);
        }
        left--;
      }
    }
    return sum;
  }

  @Override
  public void close() {
    domain.close();
  }
}
