package io.tandem.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Counts bytes, not time: nothing here depends on how busy the machine is. */
final class CodecAllocationTest {
  private record Order(long id, String symbol, double price, int quantity, boolean buy) {}

  private static final int ROUNDS = 2_000;
  private static final Codec<Order> CODEC = Codecs.record(Order.class);

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Sink sink = new Sink();
  private final Source source = new Source();
  private final Order order = new Order(42, "ACME Corporation", 9.5, 100, true);
  private Object kept;

  /** Bytes per round, after a warm-up that loads classes and grows the sink. */
  private long allocatedBytes(IntConsumer round) {
    for (int i = 0; i < ROUNDS; i++) {
      round.accept(i);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      round.accept(i);
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
  }

  private void encode() {
    sink.reset();
    CODEC.encode(order, sink);
  }

  @Test
  void encodingARecordAllocatesNothing() {
    assertThat(allocatedBytes(i -> encode())).isZero();
  }

  @Test
  void encodingALongStringAllocatesNothing() {
    String text = "x".repeat(10_000);
    assertThat(
            allocatedBytes(
                i -> {
                  sink.reset();
                  sink.writeString(text);
                }))
        .isZero();
  }

  @Test
  void decodingARecordAllocatesTheRecordAndNothingElse() {
    encode();
    byte[] text = "ACME Corporation".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    long record =
        allocatedBytes(
            i -> {
              String symbol =
                  new String(text, 0, text.length, java.nio.charset.StandardCharsets.ISO_8859_1);
              kept = new Order(i, symbol, 9.5, 100, true);
            });
    long decoded =
        allocatedBytes(
            i -> {
              source.reset(sink.array(), 0, sink.size());
              kept = CODEC.decode(source);
            });
    assertThat(kept).isEqualTo(order);
    assertThat(decoded).isEqualTo(record);
  }
}
