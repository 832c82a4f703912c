package io.tandem.ipc.memory;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.ObjectAccessException;
import io.tandem.ipc.ObjectExistsException;
import io.tandem.ipc.ObjectMissingException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.StorageFullException;
import io.tandem.ipc.TandemException;
import io.tandem.ipc.WrongKindException;
import io.tandem.ipc.WrongParametersException;
import io.tandem.ipc.WrongSchemaException;
import io.tandem.ipc.WrongVersionException;
import io.tandem.ipc.os.FileSpace;
import io.tandem.ipc.os.MappedRegion;
import io.tandem.ipc.os.SharedFile;
import io.tandem.ipc.os.Uninterrupted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One mapped file of a domain: a header that says what it is, then a structure.
 *
 * <p><b>A visible name is always complete.</b> A segment is made under a temporary name, fully
 * allocated (a page that the file system cannot back would kill the JVM at first touch), filled,
 * and only then linked to its name, which fails if somebody was faster. A process killed in between
 * leaves a temporary file with its owner word in the name, which the domain removes.
 *
 * <p><b>Nothing in a file is trusted.</b> Type, owner, mode and size of the file, magic, checksum,
 * kind, version and parameters are checked before the structure is used; each failure has its own
 * exception.
 *
 * <p>Safe for use by many threads. {@link #close} gives the file's memory back at once; a thread
 * that is still using the words then reads zeros, and never harms the JVM.
 */
public final class Segment implements AutoCloseable {
  /** How temporary files begin; the creator's owner word in hex follows. */
  public static final String TEMPORARY_PREFIX = ".tmp-";

  private final SegmentInfo info;
  private final SharedFile extensible; // null: all of it is mapped
  private final Words body;
  private final List<MappedRegion> regions = new ArrayList<>();
  private volatile boolean closed;

  /** Takes over the mapping and, for a segment that can be extended, the open file. */
  Segment(SegmentInfo info, SharedFile extensible, MappedRegion first) {
    this.info = info;
    this.extensible = extensible;
    this.regions.add(first);
    this.body = wordsOf(first).slice(SegmentLayout.HEADER_BYTES, info.bodyBytes());
  }

  private static Words wordsOf(MappedRegion region) {
    return new MappedWords(region.buffer(), region.address());
  }

  /**
   * Makes a segment and attaches to it.
   *
   * @param file its name in the domain's directory
   * @param initializer fills the body, which is all zeros, before anybody else can see it
   * @throws ObjectExistsException if the name is taken
   * @throws StorageFullException if the file system has no room; nothing is left behind
   * @throws ObjectAccessException if the system refuses for another reason
   */
  public static Segment create(Path file, SegmentSpec spec, Consumer<Words> initializer) {
    return SegmentFiles.run(new Creation(file, spec, initializer), file);
  }

  /**
   * Attaches to a segment.
   *
   * @param kind what it must hold
   * @param version the only layout version that the caller knows
   * @throws ObjectMissingException if there is none of that name
   * @throws ObjectAccessException if it is a symbolic link or no regular file, belongs to another
   *     user or lets others in, or the system refuses to open it
   * @throws CorruptSegmentException if it is truncated, damaged or no segment at all
   * @throws WrongKindException if it holds something else
   * @throws WrongVersionException if its layout has another version
   */
  public static Segment open(Path file, String kind, int version) {
    return SegmentFiles.run(new Opening(file, kind, version), file);
  }

  /** A class, as a first lambda costs a starting JVM some milliseconds; so are those below. */
  private record Creation(Path file, SegmentSpec spec, Consumer<Words> initializer)
      implements Uninterrupted.Call<Segment> {
    @Override
    public Segment run() throws IOException {
      return SegmentFiles.create(file, spec, initializer);
    }
  }

  private record Opening(Path file, String kind, int version)
      implements Uninterrupted.Call<Segment> {
    @Override
    public Segment run() throws IOException {
      return SegmentFiles.open(file, kind, version);
    }
  }

  /**
   * Attaches to the segment of that name, or makes it if there is none. Of several processes that
   * do so at once, exactly one makes it.
   */
  public static Segment openOrCreate(Path file, SegmentSpec spec, Consumer<Words> initializer) {
    while (true) { // each turn means that another process made or removed the name meanwhile
      try {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
            ? open(file, spec.kind(), spec.version())
            : create(file, spec, initializer);
      } catch (ObjectMissingException | ObjectExistsException lostRace) {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * Removes the name. Processes that are attached go on with the memory; it is freed when the last
   * of them detaches.
   *
   * @return whether there was such a name
   */
  public static boolean unlink(Path file) {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new ObjectAccessException(
          Problem.of("the object's file cannot be removed")
              .file(file)
              .fact("system says", e.getMessage())
              .next("Check the directory's permissions"),
          e);
    }
  }

  /** Reads a segment's header without attaching; errors as {@link #open}, but for the kind. */
  public static SegmentInfo inspect(Path file) {
    return SegmentFiles.run(() -> SegmentFiles.inspect(file), file);
  }

  /**
   * Whether a file begins as every segment does, of whatever version and whatever has become of the
   * rest.
   */
  public static boolean isSegment(Path file) {
    try {
      return SegmentFiles.run(() -> SegmentFiles.hasMagic(file), file);
    } catch (TandemException e) {
      return false; // gone, or not to be read
    }
  }

  /** What the header says. */
  public SegmentInfo info() {
    return info;
  }

  /** The file. */
  public Path file() {
    return info.file();
  }

  /** The structure's fixed part, with offsets from 0. */
  public Words body() {
    return body;
  }

  /** The parameter at that place of the kind's list. */
  public long parameter(int index) {
    if (index >= info.parameters().size()) {
      throw new CorruptSegmentException(
          Problem.of("the file's header lacks a parameter")
              .file(file())
              .fact("parameters", info.parameters().size())
              .fact("wanted", index + 1)
              .next("Remove the file, then create the object anew"));
    }
    return info.parameters().get(index);
  }

  /**
   * Checks a parameter that the caller has asked for against the one that the object was made with.
   *
   * @throws WrongParametersException if they differ
   */
  public void requireParameter(int index, String name, long wanted) {
    long found = parameter(index);
    if (found != wanted) {
      throw new WrongParametersException(
          Problem.of("the object was made with another " + name)
              .object(SegmentFiles.describe(info.kind(), file()))
              .file(file())
              .fact("wanted", wanted)
              .fact("made with", found)
              .holder("its creator, process " + info.creatorPid())
              .next("Ask for " + found + " or for none, or unlink the object and create it anew"));
    }
  }

  /**
   * Checks the shape of the elements.
   *
   * @param schema the shape that the caller would send and understand
   * @throws WrongSchemaException if the object was made for another
   */
  public void requireSchema(String schema) {
    byte[] text = schema.getBytes(StandardCharsets.UTF_8);
    long wanted = text.length == 0 ? 0 : SegmentHeader.print(text);
    if (wanted != info.schemaPrint()) {
      throw new WrongSchemaException(
          Problem.of("the object's elements have another shape")
              .object(SegmentFiles.describe(info.kind(), file()))
              .file(file())
              .fact("this process has", "'" + schema + "'")
              .fact("the object was made for", "'" + info.schema() + "'")
              .holder("its creator, process " + info.creatorPid())
              .next(
                  "Run the same version of the type in all processes, or unlink the object and"
                      + " create it anew"));
    }
  }

  /** The size of the part behind the body that can be extended into. */
  public long reservedBytes() {
    return Math.max(0, info.sizeBytes() - reservedFrom());
  }

  private long reservedFrom() {
    return (SegmentLayout.HEADER_BYTES + info.bodyBytes() + 4095) & -4096L;
  }

  /**
   * Gives a piece of the reserved part memory, all zeros. The caller must own the piece, and nobody
   * may be using it.
   *
   * @throws StorageFullException if the file system has no room; the piece must not be used then
   */
  public void allocate(long offset, long length) {
    checkPiece(offset, length);
    SegmentFiles.runOnce(new Allocation(extensible, reservedFrom() + offset, length), file());
  }

  private record Allocation(SharedFile file, long offset, long length)
      implements Uninterrupted.Call<Void> {
    @Override
    public Void run() throws IOException {
      FileSpace.back(file, offset, length);
      return null;
    }
  }

  /** Maps a piece of the reserved part that has been allocated. Offsets of the words begin at 0. */
  public Words map(long offset, long length) {
    checkPiece(offset, length);
    MappedRegion region =
        SegmentFiles.runOnce(new Mapping(extensible, reservedFrom() + offset, length), file());
    keep(region);
    return wordsOf(region);
  }

  private record Mapping(SharedFile file, long offset, long length)
      implements Uninterrupted.Call<MappedRegion> {
    @Override
    public MappedRegion run() throws IOException {
      return MappedRegion.map(file, offset, length);
    }
  }

  private void checkPiece(long offset, long length) {
    if (closed) {
      throw new IllegalStateException(file() + " has been closed by this process");
    }
    if (offset < 0 || length <= 0 || offset > reservedBytes() - length) {
      throw new IllegalArgumentException(
          length + " bytes from " + offset + " on are not within " + reservedBytes() + " reserved");
    }
  }

  private void keep(MappedRegion region) {
    synchronized (regions) {
      if (closed) {
        region.release();
        throw new IllegalStateException(file() + " has been closed by this process");
      }
      regions.add(region);
    }
  }

  /** Whether {@link #close} has been called. */
  public boolean isClosed() {
    return closed;
  }

  /** Detaches. The words read zeros and write into nowhere from now on. */
  @Override
  public void close() {
    synchronized (regions) {
      if (closed) {
        return;
      }
      closed = true;
      regions.forEach(MappedRegion::release);
      regions.clear();
    }
    SegmentFiles.closeQuietly(extensible);
  }
}
