package io.tandem.ipc.memory;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.DomainAccessException;
import io.tandem.ipc.ObjectAccessException;
import io.tandem.ipc.ObjectExistsException;
import io.tandem.ipc.ObjectMissingException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.StorageFullException;
import io.tandem.ipc.TandemException;
import io.tandem.ipc.WrongKindException;
import io.tandem.ipc.WrongVersionException;
import io.tandem.ipc.os.FileSpace;
import io.tandem.ipc.os.FileStatus;
import io.tandem.ipc.os.MappedRegion;
import io.tandem.ipc.os.NoSpaceException;
import io.tandem.ipc.os.ProcessId;
import io.tandem.ipc.os.SharedFile;
import io.tandem.ipc.os.Uninterrupted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The file side of segments: making, checking, opening. */
final class SegmentFiles {
  private static final AtomicLong TEMPORARY_COUNT = new AtomicLong();
  private static final int OTHERS_BITS = 0077;
  private static final int OWNER_ONLY = 0600;

  /** The part of the magic word that is the same in every version. */
  private static final long NAME_MASK = (1L << 48) - 1;

  private SegmentFiles() {}

  /** Runs file work whatever the thread's interrupts, and turns its failures into Tandem's. */
  static <T> T run(Uninterrupted.Call<T> work, Path file) {
    try {
      return Uninterrupted.retry(work);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** The same for work on a file that stays open, which cannot be repeated. */
  static <T> T runOnce(Uninterrupted.Call<T> work, Path file) {
    try {
      return Uninterrupted.once(work);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static TandemException failed(Path file, IOException e) {
    if (e instanceof NoSpaceException) {
      return new StorageFullException(
          Problem.of("the file system has no room")
              .file(file)
              .fact("system says", e.getMessage())
              .next("Free space there, use a smaller capacity, or put the domain elsewhere"),
          e);
    }
    return e instanceof NoSuchFileException ? missing(file, e) : refused(file, e);
  }

  private static ObjectAccessException refused(Path file, IOException e) {
    return new ObjectAccessException(
        Problem.of("the system refuses to open, make or map the object's file")
            .file(file)
            .fact("system says", e)
            .next("Check permissions, open-file and mapping limits of this process"),
        e);
  }

  private static TandemException missing(Path file, IOException cause) {
    Path domain = file.getParent();
    if (!Files.isDirectory(domain)) {
      return new DomainAccessException(
          Problem.of("the domain's directory has been removed while it was in use")
              .file(domain)
              .next("Close the domain and open it again"),
          cause);
    }
    return new ObjectMissingException(
        Problem.of("there is no object of that name")
            .object(describe("object", file))
            .file(file)
            .next(
                "Create it first, use openOrCreate, or check the name; objects also go when the"
                    + " last process leaves their domain"),
        cause);
  }

  /** For example {@code queue 'orders' in domain 'shop'}. */
  static String describe(String kind, Path file) {
    Path domain = file.getParent();
    return kind
        + " '"
        + file.getFileName()
        + "'"
        + (domain == null ? "" : " in domain '" + domain.getFileName() + "'");
  }

  static Segment create(Path file, SegmentSpec spec, Consumer<Words> initializer)
      throws IOException {
    Path temporary =
        file.resolveSibling(
            Segment.TEMPORARY_PREFIX
                + Integer.toHexString(spec.creator())
                + "-"
                + TEMPORARY_COUNT.incrementAndGet());
    boolean extensible = spec.reservedBytes() > 0;
    SharedFile made = SharedFile.create(temporary, file);
    MappedRegion region = null;
    boolean done = false;
    try {
      long fixed = extensible ? spec.reservedFrom() : spec.fileBytes();
      FileSpace.allocate(made, 0, fixed);
      if (extensible) {
        reserve(made, spec.fileBytes());
      }
      region = MappedRegion.map(made, 0, SegmentLayout.HEADER_BYTES + spec.bodyBytes());
      Words words = new MappedWords(region.buffer(), region.address());
      initializer.accept(words.slice(SegmentLayout.HEADER_BYTES, spec.bodyBytes()));
      SegmentHeader.write(words, spec);
      SegmentInfo info = SegmentHeader.read(words, file, spec.fileBytes());
      words.fullFence();
      link(temporary, file, spec);
      done = true;
      return new Segment(info, keepIf(extensible, made), region);
    } finally {
      Files.deleteIfExists(temporary);
      if (!done) {
        closeQuietly(made);
        if (region != null) {
          region.release();
        }
      }
    }
  }

  /** Sets the file's size; the part added stays without memory until it is allocated. */
  private static void reserve(SharedFile file, long size) throws IOException {
    try {
      file.resize(size);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new NoSpaceException(file.toString(), size, -1, e.getMessage());
    }
  }

  private static void link(Path temporary, Path file, SegmentSpec spec) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      throw new ObjectExistsException(
          Problem.of("the name is taken")
              .object(describe(spec.kind(), file))
              .file(file)
              .next("Open it, use openOrCreate, choose another name, or unlink it"),
          e);
    }
  }

  private static SharedFile keepIf(boolean keep, SharedFile file) throws IOException {
    if (keep) {
      return file;
    }
    file.close();
    return null;
  }

  static Segment open(Path file, String kind, int version) throws IOException {
    check(file);
    SharedFile opened = SharedFile.open(file);
    MappedRegion region = null;
    boolean done = false;
    try {
      SegmentInfo info = readHeader(opened, file);
      requireKind(info, kind, version);
      region = MappedRegion.map(opened, 0, SegmentLayout.HEADER_BYTES + info.bodyBytes());
      boolean extensible = info.sizeBytes() > SegmentLayout.HEADER_BYTES + info.bodyBytes();
      Segment segment = new Segment(info, extensible ? opened : null, region);
      done = true;
      if (!extensible) {
        opened.close();
      }
      return segment;
    } finally {
      if (!done) {
        closeQuietly(opened);
        if (region != null) {
          region.release();
        }
      }
    }
  }

  static SegmentInfo inspect(Path file) throws IOException {
    check(file);
    try (SharedFile opened = SharedFile.open(file)) {
      return readHeader(opened, file);
    }
  }

  /** Fails if the file is shorter than that. */
  static boolean hasMagic(Path file) throws IOException {
    byte[] start = new byte[Long.BYTES];
    try (SharedFile opened = SharedFile.open(file)) {
      opened.read(SegmentLayout.MAGIC, start);
    }
    long magic = ByteBuffer.wrap(start).order(ByteOrder.nativeOrder()).getLong();
    return (magic & NAME_MASK) == (SegmentLayout.MAGIC_VALUE & NAME_MASK);
  }

  /**
   * Reads the header from the file, so that nothing is mapped before it has been checked. The size,
   * too, is that of the open file: the name may be that of another one by now.
   */
  private static SegmentInfo readHeader(SharedFile opened, Path file) throws IOException {
    long size = opened.sizeBytes();
    if (size < SegmentLayout.HEADER_BYTES + 8) {
      throw new CorruptSegmentException(
          Problem.of("the file is too short for a segment")
              .file(file)
              .fact("found", size + " bytes")
              .fact("at least", SegmentLayout.HEADER_BYTES + 8 + " bytes")
              .next("It was cut or never was a segment; remove it, then create the object anew"));
    }
    byte[] header = new byte[SegmentLayout.HEADER_BYTES];
    opened.read(0, header);
    ByteBuffer page = ByteBuffer.allocateDirect(header.length).put(0, header);
    return SegmentHeader.read(new MappedWords(page, 0), file, size);
  }

  /** Checks type, owner and mode of what has the name now. */
  private static void check(Path file) throws IOException {
    FileStatus status = FileStatus.of(file);
    if (!status.isRegularFile()) {
      throw new ObjectAccessException(
          Problem.of(
                  status.isSymbolicLink()
                      ? "the object's file is a symbolic link"
                      : "the object is no regular file")
              .object(describe("object", file))
              .file(file)
              .next("Tandem never made it; find out who did, then remove it"));
    }
    if (status.uid() != ProcessId.uid()) {
      throw new ObjectAccessException(
          Problem.of("the object's file belongs to another user")
              .object(describe("object", file))
              .file(file)
              .fact("its user", status.uid())
              .fact("this process runs as", ProcessId.uid())
              .next("Run as the same user, or use another domain"));
    }
    int mode = status.permissions();
    if ((mode & OTHERS_BITS) != 0 || (mode & OWNER_ONLY) != OWNER_ONLY) {
      throw new ObjectAccessException(
          Problem.of("the object's file has a mode that is not safe")
              .object(describe("object", file))
              .file(file)
              .fact("mode", String.format("%04o", mode))
              .fact("wanted", "0600")
              .next("Find out who changed it, then: chmod 600 " + file));
    }
  }

  private static void requireKind(SegmentInfo info, String kind, int version) {
    if (!info.kind().equals(kind)) {
      throw new WrongKindException(
          Problem.of("the name holds another kind of object")
              .object(describe(kind, info.file()))
              .file(info.file())
              .fact("wanted", kind)
              .fact("found", info.kind())
              .holder("its creator, process " + info.creatorPid())
              .next("Use another name, or open it as a " + info.kind()));
    }
    if (info.version() != version) {
      throw new WrongVersionException(
          Problem.of("the object was made by another release of Tandem")
              .object(describe(kind, info.file()))
              .file(info.file())
              .fact("its layout version", info.version())
              .fact("this release knows", version)
              .holder("its creator, process " + info.creatorPid())
              .next("Run the same release in all processes, or unlink the object"));
    }
  }

  static void closeQuietly(SharedFile file) {
    if (file != null) {
      try {
        file.close();
      } catch (IOException ignored) {
        // Nothing was written through it that could be lost.
      }
    }
  }
}
