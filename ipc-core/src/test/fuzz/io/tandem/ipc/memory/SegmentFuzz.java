package io.tandem.ipc.memory;

import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.Damage;
import io.tandem.ipc.testkit.Fuzz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A segment's file is damaged, cut or lengthened, often so that its checksum is right all the same,
 * and opened. One that was open before goes on with it, unless the file has been cut.
 */
final class SegmentFuzz {
  private static final int INPUTS_PER_LIFE = 16;
  private static final String KIND = "fuzz";
  private static final List<Damage.Field> FIELDS = Damage.fields("", SegmentLayout.LAYOUT, 0, 0, 0);

  private final Fuzz fuzz;
  private final Path file;
  private final ByteBuffer header = ByteBuffer.allocateDirect(SegmentLayout.HEADER_BYTES);

  private SegmentFuzz(Fuzz fuzz, Path file) {
    this.fuzz = fuzz;
    this.file = file;
  }

  /** Arguments: seed, inputs, directory for files. */
  static void run(ChildLink link) throws Exception {
    Fuzz fuzz = new Fuzz(link, Long.parseLong(link.argument(0)));
    Path directory = Files.createDirectory(Path.of(link.argument(2)).resolve("domain"));
    fuzz.run(
        Long.parseLong(link.argument(1)),
        new SegmentFuzz(fuzz, directory.resolve("segment"))::live);
    fuzz.finish(directory);
  }

  private void live(SplittableRandom random) throws Exception {
    long reserved = random.nextBoolean() ? 0 : 8192;
    List<SegmentSpec.Parameter> parameters =
        List.of(new SegmentSpec.Parameter("one", 1), new SegmentSpec.Parameter("two", 2));
    SegmentSpec spec = new SegmentSpec(KIND, 1, 1, 64, reserved, parameters, "Order(id: long)");
    try (Segment present = Segment.create(file, spec, body -> body.setPlain(0, 42))) {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        byte[] golden = Files.readAllBytes(file);
        Damage damage =
            new Damage(Damage.Memory.of(channel, SegmentLayout.HEADER_BYTES), FIELDS, random);
        fuzz.state(damage);
        for (int input = 0; input < INPUTS_PER_LIFE; input++) {
          fuzz.input();
          damage.strike();
          if (random.nextInt(4) > 0) {
            repairChecksum(channel);
          }
          boolean cut = random.nextInt(8) == 0 && resize(channel, random);
          fuzz.attempt("inspect", () -> Segment.inspect(file));
          fuzz.attempt("open", () -> open(random));
          if (!cut) {
            fuzz.attempt("go on", () -> present.body().getAndAdd(0, 1));
          }
          if (cut || random.nextInt(4) == 0) {
            restore(channel, golden);
          }
        }
        restore(channel, golden);
      }
    }
    Segment.unlink(file);
  }

  private void open(SplittableRandom random) {
    try (Segment segment = Segment.open(file, KIND, 1)) {
      segment.requireSchema("Order(id: long)");
      segment.requireParameter(1, "two", 2);
      Words body = segment.body();
      body.getAcquire(body.sizeBytes() - 8 & -8L);
      body.readByte(body.sizeBytes() - 1);
      if (segment.reservedBytes() >= 4096 && random.nextBoolean()) {
        segment.allocate(0, 4096);
        segment.map(0, 4096).readLong(4088);
      }
    }
  }

  /** Whether the file has become shorter: nobody may use it through a mapping then. */
  private static boolean resize(FileChannel channel, SplittableRandom random) throws IOException {
    long size = channel.size();
    if (random.nextBoolean()) {
      channel.truncate(random.nextLong(size));
      return true;
    }
    channel.write(ByteBuffer.allocate(random.nextInt(1, 9000)), size);
    return false;
  }

  private static void restore(FileChannel channel, byte[] golden) throws IOException {
    channel.truncate(golden.length);
    channel.write(ByteBuffer.wrap(golden), 0);
  }

  /** So that the damage is not found out by its checksum. */
  private void repairChecksum(FileChannel channel) throws IOException {
    header.clear();
    if (channel.read(header, 0) < header.capacity()) {
      return;
    }
    Words page = new MappedWords(header, 0);
    long length = page.getPlain(SegmentLayout.SCHEMA_LENGTH);
    byte[] schema = new byte[(int) Math.max(0, Math.min(SegmentLayout.SCHEMA_BYTES, length))];
    page.readBytes(SegmentLayout.SCHEMA, schema, 0, schema.length);
    ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    word.putLong(0, SegmentHeader.checksum(page, schema, schema.length));
    channel.write(word, SegmentLayout.CHECKSUM);
  }
}
