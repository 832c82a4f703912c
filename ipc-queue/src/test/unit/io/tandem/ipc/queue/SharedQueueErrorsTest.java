package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Domain;
import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.ObjectExistsException;
import io.tandem.ipc.ObjectMissingException;
import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.StorageFullException;
import io.tandem.ipc.WrongKindException;
import io.tandem.ipc.WrongParametersException;
import io.tandem.ipc.WrongSchemaException;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.codec.Sink;
import io.tandem.ipc.codec.Source;
import io.tandem.ipc.testkit.TempDomain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every mistake has its own error, says what to do, and loses nothing. */
class SharedQueueErrorsTest {
  @RegisterExtension final TempDomain temporary = new TempDomain();

  private Domain domain;

  @BeforeEach
  void open() {
    domain = temporary.open();
  }

  @AfterEach
  void close() {
    domain.close();
  }

  private static SharedQueueBuilder<Long> longs() {
    return SharedQueue.of(Codecs.longs());
  }

  @Test
  void aMissingQueueIsNotMade() {
    assertThatThrownBy(() -> longs().open(domain, "orders"))
        .isInstanceOf(ObjectMissingException.class)
        .hasMessageContaining(
            "there is no object of that name: object 'orders' in domain 'domain'");
    assertThat(domain.objects()).isEmpty();
  }

  @Test
  void aTakenNameIsNotOverwritten() throws InterruptedException {
    SharedQueue<Long> first = longs().create(domain, "orders");
    first.put(1L);
    assertThatThrownBy(() -> longs().create(domain, "orders"))
        .isInstanceOf(ObjectExistsException.class)
        .hasMessageContaining("the name is taken: queue 'orders' in domain 'domain'");
    assertThat(first.take()).isEqualTo(1L);
  }

  @Test
  void anotherKindOfObjectIsToldApart() {
    Lane.builder().create(domain, "ticks").close();
    assertThatThrownBy(() -> longs().open(domain, "ticks"))
        .isInstanceOf(WrongKindException.class)
        .hasMessageContaining("wanted queue, found lane");
  }

  @Test
  void otherParametersAreToldApart() {
    longs().capacity(100).create(domain, "orders");
    longs().open(domain, "orders").close();
    longs().capacity(100).open(domain, "orders").close();
    assertThatThrownBy(() -> longs().capacity(200).openOrCreate(domain, "orders"))
        .isInstanceOf(WrongParametersException.class)
        .hasMessageContaining("the object was made with another capacity")
        .hasMessageContaining("wanted 200, made with 100")
        .hasMessageContaining("Ask for 100 or for none");
    assertThatThrownBy(() -> longs().ordering(Ordering.PER_PRODUCER).open(domain, "orders"))
        .isInstanceOf(WrongParametersException.class)
        .hasMessageContaining("another ordering");
  }

  @Test
  void anotherElementTypeIsToldApart() {
    longs().create(domain, "orders");
    assertThatThrownBy(() -> SharedQueue.of(Codecs.string()).open(domain, "orders"))
        .isInstanceOf(WrongSchemaException.class)
        .hasMessageContaining("this process has '" + Codecs.string().schema() + "'")
        .hasMessageContaining("the object was made for '" + Codecs.longs().schema() + "'");
  }

  @Test
  void aDamagedFileIsToldApart() throws IOException {
    SharedQueue<Long> queue = longs().create(domain, "orders");
    Path file = queue.file();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 40);
    }
    assertThatThrownBy(() -> longs().open(domain, "orders"))
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageContaining("the file's header is damaged [" + file + "]");
    assertThat(domain.unlink("orders")).as("a domain removes only what it knows").isTrue();
  }

  @Test
  void anElementThatCanNeverFitIsRefusedAndTheQueueGoesOn() throws InterruptedException {
    SharedQueue<byte[]> queue =
        SharedQueue.of(Codecs.bytes()).capacity(4).elementBytes(100).create(domain, "blobs");
    byte[] largest = new byte[queue.maxElementBytes() - 16];
    byte[] tooLarge = new byte[queue.maxElementBytes() + 1];
    assertThatThrownBy(() -> queue.put(tooLarge))
        .isInstanceOf(MessageTooLargeException.class)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the element is too large for the queue: queue 'blobs' in domain")
        .hasMessageContaining("limit " + queue.maxElementBytes() + " bytes")
        .hasMessageContaining("Make the queue with a larger elementBytes or capacity");
    assertThatThrownBy(() -> queue.offer(tooLarge)).isInstanceOf(MessageTooLargeException.class);
    assertThatThrownBy(() -> queue.offer(tooLarge, 1, TimeUnit.DAYS))
        .isInstanceOf(MessageTooLargeException.class);
    queue.put(largest);
    assertThat(queue.take()).hasSameSizeAs(largest);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void namesWithOtherCharactersAreRefused() {
    for (String name : new String[] {"", "a/b", "../x", ".hidden", "sp ace", "ümlaut", "a\0b"}) {
      assertThatIllegalArgumentException()
          .as("'%s'", name)
          .isThrownBy(() -> longs().openOrCreate(domain, name))
          .withMessageContaining("object");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> longs().openOrCreate(domain, "x".repeat(101)));
    assertThat(domain.objects()).isEmpty();
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> longs().capacity(0))
        .withMessage("capacity 0 is not within 1 to 2147483647.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> longs().maxProducers(5000))
        .withMessage("maxProducers 5000 is not within 1 to 4096.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> longs().elementBytes(-1))
        .withMessageContaining("elementBytes -1 is not within");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> longs().capacity(Integer.MAX_VALUE).create(domain, "orders"))
        .withMessageContaining("Choose a smaller capacity or elementBytes");
    assertThat(domain.objects()).isEmpty();
  }

  @Test
  void nullIsRefused() {
    SharedQueue<Long> queue = longs().create(domain, "orders");
    assertThatNullPointerException().isThrownBy(() -> queue.offer(null));
    assertThatNullPointerException().isThrownBy(() -> queue.put(null));
    assertThatNullPointerException().isThrownBy(() -> queue.offer(null, 1, TimeUnit.SECONDS));
    assertThat(queue.poll()).isNull();
  }

  @Test
  void useAfterCloseIsRefused() {
    SharedQueue<Long> queue = longs().create(domain, "orders");
    assertThat(queue.offer(5L)).isTrue();
    queue.close();
    queue.close();
    String text = "the queue has been closed by this process: queue 'orders' in domain 'domain'";
    assertThatThrownBy(() -> queue.offer(1L))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(text)
        .hasMessageContaining("Open it again to go on");
    assertThatThrownBy(queue::poll).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(queue::take).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> queue.put(1L)).isInstanceOf(IllegalStateException.class);
    assertThat(queue.isClosed()).isTrue();
    try (SharedQueue<Long> again = longs().open(domain, "orders")) {
      assertThat(again.poll()).isEqualTo(5L);
    }
  }

  @Test
  void closingWakesThoseWhoWait() throws Exception {
    SharedQueue<Long> queue = longs().capacity(1).create(domain, "orders");
    FutureTask<Long> taker = new FutureTask<>(queue::take);
    Thread thread = new Thread(taker);
    thread.start();
    while (queue.offer(1L, 1, TimeUnit.MILLISECONDS) && !taker.isDone()) {
      Thread.onSpinWait();
    }
    assertThat(taker.get()).isEqualTo(1L);
    FutureTask<Void> producer =
        new FutureTask<>(
            () -> {
              while (true) {
                queue.put(2L);
              }
            });
    Thread filler = new Thread(producer);
    filler.start();
    while (queue.offer(3L)) {
      Thread.onSpinWait();
    }
    queue.close();
    filler.join();
    assertThatThrownBy(producer::get).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingTheDomainClosesItsQueues() {
    SharedQueue<Long> queue = longs().create(domain, "orders");
    domain.close();
    assertThat(queue.isClosed()).isTrue();
    assertThatThrownBy(queue::poll).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void tooManyProducersAreNamed() throws InterruptedException {
    longs().maxProducers(1).create(domain, "orders").close();
    try (SharedQueue<Long> first = longs().open(domain, "orders");
        SharedQueue<Long> second = longs().open(domain, "orders")) {
      first.put(1L);
      assertThatThrownBy(() -> second.put(2L))
          .isInstanceOf(ProducerLimitException.class)
          .hasMessageContaining("every producer's place is taken by a living process")
          .hasMessageContaining("places 1")
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("make the queue with more maxProducers");
      assertThat(second.take()).isEqualTo(1L);
      first.close();
      second.put(3L);
      assertThat(second.take()).isEqualTo(3L);
    }
  }

  @Test
  void aCodecThatFailsPutsNothing() {
    Codec<Long> failing =
        new Codec<>() {
          @Override
          public void encode(Long value, Sink sink) {
            sink.writeLong(value);
            if (value < 0) {
              throw new IllegalStateException("negative");
            }
          }

          @Override
          public Long decode(Source source) {
            return source.readLong();
          }

          @Override
          public String schema() {
            return "non-negative long";
          }
        };
    SharedQueue<Long> queue = SharedQueue.of(failing).create(domain, "orders");
    assertThatThrownBy(() -> queue.put(-1L)).hasMessage("negative");
    assertThat(queue.offer(7L)).isTrue();
    assertThat(queue.poll()).isEqualTo(7L);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void bytesThatTheCodecLeavesAreAnError() {
    Codec<Long> shortSighted =
        new Codec<>() {
          @Override
          public void encode(Long value, Sink sink) {
            sink.writeLong(value);
            sink.writeLong(value);
          }

          @Override
          public Long decode(Source source) {
            return source.readLong();
          }

          @Override
          public String schema() {
            return "long, long";
          }
        };
    SharedQueue<Long> queue = SharedQueue.of(shortSighted).create(domain, "orders");
    assertThat(queue.offer(7L)).isTrue();
    assertThatThrownBy(queue::poll).isInstanceOf(CodecException.class);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void anInterruptedThreadLosesNothing() throws InterruptedException {
    SharedQueue<Long> queue = longs().create(domain, "orders");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> queue.put(1L)).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    Thread.currentThread().interrupt();
    assertThat(queue.offer(2L)).as("offer does not wait, so it does not look").isTrue();
    assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
    assertThat(queue.take()).isEqualTo(2L);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> queue.poll(1, TimeUnit.DAYS)).isInstanceOf(InterruptedException.class);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void aFullFileSystemIsToldApartAndNothingIsLeft() throws Exception {
    Path mount = temporary.scratch();
    Assumptions.assumeTrue(
        new ProcessBuilder(
                    "mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", mount.toString())
                .redirectErrorStream(true)
                .start()
                .waitFor()
            == 0,
        "mounting needs root");
    try (Domain small = Domain.open(mount.resolve("small"))) {
      assertThatThrownBy(() -> Lane.builder().cells(1 << 16).create(small, "ticks"))
          .isInstanceOf(StorageFullException.class)
          .hasMessageContaining("the file system has no room [" + small.path("ticks") + "]")
          .hasMessageContaining("Free space there, use a smaller capacity");
      assertThat(small.objects()).isEmpty();
      SharedQueue<Long> queue = longs().capacity(1 << 16).maxProducers(4).create(small, "orders");
      assertThatThrownBy(() -> queue.put(1L)).isInstanceOf(StorageFullException.class);
      assertThat(queue.poll()).isNull();
      SharedQueue<Long> fits = longs().capacity(64).maxProducers(4).create(small, "few");
      fits.put(1L);
      assertThat(fits.take()).isEqualTo(1L);
    } finally {
      new ProcessBuilder("umount", "-l", mount.toString()).start().waitFor();
    }
  }

  @Test
  void manyOpensAndClosesLeaveNothingBehind() throws Exception {
    longs().capacity(16).maxProducers(2).create(domain, "orders").close();
    cycle(200);
    long descriptors = count("/proc/self/fd");
    long mappings = lines("/proc/self/maps");
    cycle(10_000);
    assertThat(count("/proc/self/fd")).isLessThanOrEqualTo(descriptors + 5);
    assertThat(lines("/proc/self/maps")).isLessThan(mappings + 2_000);
  }

  private void cycle(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      try (SharedQueue<Long> queue = longs().open(domain, "orders")) {
        queue.put((long) i);
        assertThat(queue.take()).isEqualTo(i);
      }
    }
  }

  private static long count(String directory) throws IOException {
    try (var files = Files.list(Path.of(directory))) {
      return files.count();
    }
  }

  private static long lines(String file) throws IOException {
    try (var lines = Files.lines(Path.of(file))) {
      return lines.count();
    }
  }
}
