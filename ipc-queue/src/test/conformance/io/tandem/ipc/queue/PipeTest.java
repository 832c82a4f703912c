package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import io.tandem.ipc.EndTakenException;
import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.WrongParametersException;
import io.tandem.ipc.WrongSchemaException;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.TempDomain;
import io.tandem.ipc.wait.WaitAny;
import java.io.EOFException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
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

/** What pipes and connections promise, in threads of one process. */
class PipeTest {
  @RegisterExtension final TempDomain temporary = new TempDomain();

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

  private SharedPipe<Long> longs() {
    return SharedPipe.of(Codecs.longs()).capacity(8);
  }

  @Test
  void elementsArriveInOrderThenTheEnd() throws Exception {
    PipeReader<Long> in = longs().openReader(domain, "pipe");
    PipeWriter<Long> out = longs().openWriter(domain, "pipe");
    assertThat(in.tryReceive()).isNull();
    assertThat(in.receive(1, TimeUnit.MILLISECONDS)).isNull();
    out.send(1L);
    assertThat(out.trySend(2L)).isTrue();
    assertThat(out.send(3L, 1, TimeUnit.HOURS)).isTrue();
    out.close();
    out.close();
    assertThat(in.receive()).isEqualTo(1L);
    assertThat(in.tryReceive()).isEqualTo(2L);
    assertThat(in.receive(1, TimeUnit.HOURS)).isEqualTo(3L);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(in::receive)
          .isInstanceOf(EOFException.class)
          .hasMessage(
              "everything has been read, and the other end has been closed: pipe 'pipe' in domain"
                  + " '%s' [%s]. Close this end.",
              domain.name(), in.file());
    }
    assertThatThrownBy(in::tryReceive).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> in.receive(1, TimeUnit.HOURS)).isInstanceOf(EOFException.class);
  }

  @Test
  void whenNobodyReadsAnyMoreThePipeIsBroken() throws Exception {
    PipeWriter<Long> out = longs().openWriter(domain, "pipe");
    PipeReader<Long> in = longs().openReader(domain, "pipe");
    out.send(1L);
    in.close();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i <= 64; i++) {
                out.send(2L);
              }
            })
        .isInstanceOf(BrokenPipeException.class)
        .hasMessageStartingWith(
            "nobody will read this: the other end has been closed: pipe 'pipe' in domain '");
    assertThatThrownBy(() -> out.send(2L)).isInstanceOf(BrokenPipeException.class);
    assertThatThrownBy(() -> out.trySend(2L)).isInstanceOf(BrokenPipeException.class);
  }

  @Test
  void whoWaitsForRoomLearnsThatNobodyReads() throws Exception {
    PipeWriter<Long> out = longs().openWriter(domain, "pipe");
    PipeReader<Long> in = longs().openReader(domain, "pipe");
    while (out.trySend(1L)) {
      Thread.onSpinWait();
    }
    assertThat(out.send(1L, 1, TimeUnit.MILLISECONDS)).isFalse();
    Future<?> blocked =
        threads.submit(
            () -> {
              out.send(2L);
              return null;
            });
    in.close();
    assertThatThrownBy(() -> blocked.get(1, TimeUnit.MINUTES))
        .hasCauseInstanceOf(BrokenPipeException.class);
  }

  @Test
  void whoClosesItsOwnEndWakesItsThreads() throws Exception {
    PipeReader<Long> in = longs().openReader(domain, "pipe");
    PipeWriter<Long> out = longs().openWriter(domain, "pipe");
    Future<Long> reading = threads.submit(() -> in.receive());
    while (out.trySend(1L)) {
      Thread.onSpinWait();
    }
    reading.get(1, TimeUnit.MINUTES);
    Future<?> writing =
        threads.submit(
            () -> {
              while (true) {
                out.send(2L);
              }
            });
    Future<?> also =
        threads.submit(
            () -> {
              while (true) {
                out.send(3L, 1, TimeUnit.HOURS);
              }
            });
    out.close();
    assertThatThrownBy(() -> writing.get(1, TimeUnit.MINUTES))
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> also.get(1, TimeUnit.MINUTES))
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> out.send(1L))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "the pipe has been closed by this process: pipe 'pipe' in domain '");
  }

  @Test
  void anEndIsOpenedOnce() {
    PipeWriter<Long> out = longs().openWriter(domain, "pipe");
    assertThatThrownBy(() -> longs().openWriter(domain, "pipe"))
        .isInstanceOf(EndTakenException.class)
        .hasMessageStartingWith("the first end has been opened before: pipe 'pipe' in domain '")
        .hasMessageContaining("held by ")
        .hasMessageEndingWith("An end is opened once; make a pipe of its own for each pair.");
    out.close();
    assertThatThrownBy(() -> longs().openWriter(domain, "pipe"))
        .isInstanceOf(EndTakenException.class)
        .hasMessageContaining("; now closed.");
    longs().openReader(domain, "pipe").close();
    assertThatThrownBy(() -> longs().openReader(domain, "pipe"))
        .hasMessageStartingWith("the second end has been opened before");
  }

  @Test
  void whatIsOpenedMustBeWhatWasMade() {
    longs().openWriter(domain, "pipe");
    assertThatThrownBy(() -> Connection.of(Codecs.longs()).open(domain, "pipe"))
        .isInstanceOf(WrongParametersException.class)
        .hasMessageContaining("direction (1 = one way, a SharedPipe; 2 = both, a Connection)");
    assertThatThrownBy(() -> SharedPipe.of(String.class).openReader(domain, "pipe"))
        .isInstanceOf(WrongSchemaException.class);
    assertThatThrownBy(() -> longs().capacity(1 << 20).openReader(domain, "pipe"))
        .isInstanceOf(WrongParametersException.class);
    assertThatThrownBy(() -> longs().capacity(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity 0 is not within 1 to 2147483647.");
  }

  @Test
  void bothEndsOfAConnectionSendAndReceive() throws Exception {
    Connection<String> client = Connection.of(String.class).capacity(4).create(domain, "talk");
    Connection<String> server = Connection.of(String.class).open(domain, "talk");
    Future<?> serving =
        threads.submit(
            () -> {
              for (int i = 0; i < 1000; i++) {
                server.send(server.receive() + "!");
              }
              server.close();
              return null;
            });
    for (int i = 0; i < 1000; i++) {
      client.send("no. " + i);
      assertThat(client.receive()).isEqualTo("no. " + i + "!");
    }
    serving.get(1, TimeUnit.MINUTES);
    assertThatThrownBy(client::receive).isInstanceOf(EOFException.class);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i <= 64; i++) {
                client.send("anybody?");
              }
            })
        .isInstanceOf(BrokenPipeException.class);
    assertThatThrownBy(() -> Connection.of(String.class).open(domain, "talk"))
        .isInstanceOf(EndTakenException.class);
  }

  @Test
  void aMessageMayBeAsLargeAsThePipeAndNoLarger() throws Exception {
    Connection<byte[]> a = Connection.of(Codecs.bytes()).elementBytes(4096).create(domain, "big");
    Connection<byte[]> b = Connection.of(Codecs.bytes()).open(domain, "big");
    byte[] large = new byte[1 << 20];
    Arrays.fill(large, (byte) 7);
    a.send(large);
    assertThat(b.receive()).isEqualTo(large);
    assertThatThrownBy(() -> a.send(new byte[8 << 20]))
        .isInstanceOf(MessageTooLargeException.class)
        .hasMessageStartingWith("the element is too large for the pipe: pipe 'big' in domain '");
    b.send(new byte[0]);
    assertThat(a.receive()).isEmpty();
  }

  @Test
  void interruptsAndNullsAreAsElsewhere() {
    Connection<Long> a = Connection.of(Codecs.longs()).create(domain, "talk");
    Thread.currentThread().interrupt();
    assertThatThrownBy(a::receive).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> a.send(1L)).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThatThrownBy(() -> a.send(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> a.trySend(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void waitAnyWaitsForPipesAndQueuesAlike() throws Exception {
    PipeReader<Long> in = longs().openReader(domain, "pipe");
    PipeWriter<Long> out = longs().openWriter(domain, "pipe");
    SharedQueue<Long> queue = SharedQueue.of(Codecs.longs()).create(domain, "queue");
    WaitAny either = WaitAny.of(in, queue);
    queue.put(1L);
    assertThat(either.await()).isSameAs(queue);
    queue.take();
    out.send(1L);
    assertThat(either.await()).isSameAs(in);
    in.receive();
    Future<?> waiting = threads.submit(() -> either.await());
    out.close();
    assertThat(waiting.get(1, TimeUnit.MINUTES)).isSameAs(in);
  }

  @Test
  void objectsTravelThroughStreams() throws Exception {
    OutputStream out =
        PipeStreams.output(SharedPipe.of(Codecs.bytes()).openWriter(domain, "bytes"));
    InputStream in = PipeStreams.input(SharedPipe.of(Codecs.bytes()).openReader(domain, "bytes"));
    Future<?> writing =
        threads.submit(
            () -> {
              try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
                objects.writeObject(List.of("a", "b"));
                objects.writeObject(new byte[100_000]);
              }
              return null;
            });
    try (ObjectInputStream objects = new ObjectInputStream(in)) {
      assertThat(objects.readObject()).isEqualTo(List.of("a", "b"));
      assertThat((byte[]) objects.readObject()).hasSize(100_000);
      assertThat(objects.read()).isEqualTo(-1);
      assertThat(objects.read()).isEqualTo(-1);
    }
    writing.get(1, TimeUnit.MINUTES);
  }

  @Test
  void bytesTravelThroughChannels() throws Exception {
    Connection<byte[]> a = Connection.of(Codecs.bytes()).create(domain, "bytes");
    Connection<byte[]> b = Connection.of(Codecs.bytes()).open(domain, "bytes");
    try (WritableByteChannel out = PipeStreams.writableChannel(a);
        ReadableByteChannel in = PipeStreams.readableChannel(b)) {
      assertThat(out.write(ByteBuffer.wrap(new byte[] {1, 2, 3}))).isEqualTo(3);
      ByteBuffer target = ByteBuffer.allocate(10);
      assertThat(in.read(target)).isEqualTo(3);
      assertThat(target.get(2)).isEqualTo((byte) 3);
    }
    assertThat(a.isClosed()).isTrue();
    assertThat(b.isClosed()).isTrue();
  }

  @Test
  void anInterruptedStreamSaysSoAndKeepsTheStatus() {
    InputStream in = PipeStreams.input(SharedPipe.of(Codecs.bytes()).openReader(domain, "bytes"));
    Thread.currentThread().interrupt();
    assertThatThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
