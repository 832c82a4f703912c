package io.tandem.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.DomainAccessException;
import io.tandem.ipc.ObjectAccessException;
import io.tandem.ipc.ObjectExistsException;
import io.tandem.ipc.ObjectMissingException;
import io.tandem.ipc.WrongKindException;
import io.tandem.ipc.WrongParametersException;
import io.tandem.ipc.WrongSchemaException;
import io.tandem.ipc.WrongVersionException;
import io.tandem.ipc.memory.SegmentSpec.Parameter;
import io.tandem.ipc.os.ProcessId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentTest {
  @TempDir Path directory;

  private static SegmentSpec spec(String kind, int version, long value, String schema) {
    return new SegmentSpec(
        kind, version, 4097, 1024, 0, List.of(new Parameter("capacity", value)), schema);
  }

  private Path make(String name) {
    Path file = directory.resolve(name);
    Segment.create(file, spec("counter", 3, 77, "long"), body -> body.setPlain(8, 42)).close();
    return file;
  }

  @Test
  void whatOneProcessWritesAnotherHandleReads() {
    Path file = directory.resolve("a");
    try (Segment made =
            Segment.create(file, spec("counter", 3, 77, "long"), body -> body.setPlain(8, 42));
        Segment opened = Segment.open(file, "counter", 3)) {
      assertThat(opened.body().getAcquire(8)).isEqualTo(42);
      made.body().setRelease(16, 43);
      assertThat(opened.body().getAcquire(16)).isEqualTo(43);
      assertThat(opened.body().sizeBytes()).isEqualTo(1024);
      assertThat(opened.parameter(0)).isEqualTo(77);
      assertThat(opened.info().creatorPid()).isEqualTo(ProcessId.self().pid());
      assertThat(opened.info().schema()).isEqualTo("long");
    }
  }

  @Test
  void nothingTemporaryIsLeft() throws IOException {
    make("a");
    assertThatExceptionOfType(ObjectExistsException.class).isThrownBy(() -> make("a"));
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("a");
    }
  }

  @Test
  void theFileIsOursAlone() throws IOException {
    Path file = make("a");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aTakenNameIsToldApart() {
    Path file = make("a");
    assertThatThrownBy(() -> make("a"))
        .isInstanceOf(ObjectExistsException.class)
        .hasMessage(
            "the name is taken: counter 'a' in domain '"
                + directory.getFileName()
                + "' ["
                + file
                + "]. Open it, use openOrCreate, choose another name, or unlink it.");
  }

  @Test
  void aMissingNameIsToldApart() {
    assertThatThrownBy(() -> Segment.open(directory.resolve("none"), "counter", 3))
        .isInstanceOf(ObjectMissingException.class)
        .hasMessageContaining("there is no object of that name: object 'none' in domain")
        .hasMessageContaining("Create it first, use openOrCreate, or check the name");
  }

  @Test
  void aVanishedDirectoryIsToldApart() {
    Path gone = directory.resolve("gone").resolve("a");
    assertThatThrownBy(() -> Segment.openOrCreate(gone, spec("counter", 3, 1, ""), body -> {}))
        .isInstanceOf(DomainAccessException.class)
        .hasMessageContaining("the domain's directory has been removed while it was in use");
  }

  @Test
  void anotherKindIsToldApart() {
    Path file = make("a");
    assertThatThrownBy(() -> Segment.open(file, "queue", 3))
        .isInstanceOf(WrongKindException.class)
        .hasMessageContaining("wanted queue, found counter")
        .hasMessageContaining("held by its creator, process " + ProcessId.self().pid())
        .hasMessageContaining("open it as a counter");
  }

  @Test
  void anotherLayoutVersionIsToldApart() {
    Path file = make("a");
    assertThatThrownBy(() -> Segment.open(file, "counter", 4))
        .isInstanceOf(WrongVersionException.class)
        .hasMessageContaining("its layout version 3, this release knows 4")
        .hasMessageContaining("Run the same release in all processes");
  }

  @Test
  void otherParametersAreToldApart() {
    Path file = make("a");
    try (Segment segment = Segment.open(file, "counter", 3)) {
      segment.requireParameter(0, "capacity", 77);
      assertThatThrownBy(() -> segment.requireParameter(0, "capacity", 78))
          .isInstanceOf(WrongParametersException.class)
          .hasMessageContaining("the object was made with another capacity")
          .hasMessageContaining("wanted 78, made with 77");
    }
  }

  @Test
  void anotherSchemaIsToldApartWithBothTexts() {
    Path file = make("a");
    try (Segment segment = Segment.open(file, "counter", 3)) {
      segment.requireSchema("long");
      assertThatThrownBy(() -> segment.requireSchema("int"))
          .isInstanceOf(WrongSchemaException.class)
          .hasMessageContaining("this process has 'int', the object was made for 'long'");
    }
  }

  @Test
  void aSchemaLongerThanItsFieldIsStillComparedWhole() {
    String common = "x".repeat(SegmentLayout.SCHEMA_BYTES + 10);
    Path file = directory.resolve("long");
    try (Segment segment = Segment.create(file, spec("counter", 3, 1, common + "a"), body -> {})) {
      segment.requireSchema(common + "a");
      assertThatExceptionOfType(WrongSchemaException.class)
          .isThrownBy(() -> segment.requireSchema(common + "b"));
    }
  }

  @Test
  void aPlantedSymbolicLinkIsNotFollowed() throws IOException {
    Path file = make("a");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    assertThatThrownBy(() -> Segment.open(link, "counter", 3))
        .isInstanceOf(ObjectAccessException.class)
        .hasMessageContaining("the object's file is a symbolic link")
        .hasMessageContaining(link.toString());
    assertThatThrownBy(() -> Segment.openOrCreate(link, spec("counter", 3, 1, ""), body -> {}))
        .isInstanceOf(ObjectAccessException.class);
    Path dangling =
        Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nothing"));
    assertThatThrownBy(() -> Segment.openOrCreate(dangling, spec("counter", 3, 1, ""), body -> {}))
        .isInstanceOf(ObjectAccessException.class);
  }

  @Test
  void aDirectoryIsNoObject() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("folder"));
    assertThatThrownBy(() -> Segment.open(folder, "counter", 3))
        .isInstanceOf(ObjectAccessException.class)
        .hasMessageContaining("the object is no regular file");
  }

  @Test
  void aModeThatLetsOthersInIsRefused() throws IOException {
    Path file = make("a");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> Segment.open(file, "counter", 3))
        .isInstanceOf(ObjectAccessException.class)
        .hasMessageContaining("mode 0644, wanted 0600")
        .hasMessageContaining("chmod 600 " + file);
  }

  @Test
  void aFileOfAnotherUserIsRefused() throws IOException {
    Assumptions.assumeTrue(ProcessId.uid() == 0, "only root can give files away");
    Path file = make("a");
    Files.setAttribute(file, "unix:uid", 65534);
    assertThatThrownBy(() -> Segment.open(file, "counter", 3))
        .isInstanceOf(ObjectAccessException.class)
        .hasMessageContaining("belongs to another user")
        .hasMessageContaining("its user 65534, this process runs as 0");
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    Path file = make("a");
    truncate(file, 4096 + 512);
    assertThatThrownBy(() -> Segment.open(file, "counter", 3))
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageContaining("found 4608 bytes, made with 8192 bytes");
    truncate(file, 100);
    assertThatThrownBy(() -> Segment.open(file, "counter", 3))
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageContaining("too short for a segment");
    truncate(file, 0);
    assertThatThrownBy(() -> Segment.open(file, "counter", 3))
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageContaining("found 0 bytes");
  }

  private static void truncate(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  @Test
  void aForeignFileIsRefused() throws IOException {
    Path file = make("a");
    byte[] bytes = new byte[8192];
    new Random(1).nextBytes(bytes);
    Files.write(file, bytes);
    assertThatThrownBy(() -> Segment.open(file, "counter", 3))
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageContaining("this file is not a Tandem segment");
  }

  @Test
  void anyChangedHeaderWordIsFound() throws IOException {
    Path file = make("a");
    byte[] good = Files.readAllBytes(file);
    for (int offset = 0; offset <= SegmentLayout.CHECKSUM; offset += 8) {
      byte[] bad = good.clone();
      ByteBuffer words = ByteBuffer.wrap(bad).order(ByteOrder.nativeOrder());
      words.putLong(offset, words.getLong(offset) ^ (1L << 40));
      Files.write(file, bad);
      assertThatThrownBy(() -> Segment.open(file, "counter", 3))
          .as("word at %d", offset)
          .isInstanceOf(CorruptSegmentException.class);
    }
    Files.write(file, good);
    Segment.open(file, "counter", 3).close();
  }

  @Test
  void aHeaderWithARightChecksumIsNotBelievedEither() throws IOException {
    for (long body : new long[] {Long.MIN_VALUE, -4096, -1, 0, 7, 4097, 1L << 31, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> Segment.open(makeWith(SegmentLayout.BODY, body), "counter", 3))
          .as("body of %d", body)
          .isInstanceOf(CorruptSegmentException.class)
          .hasMessageContaining("the file's header is damaged")
          .hasMessageContaining("bytes of the body " + body + ", of the file 8192");
    }
    long version = (1L << 32) + 3;
    assertThatThrownBy(() -> Segment.open(makeWith(SegmentLayout.VERSION, version), "counter", 3))
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageContaining("layout version " + version + ", largest 2147483647");
  }

  /** A file with another value in its header and a checksum that fits. */
  private Path makeWith(long offset, long value) {
    Path file = make("damaged" + value);
    ByteBuffer page = ByteBuffer.allocateDirect(8192).order(ByteOrder.nativeOrder());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.read(page, 0);
      Words words = new MappedWords(page, 0);
      words.setPlain(offset, value);
      byte[] schema = new byte[(int) words.getPlain(SegmentLayout.SCHEMA_LENGTH)];
      words.readBytes(SegmentLayout.SCHEMA, schema, 0, schema.length);
      words.setPlain(SegmentLayout.CHECKSUM, SegmentHeader.checksum(words, schema, schema.length));
      channel.write(page.rewind(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  @Test
  void ofManyThatOpenOrCreateOneMakesIt() throws Exception {
    Path file = directory.resolve("race");
    int threads = 8;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 0; round < 50; round++) {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Long>> seen =
            IntStream.range(0, threads)
                .mapToObj(
                    thread ->
                        pool.submit(
                            () -> {
                              start.await();
                              SegmentSpec spec = spec("counter", 3, 1, "");
                              try (Segment segment =
                                  Segment.openOrCreate(file, spec, b -> b.setPlain(0, thread))) {
                                return segment.body().getAcquire(0);
                              }
                            }))
                .toList();
        start.countDown();
        long first = seen.get(0).get();
        for (Future<Long> other : seen) {
          assertThat(other.get()).isEqualTo(first);
        }
        assertThat(Segment.unlink(file)).isTrue();
        assertThat(Segment.unlink(file)).isFalse();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aNameThatGoesToAnotherObjectWhileItIsOpenedLeadsToOneOfThem() throws Exception {
    Path file = directory.resolve("renewed");
    Path next = directory.resolve("next");
    List<Path> objects = List.of(directory.resolve("short"), directory.resolve("long"));
    for (Path object : objects) {
      int reserved = objects.indexOf(object) * 8192;
      SegmentSpec spec = new SegmentSpec("counter", 3, 1, 64, reserved, List.of(), "");
      Segment.create(object, spec, body -> {}).close();
    }
    Files.createLink(file, objects.get(0));
    AtomicInteger renewals = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> renewing =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (!over.get()) {
                  Files.createLink(next, objects.get(renewals.incrementAndGet() % 2));
                  Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try {
      while (renewals.get() < 2_000) {
        Segment.open(file, "counter", 3).close();
        Segment.inspect(file);
      }
    } finally {
      over.set(true);
      renewing.get();
    }
  }

  @Test
  void anInterruptNeitherBreaksOpeningNorGetsLost() {
    Path file = make("a");
    Thread.currentThread().interrupt();
    try (Segment segment = Segment.open(file, "counter", 3)) {
      assertThat(segment.body().getAcquire(8)).isEqualTo(42);
      assertThat(Thread.interrupted()).isTrue();
    }
    Thread.currentThread().interrupt();
    try (Segment segment =
        Segment.create(directory.resolve("b"), spec("counter", 3, 1, ""), body -> {})) {
      assertThat(segment.isClosed()).isFalse();
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void afterCloseTheWordsReadZerosAndHarmNobody() {
    Path file = make("a");
    Segment closed = Segment.open(file, "counter", 3);
    closed.close();
    closed.close();
    closed.body().setVolatile(8, 99);
    try (Segment other = Segment.open(file, "counter", 3)) {
      // In portable mode the old mapping may live on until it is collected: then 99 is what it is.
      assertThat(other.body().getAcquire(8)).isIn(42L, 99L);
    }
  }

  @Test
  void theReservedPartTakesNoMemoryUntilItIsAllocated() throws IOException {
    Path file = directory.resolve("reserved");
    SegmentSpec spec = new SegmentSpec("counter", 3, 4097, 1024, 64 << 20, List.of(), "");
    try (Segment segment = Segment.create(file, spec, body -> {});
        Segment other = Segment.open(file, "counter", 3)) {
      assertThat(Files.size(file)).isEqualTo(8192 + (64L << 20));
      assertThat(other.reservedBytes()).isEqualTo(64 << 20);
      segment.allocate(1 << 20, 4096);
      Words mine = segment.map(1 << 20, 4096);
      Words theirs = other.map(1 << 20, 4096);
      mine.setRelease(128, 5);
      assertThat(theirs.getAcquire(128)).isEqualTo(5);
      assertThatThrownBy(() -> segment.map(64 << 20, 8))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("are not within 67108864 reserved");
      segment.close();
      assertThatThrownBy(() -> segment.map(0, 8))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has been closed by this process");
    }
  }
}
