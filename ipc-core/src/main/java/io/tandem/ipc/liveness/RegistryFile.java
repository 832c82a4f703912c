package io.tandem.ipc.liveness;

import static java.nio.ByteOrder.nativeOrder;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.DomainAccessException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.StorageFullException;
import io.tandem.ipc.WrongVersionException;
import io.tandem.ipc.memory.MappedWords;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.os.FileSpace;
import io.tandem.ipc.os.FileStatus;
import io.tandem.ipc.os.MappedRegion;
import io.tandem.ipc.os.NoSpaceException;
import io.tandem.ipc.os.ProcessId;
import io.tandem.ipc.os.SharedFile;
import io.tandem.ipc.os.Uninterrupted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A registry's file, mapped. Immutable but for {@link #close}; thread-safe.
 *
 * <p>The file is complete before its name can be seen (see {@link Founding}) and is never changed
 * in size. What is decided when it is made is read and checked once here: damage later on has no
 * effect on it.
 */
final class RegistryFile implements AutoCloseable {
  /** The file's name in the domain's directory. */
  static final String NAME = ".registry";

  /** What the names of lock files begin with; the registry's id in 16 hex digits follows. */
  static final String LOCK_PREFIX = ".lock-";

  /** What the names of registries in the making begin with; the id follows. */
  static final String CANDIDATE_PREFIX = ".tmp-registry-";

  private static final int OWNER_ONLY = 0600;

  private static final String CURE =
      "Stop the processes that use this domain and delete its directory";

  private final Path file;
  private final MappedRegion region;
  private final Words words;
  private final Parameters parameters;

  private RegistryFile(Path file, MappedRegion region, Words words, Parameters parameters) {
    this.file = file;
    this.region = region;
    this.words = words;
    this.parameters = parameters;
  }

  /** What is decided when a registry is made. */
  record Parameters(long id, int slots, Retention retention, boolean directoryMade) {}

  /**
   * Makes a registry under the name of a candidate, fully allocated, with an open domain word and
   * free slots. The caller deletes the file if it is of no use.
   *
   * @throws StorageFullException if there is no room for it
   * @throws DomainAccessException if the directory does not let files be made
   * @throws NoSuchFileException if the directory is gone
   */
  static RegistryFile create(Path candidate, Parameters parameters) throws NoSuchFileException {
    long size = RegistryLayout.sizeBytes(parameters.slots);
    try {
      return Uninterrupted.retry(new Creation(candidate, parameters, size));
    } catch (NoSuchFileException e) {
      throw e;
    } catch (NoSpaceException e) {
      throw new StorageFullException(
          Problem.of("There is no room for a new domain's registry")
              .file(candidate.getParent())
              .fact("needed", size + " bytes for " + parameters.slots + " slots")
              .fact("left", e.availableBytes() + " bytes")
              .next("Free space on that file system, or open the domain with fewer slots"),
          e);
    } catch (IOException e) {
      throw DomainDirectory.unwritable(
          candidate.getParent(), "A domain's registry cannot be made", e);
    }
  }

  /** A class, as a lambda would cost a starting JVM some milliseconds; so are those below. */
  private record Creation(Path candidate, Parameters parameters, long size)
      implements Uninterrupted.Call<RegistryFile> {
    @Override
    public RegistryFile run() throws IOException {
      Files.deleteIfExists(candidate); // of an attempt that was interrupted
      try (SharedFile file = SharedFile.create(candidate, candidate.resolveSibling(NAME))) {
        FileSpace.allocate(file, 0, size);
        MappedRegion region = MappedRegion.map(file, 0, size);
        Words words = new MappedWords(region.buffer(), region.address());
        fill(words, parameters, size);
        return new RegistryFile(candidate.resolveSibling(NAME), region, words, parameters);
      }
    }
  }

  private static void fill(Words words, Parameters parameters, long size) {
    words.setPlain(RegistryLayout.MAGIC_WORD, RegistryLayout.MAGIC);
    words.setPlain(RegistryLayout.VERSION_WORD, RegistryLayout.VERSION);
    words.setPlain(RegistryLayout.ID, parameters.id);
    words.setPlain(RegistryLayout.SIZE, size);
    words.setPlain(RegistryLayout.SLOTS, parameters.slots);
    words.setPlain(
        RegistryLayout.RETENTION, parameters.retention == Retention.UNTIL_REMOVED ? 1 : 0);
    words.setPlain(RegistryLayout.DIRECTORY_MADE, parameters.directoryMade ? 1 : 0);
    words.setPlain(RegistryLayout.CREATED, System.currentTimeMillis());
    words.setPlain(RegistryLayout.CHECKSUM, checksum(header(words)));
    words.setVolatile(RegistryLayout.DOMAIN, Registry.openWord(0));
  }

  /**
   * Opens the registry of a domain.
   *
   * @return null if there is none
   * @throws CorruptSegmentException if the file is not a whole registry
   * @throws WrongVersionException if it is of another version of Tandem
   * @throws DomainAccessException if it cannot be opened
   */
  static RegistryFile openIfPresent(Path directory) {
    Path file = directory.resolve(NAME);
    try {
      return Uninterrupted.retry(new Opening(file));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new DomainAccessException(
          Problem.of("A domain's registry cannot be opened: " + e.getMessage())
              .file(file)
              .next("Delete whatever is there in place of the registry"),
          e);
    }
  }

  private record Opening(Path file) implements Uninterrupted.Call<RegistryFile> {
    @Override
    public RegistryFile run() throws IOException {
      return open(file);
    }
  }

  private static RegistryFile open(Path file) throws IOException {
    checkAccess(file, FileStatus.of(file));
    try (SharedFile opened = SharedFile.open(file)) {
      long size = opened.sizeBytes();
      long largest = RegistryLayout.sizeBytes(OwnerWord.MAX_SLOTS);
      if (size < RegistryLayout.ENTRIES || size > largest) {
        throw corrupt(file, "size", size + " bytes", RegistryLayout.ENTRIES + " to " + largest);
      }
      MappedRegion region = MappedRegion.map(opened, 0, size);
      boolean valid = false;
      try {
        Words words = new MappedWords(region.buffer(), region.address());
        Parameters parameters = validate(file, words, size);
        valid = true;
        return new RegistryFile(file, region, words, parameters);
      } finally {
        if (!valid) {
          region.release();
        }
      }
    }
  }

  /** Only this user or root can have put it there; whatever it is, nothing of it is used. */
  private static void checkAccess(Path file, FileStatus status) {
    if (!status.isRegularFile()
        || status.permissions() != OWNER_ONLY
        || status.uid() != ProcessId.uid()) {
      throw new DomainAccessException(
          Problem.of("A domain's registry is not a private file of this user")
              .file(file)
              .fact("type and mode", String.format("%06o", status.mode()))
              .fact("wanted", "100600")
              .fact("owner uid", status.uid())
              .fact("this process's uid", ProcessId.uid())
              .next(CURE));
    }
  }

  /** Reads the final words once and checks what was read. */
  private static Parameters validate(Path file, Words words, long size) {
    long[] header = header(words);
    long magic = word(header, RegistryLayout.MAGIC_WORD);
    if (magic != RegistryLayout.MAGIC) {
      throw corrupt(file, "magic", hex(magic), hex(RegistryLayout.MAGIC));
    }
    long version = word(header, RegistryLayout.VERSION_WORD);
    if (version != RegistryLayout.VERSION) {
      throw new WrongVersionException(
          Problem.of("A domain's registry was made by another version of Tandem")
              .file(file)
              .fact("its layout version", version)
              .fact("this one reads", RegistryLayout.VERSION)
              .next("Use the same version in all processes; if none runs, delete the directory"));
    }
    long checksum = word(header, RegistryLayout.CHECKSUM);
    if (checksum != checksum(header)) {
      throw corrupt(file, "checksum", hex(checksum), hex(checksum(header)));
    }
    long slots = word(header, RegistryLayout.SLOTS);
    if (slots < 1 || slots > OwnerWord.MAX_SLOTS) {
      throw corrupt(file, "slots", Long.toString(slots), "1 to " + OwnerWord.MAX_SLOTS);
    }
    long declared = word(header, RegistryLayout.SIZE);
    if (declared != size || size != RegistryLayout.sizeBytes((int) slots)) {
      throw corrupt(file, "size", size + " bytes", declared + " bytes, as its header says");
    }
    long retention = word(header, RegistryLayout.RETENTION);
    if (retention != 0 && retention != 1) {
      throw corrupt(file, "retention", Long.toString(retention), "0 or 1");
    }
    return new Parameters(
        word(header, RegistryLayout.ID),
        (int) slots,
        retention == 1 ? Retention.UNTIL_REMOVED : Retention.WHILE_USED,
        word(header, RegistryLayout.DIRECTORY_MADE) == 1);
  }

  /** The final words, the checksum last. */
  private static long[] header(Words words) {
    long[] header = new long[(int) (RegistryLayout.CHECKSUM / Long.BYTES) + 1];
    for (int i = 0; i < header.length; i++) {
      header[i] = words.getPlain((long) i * Long.BYTES);
    }
    return header;
  }

  private static long word(long[] header, long offset) {
    return header[(int) (offset / Long.BYTES)];
  }

  private static CorruptSegmentException corrupt(
      Path file, String what, String found, String wanted) {
    return new CorruptSegmentException(
        Problem.of("A domain's registry is damaged")
            .file(file)
            .fact(what, found)
            .fact("wanted", wanted)
            .next(CURE));
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  /** Of the final words before it, so that a damaged header is not believed. */
  private static long checksum(long[] header) {
    long hash = 0;
    for (int i = 0; i < header.length - 1; i++) {
      hash = mix(hash ^ header[i]);
    }
    return hash;
  }

  /** Spreads every bit over all (the finalizer of splitmix64, by Sebastiano Vigna). */
  static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  Registry registry() {
    return new Registry(words, parameters.slots, file);
  }

  /** The registry's name in the file system. */
  Path file() {
    return file;
  }

  long id() {
    return parameters.id;
  }

  int slots() {
    return parameters.slots;
  }

  Retention retention() {
    return parameters.retention;
  }

  /** Whether the directory was made for this domain or one before it. */
  boolean isDirectoryMade() {
    return parameters.directoryMade;
  }

  static Path lockFile(Path directory, long id) {
    return directory.resolve(LOCK_PREFIX + HexFormat.of().toHexDigits(id));
  }

  static Path candidate(Path directory, long id) {
    return directory.resolve(CANDIDATE_PREFIX + HexFormat.of().toHexDigits(id));
  }

  /**
   * Whether the registry's name still leads to this very file. Without that, files in the directory
   * belong to a later registry.
   */
  boolean isCurrent() {
    try {
      return Uninterrupted.retry(new IdReading(file)) == id();
    } catch (IOException e) {
      return false;
    }
  }

  private record IdReading(Path file) implements Uninterrupted.Call<Long> {
    @Override
    public Long run() throws IOException {
      byte[] start = new byte[(int) RegistryLayout.SIZE];
      try (SharedFile opened = SharedFile.open(file)) {
        opened.read(0, start);
      }
      ByteBuffer words = ByteBuffer.wrap(start).order(nativeOrder());
      if (words.getLong((int) RegistryLayout.MAGIC_WORD) != RegistryLayout.MAGIC) {
        throw new IOException(file + " is no registry");
      }
      return words.getLong((int) RegistryLayout.ID);
    }
  }

  @Override
  public void close() {
    region.release();
  }
}
