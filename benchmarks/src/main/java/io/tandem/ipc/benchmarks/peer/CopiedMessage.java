package io.tandem.ipc.benchmarks.peer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A message that either side copies as a whole. To make all its words anew each time would take
 * longer than the copies; so one word of each {@value #STEP} bytes is made anew, at another place
 * in each message, and the receiver adds up those words of its copy. The C program does the same.
 */
public final class CopiedMessage {
  private static final int STEP = 4096;

  private final int stamps;
  private final int places;
  private byte[] bytes = {};
  private ByteBuffer view;
  private int number;

  /** Messages of that many bytes, in bytes of their own. */
  public CopiedMessage(int sizeBytes) {
    stamps = stamps(sizeBytes);
    places = Math.min(STEP, sizeBytes) / Long.BYTES;
    in(new byte[sizeBytes]);
  }

  /** How many words of a message are made anew. */
  static int stamps(int sizeBytes) {
    return Math.max(1, sizeBytes / STEP);
  }

  /** The next message is in these bytes. */
  public CopiedMessage in(byte[] message) {
    if (message != bytes) {
      bytes = message;
      view = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
    }
    return this;
  }

  /** The bytes of the message. */
  public byte[] bytes() {
    return bytes;
  }

  /** Makes the next message, with that base. */
  public void write(long base) {
    for (int i = 0; i < stamps; i++) {
      view.putLong(place(i), base + i);
    }
    number++;
  }

  /** The sum of the next message: that of its {@link Payload} if it is the one sent. */
  public long read() {
    long sum = 0;
    for (int i = 0; i < stamps; i++) {
      sum += view.getLong(place(i));
    }
    number++;
    return sum;
  }

  /**
   * Where word i of this message is that is made anew; not all in lines of one set of the cache.
   */
  private int place(int i) {
    return i * STEP + Integer.remainderUnsigned(number + i, places) * Long.BYTES;
  }
}
