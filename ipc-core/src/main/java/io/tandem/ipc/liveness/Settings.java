package io.tandem.ipc.liveness;

import io.tandem.ipc.Problem;
import io.tandem.ipc.WrongParametersException;
import io.tandem.ipc.liveness.Registry.Identity;
import io.tandem.ipc.os.ProcessId;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * How to join a domain.
 *
 * @param label what this participant calls itself; null for the default, the main class
 * @param slots how many participants the domain is to have room for; 0 for the default, or for what
 *     it has
 * @param retention of the domain; null for the default, or for what it has
 * @param isObject recognises the files that the domain's objects are kept in
 */
public record Settings(String label, int slots, Retention retention, Predicate<Path> isObject) {
  /** 128 KiB of registry: more JVMs than a machine has room for, and small beside one of them. */
  public static final int DEFAULT_SLOTS = 1024;

  /** Checks what is given. */
  public Settings {
    Objects.requireNonNull(isObject);
  }

  /**
   * Checks a label.
   *
   * @throws IllegalArgumentException if it is empty, too long, or has control characters
   */
  public static String checkLabel(String label) {
    return Labels.check(label);
  }

  /**
   * Checks a number of slots.
   *
   * @throws IllegalArgumentException if it is not 1 to {@link OwnerWord#MAX_SLOTS}
   */
  public static int checkSlots(int slots) {
    if (slots < 1 || slots > OwnerWord.MAX_SLOTS) {
      throw new IllegalArgumentException(
          "A domain can have 1 to " + OwnerWord.MAX_SLOTS + " slots, not " + slots);
    }
    return slots;
  }

  int slotsOrDefault() {
    return slots == 0 ? DEFAULT_SLOTS : slots;
  }

  Retention retentionOrDefault() {
    return retention == null ? Retention.WHILE_USED : retention;
  }

  Identity identity() {
    ProcessId process = ProcessId.self();
    return new Identity(
        process.pid(),
        process.startTicks(),
        process.pidNamespace(),
        process.bootId(),
        System.currentTimeMillis(),
        label == null ? Labels.ofThisProcess() : label);
  }

  /** Checks what the caller asked for against the domain that is there. */
  void checkAgainst(RegistryFile file) {
    if (slots != 0 && slots != file.slots()) {
      throw mismatch(file, "slots", file.slots(), slots);
    }
    if (retention != null && retention != file.retention()) {
      throw mismatch(file, "retention", file.retention(), retention);
    }
  }

  private static WrongParametersException mismatch(
      RegistryFile file, String parameter, Object present, Object wanted) {
    return new WrongParametersException(
        Problem.of("The domain was made with other parameters")
            .file(file.file().getParent())
            .fact("its " + parameter, present)
            .fact("asked for", wanted)
            .next("Ask for the same, or for none to take what is there"));
  }
}
