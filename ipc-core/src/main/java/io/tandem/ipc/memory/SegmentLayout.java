package io.tandem.ipc.memory;

import io.tandem.ipc.memory.Layout.Access;

/** Where every segment's first page keeps what. */
public final class SegmentLayout {
  /** "TANDEM" and the version of this page's own layout. */
  static final long MAGIC_VALUE = 0x01_00_4D_45_44_4E_41_54L;

  static final int MAX_PARAMETERS = 16;
  static final int SCHEMA_BYTES = 2048;

  /** The size of the header; the structure itself begins behind it. */
  public static final int HEADER_BYTES = 4096;

  private static final String CREATOR = "creator";

  private static final Layout.Builder FIELDS =
      Layout.declare("segment", 1, "The first page of every shared file");

  static final long MAGIC = fixed("magic", "text", "TANDEM and this page's version, 1");
  static final long KIND = fixed("kind", "text", "what the file holds, up to 8 ASCII letters");
  static final long VERSION = fixed("version", "count", "the version of the kind's own layout");
  static final long SIZE = fixed("size", "bytes", "the whole file");
  static final long BODY = fixed("body", "bytes", "the structure's fixed part, behind this page");
  static final long CREATOR_OWNER = fixed("creator", "owner word", "who made it");
  static final long CREATOR_PID = fixed("creator-pid", "process id", "who made it, for messages");
  static final long CREATED = fixed("created", "ms since 1970", "when it was made, for messages");
  static final long PARAMETER_COUNT = fixed("parameter-count", "count", "parameters in use");

  static final long PARAMETERS =
      FIELDS.words(
          "parameters", MAX_PARAMETERS, "by kind", CREATOR, Access.FINAL, "what it was made with");

  static final long SCHEMA_PRINT =
      fixed("schema-print", "hash", "of the whole schema text; 0 = the object has no elements");

  static final long SCHEMA_LENGTH = fixed("schema-length", "bytes", "of the text kept below");
  static final long CHECKSUM = fixed("checksum", "hash", "of all fields above and the text below");

  static final long SCHEMA =
      FIELDS
          .align(1024)
          .bytes(
              "schema",
              SCHEMA_BYTES,
              CREATOR,
              Access.FINAL,
              "the shape of the elements in words (UTF-8), cut at the size of this field");

  /** The declaration. */
  public static final Layout LAYOUT = FIELDS.build();

  private SegmentLayout() {}

  private static long fixed(String name, String unit, String meaning) {
    return FIELDS.word(name, unit, CREATOR, Access.FINAL, meaning);
  }
}
