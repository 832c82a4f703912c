package io.tandem.ipc.liveness;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Layout.Access;

/** Where a domain's registry keeps what. */
final class RegistryLayout {
  /** The version this code writes and reads. */
  static final int VERSION = 1;

  /** The bytes {@code TANDEMRG} in memory order of a little-endian machine. */
  static final long MAGIC = 0x47524d45_444e4154L;

  /** The most bytes of a participant's label. */
  static final int LABEL_BYTES = 72;

  private static final String OWNER = "participant, holding the slot's lock";

  private static final Layout.Builder ENTRY_FIELDS =
      Layout.declare("participant", VERSION, "A slot of the registry and who has it");

  static final long STATE =
      ENTRY_FIELDS.word(
          "state",
          "state (high 32 bits) | generation (low 20 bits)",
          "participant; who proves its death",
          Access.CAS,
          "0 free, 1 joining, 2 live, 3 leaving, 4 left, 5 dead. Changed only under the slot's"
              + " lock");

  static final long PID =
      ENTRY_FIELDS.word("pid", "pid", OWNER, Access.GUARDED, "process id in its own namespace");

  static final long START_TICKS =
      ENTRY_FIELDS.word(
          "startTicks",
          "clock ticks since boot",
          OWNER,
          Access.GUARDED,
          "when the process started: tells it from a later one with the same pid");

  static final long PID_NAMESPACE =
      ENTRY_FIELDS.word(
          "pidNamespace", "inode", OWNER, Access.GUARDED, "in which the pid has a meaning");

  static final long BOOT =
      ENTRY_FIELDS.word(
          "boot", "hash", OWNER, Access.GUARDED, "which run of the machine it belongs to");

  static final long JOINED =
      ENTRY_FIELDS.word(
          "joined", "milliseconds since 1970 UTC", OWNER, Access.GUARDED, "when it joined");

  static final long LABEL_LENGTH =
      ENTRY_FIELDS.word("labelLength", "bytes", OWNER, Access.GUARDED, "how long the label is");

  static final long LABEL =
      ENTRY_FIELDS.bytes(
          "label", LABEL_BYTES, OWNER, Access.GUARDED, "what it calls itself, in UTF-8");

  static final Layout ENTRY = ENTRY_FIELDS.build();

  private static final String CREATOR = "creator";

  private static final Layout.Builder FIELDS =
      Layout.declare("registry", VERSION, "Who takes part in a domain");

  static final long MAGIC_WORD =
      FIELDS.word("magic", "TANDEMRG", CREATOR, Access.FINAL, "says that this is a registry");

  static final long VERSION_WORD =
      FIELDS.word("version", "version", CREATOR, Access.FINAL, "of this layout");

  static final long ID =
      FIELDS.word(
          "id",
          "hash",
          CREATOR,
          Access.FINAL,
          "unlike that of any other registry; part of the lock file's name");

  static final long SIZE = FIELDS.word("size", "bytes", CREATOR, Access.FINAL, "of this file");

  static final long SLOTS =
      FIELDS.word("slots", "entries", CREATOR, Access.FINAL, "how many participants there can be");

  static final long RETENTION =
      FIELDS.word(
          "retention",
          "0 or 1",
          CREATOR,
          Access.FINAL,
          "0: objects go when nobody uses the domain; 1: they stay until removed");

  static final long DIRECTORY_MADE =
      FIELDS.word(
          "directoryMade",
          "0 or 1",
          CREATOR,
          Access.FINAL,
          "1: the directory was made for this domain, so whoever removes the domain removes it"
              + " too");

  static final long CREATED =
      FIELDS.word(
          "created", "milliseconds since 1970 UTC", CREATOR, Access.FINAL, "when it was made");

  static final long CHECKSUM =
      FIELDS.word("checksum", "hash", CREATOR, Access.FINAL, "of the words before it");

  static final long DOMAIN =
      FIELDS
          .nextLine()
          .word(
              "domain",
              "tag (high 8 bits) | joins (56 bits) or owner word",
              "anyone",
              Access.CAS,
              "tag 1: open, with the count of participants that ever joined; tag 2: gone, with the"
                  + " one participant that may remove the domain's files. Once gone, never open");

  static final long USED =
      FIELDS.word(
          "used",
          "entries",
          "participant, before it takes a slot for the first time",
          Access.CAS,
          "how many of the entries have ever been used; the others need not be looked at");

  static final long ENTRIES =
      FIELDS.nextLine().repeated("participants", ENTRY, "one for each slot");

  static final Layout LAYOUT = FIELDS.build();

  private RegistryLayout() {}

  /** How large a registry with so many slots is. */
  static long sizeBytes(int slots) {
    return ENTRIES + slots * ENTRY.sizeBytes();
  }
}
