package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.WrongParametersException;
import io.tandem.ipc.WrongSchemaException;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.TempDomain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One writes, many read, in threads and in processes; the writer is killed. */
class LatestValueTest {
  record Quote(String symbol, double bid, double ask) {}

  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Domain domain;

  @BeforeEach
  void open() {
    domain = temporary.open();
  }

  @AfterEach
  void close() {
    domain.close();
    threads.shutdownNow();
  }

  @Test
  void theNewestValueIsRead() {
    LatestValue<Quote> quote = LatestValue.of(Quote.class).create(domain, "quote");
    LatestValue<Quote> reader = LatestValue.of(Quote.class).open(domain, "quote");
    assertThat(reader.get()).isNull();
    assertThat(reader.version()).isZero();
    for (int i = 1; i <= 10; i++) {
      quote.set(new Quote("ACME", i, i + 0.5));
      assertThat(reader.get()).isEqualTo(new Quote("ACME", i, i + 0.5));
      assertThat(reader.version()).isEqualTo(i);
    }
    quote.close();
    assertThat(reader.get()).as("outlives its writer").isEqualTo(new Quote("ACME", 10, 10.5));
  }

  @Test
  void valuesHaveAnySizeUpToTheLargest() {
    LatestValue<byte[]> value =
        LatestValue.of(Codecs.bytes()).valueBytes(1000).create(domain, "bytes");
    for (int size : new int[] {0, 1, 990, 7}) {
      value.set(new byte[size]);
      assertThat(value.get()).hasSize(size);
    }
    assertThatThrownBy(() -> value.set(new byte[2000]))
        .isInstanceOf(MessageTooLargeException.class)
        .hasMessageStartingWith(
            "the value is too large: latest value 'bytes' in domain '" + domain.name() + "'")
        .hasMessageContaining("Make it with a larger valueBytes");
    assertThat(value.get()).hasSize(7);
  }

  @Test
  void misuseIsToldClearly() {
    LatestValue<Long> value = LatestValue.of(Codecs.longs()).create(domain, "value");
    assertThatThrownBy(() -> value.set(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> LatestValue.of(Codecs.longs()).valueBytes(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("valueBytes 0 is not within 1 to 268435456.");
    assertThatThrownBy(() -> LatestValue.of(Codecs.longs()).valueBytes(512).open(domain, "value"))
        .isInstanceOf(WrongParametersException.class);
    assertThatThrownBy(() -> LatestValue.of(String.class).open(domain, "value"))
        .isInstanceOf(WrongSchemaException.class);
    value.close();
    value.close();
    assertThatThrownBy(value::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "the latest value has been closed by this process: latest value 'value'");
    assertThatThrownBy(() -> value.set(1L)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> value.awaitNewer(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void readersWaitForAChange() throws Exception {
    LatestValue<Long> value = LatestValue.of(Codecs.longs()).create(domain, "value");
    assertThat(value.awaitNewer(0, 1, TimeUnit.MILLISECONDS)).isFalse();
    List<Future<Long>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(
          threads.submit(
              () -> {
                value.awaitNewer(0);
                return value.get();
              }));
    }
    value.set(5L);
    for (Future<Long> each : waiting) {
      assertThat(each.get(1, TimeUnit.MINUTES)).isEqualTo(5L);
    }
    assertThat(value.awaitNewer(0, 0, TimeUnit.SECONDS)).isTrue();
  }

  private static LatestValue<byte[]> openBytes(ChildLink link) {
    return LatestValue.of(Codecs.bytes()).open(Domain.open(Path.of(link.argument(0))), "bytes");
  }

  private static void writeForEver(ChildLink link) {
    LatestValue<byte[]> value = openBytes(link);
    link.send("ready");
    for (int i = 0; ; i++) {
      byte[] bytes = new byte[100 + i % 100];
      Arrays.fill(bytes, (byte) i);
      value.set(bytes);
    }
  }

  /**
   * Torn values would have bytes of two kinds. Each writer is killed in the middle of something.
   */
  @Test
  void noValueIsTornAndAKilledWriterIsReplaced() {
    LatestValue<byte[]> value = LatestValue.of(Codecs.bytes()).create(domain, "bytes");
    long version = 0;
    for (int round = 0; round < 3; round++) {
      try (ChildJvm writer =
          children.start(LatestValueTest::writeForEver, temporary.directory().toString())) {
        writer.expect("ready");
        long until = version + 20_000;
        while (version < until) {
          byte[] bytes = value.get();
          for (int i = 1; bytes != null && i < bytes.length; i++) {
            assertThat(bytes[i]).isEqualTo(bytes[0]);
          }
          version = value.version();
        }
        assertThatThrownBy(() -> value.set(new byte[1]))
            .isInstanceOf(ProducerLimitException.class)
            .hasMessageStartingWith("the value has a writer that is alive: latest value 'bytes'")
            .hasMessageContaining("held by process " + writer.pid());
        writer.kill();
      }
      assertThat(value.version()).isGreaterThanOrEqualTo(version);
      version = value.version();
    }
    value.set(new byte[] {1});
    assertThat(value.get()).containsExactly(1);
    assertThat(value.version()).isEqualTo(version + 1);
  }
}
