package io.tandem.ipc.memory;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.os.ProcessId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes and reads the header page. */
final class SegmentHeader {
  private SegmentHeader() {}

  static void write(Words page, SegmentSpec spec) {
    byte[] schema = spec.schema().getBytes(StandardCharsets.UTF_8);
    int kept = Math.min(schema.length, SegmentLayout.SCHEMA_BYTES);
    page.setPlain(SegmentLayout.MAGIC, SegmentLayout.MAGIC_VALUE);
    page.setPlain(SegmentLayout.KIND, pack(spec.kind()));
    page.setPlain(SegmentLayout.VERSION, spec.version());
    page.setPlain(SegmentLayout.SIZE, spec.fileBytes());
    page.setPlain(SegmentLayout.BODY, spec.bodyBytes());
    page.setPlain(SegmentLayout.CREATOR_OWNER, spec.creator() & 0xFFFF_FFFFL);
    page.setPlain(SegmentLayout.CREATOR_PID, ProcessId.self().pid());
    page.setPlain(SegmentLayout.CREATED, System.currentTimeMillis());
    page.setPlain(SegmentLayout.PARAMETER_COUNT, spec.parameters().size());
    for (int i = 0; i < spec.parameters().size(); i++) {
      page.setPlain(SegmentLayout.PARAMETERS + 8L * i, spec.parameters().get(i).value());
    }
    page.setPlain(SegmentLayout.SCHEMA_PRINT, schema.length == 0 ? 0 : print(schema));
    page.setPlain(SegmentLayout.SCHEMA_LENGTH, kept);
    page.writeBytes(SegmentLayout.SCHEMA, schema, 0, kept);
    page.setPlain(SegmentLayout.CHECKSUM, checksum(page, schema, kept));
  }

  /**
   * Reads and checks the header.
   *
   * @param page at least {@link SegmentLayout#HEADER_BYTES} long
   * @throws CorruptSegmentException if it is no header or a damaged one
   */
  static SegmentInfo read(Words page, Path file, long fileBytes) {
    long magic = page.getPlain(SegmentLayout.MAGIC);
    if (magic != SegmentLayout.MAGIC_VALUE) {
      throw new CorruptSegmentException(
          Problem.of("this file is not a Tandem segment")
              .file(file)
              .fact("first word", "0x" + Long.toHexString(magic))
              .fact("wanted", "0x" + Long.toHexString(SegmentLayout.MAGIC_VALUE))
              .next("Something else has written it; remove the file, then create the object anew"));
    }
    long length = page.getPlain(SegmentLayout.SCHEMA_LENGTH);
    long count = page.getPlain(SegmentLayout.PARAMETER_COUNT);
    if (length < 0
        || length > SegmentLayout.SCHEMA_BYTES
        || count < 0
        || count > SegmentLayout.MAX_PARAMETERS) {
      throw damaged(file, "schema length", length, "parameters", count);
    }
    byte[] schema = new byte[(int) length];
    page.readBytes(SegmentLayout.SCHEMA, schema, 0, schema.length);
    long wanted = checksum(page, schema, schema.length);
    long found = page.getPlain(SegmentLayout.CHECKSUM);
    if (found != wanted) {
      throw damaged(file, "checksum", found, "checksum of the content", wanted);
    }
    SegmentInfo info = info(page, file, schema, (int) count);
    long version = page.getPlain(SegmentLayout.VERSION);
    if (info.version() != version) {
      throw damaged(file, "layout version", version, "largest", Integer.MAX_VALUE);
    }
    if (fileBytes != info.sizeBytes()) {
      throw new CorruptSegmentException(
          Problem.of("the file has another size than it was made with")
              .file(file)
              .fact("found", fileBytes + " bytes")
              .fact("made with", info.sizeBytes() + " bytes")
              .next("It was cut or overwritten; remove the file, then create the object anew"));
    }
    if (info.bodyBytes() < Long.BYTES
        || info.bodyBytes() > Math.min(fileBytes, Integer.MAX_VALUE) - SegmentLayout.HEADER_BYTES) {
      throw damaged(file, "bytes of the body", info.bodyBytes(), "of the file", fileBytes);
    }
    return info;
  }

  private static SegmentInfo info(Words page, Path file, byte[] schema, int count) {
    List<Long> parameters = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parameters.add(page.getPlain(SegmentLayout.PARAMETERS + 8L * i));
    }
    return new SegmentInfo(
        file,
        unpack(page.getPlain(SegmentLayout.KIND)),
        (int) page.getPlain(SegmentLayout.VERSION),
        page.getPlain(SegmentLayout.SIZE),
        page.getPlain(SegmentLayout.BODY),
        (int) page.getPlain(SegmentLayout.CREATOR_OWNER),
        page.getPlain(SegmentLayout.CREATOR_PID),
        Instant.ofEpochMilli(page.getPlain(SegmentLayout.CREATED)),
        List.copyOf(parameters),
        page.getPlain(SegmentLayout.SCHEMA_PRINT),
        new String(schema, StandardCharsets.UTF_8));
  }

  private static CorruptSegmentException damaged(
      Path file, String what, long value, String other, long otherValue) {
    return new CorruptSegmentException(
        Problem.of("the file's header is damaged")
            .file(file)
            .fact(what, value)
            .fact(other, otherValue)
            .next("Remove the file, then create the object anew"));
  }

  /** The hash of a text's bytes: FNV-1a over bytes, then a finishing mix; never 0. */
  static long print(byte[] text) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : text) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    hash = mix(hash);
    return hash == 0 ? 1 : hash;
  }

  static long checksum(Words page, byte[] schema, int length) {
    long hash = 0;
    for (long offset = 0; offset < SegmentLayout.CHECKSUM; offset += 8) {
      hash = mix(hash ^ page.getPlain(offset)) + offset;
    }
    return hash ^ print(length == schema.length ? schema : Arrays.copyOf(schema, length));
  }

  /** The finishing step of SplitMix64. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  private static long pack(String kind) {
    long packed = 0;
    for (int i = 0; i < kind.length(); i++) {
      packed |= (long) kind.charAt(i) << (8 * i);
    }
    return packed;
  }

  private static String unpack(long packed) {
    StringBuilder kind = new StringBuilder(8);
    for (long rest = packed; rest != 0; rest >>>= 8) {
      char letter = (char) (rest & 0x7F);
      kind.append(letter < ' ' ? '?' : letter);
    }
    return kind.toString();
  }
}
