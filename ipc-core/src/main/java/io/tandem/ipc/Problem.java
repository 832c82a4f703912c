package io.tandem.ipc;

import java.nio.file.Path;
import java.util.Objects;

/**
 * The text of an error, in one order for all of Tandem: what went wrong, with which object and
 * file, the values found and wanted, who holds it, and what to do next.
 *
 * <p>Immutable; each method returns a new text with one part more.
 */
public final class Problem {
  private final String what;
  private final String object;
  private final Path file;
  private final String facts;
  private final String holder;
  private final String next;

  private Problem(String what, String object, Path file, String facts, String holder, String next) {
    this.what = what;
    this.object = object;
    this.file = file;
    this.facts = facts;
    this.holder = holder;
    this.next = next;
  }

  /** Starts with what went wrong, as a short phrase without a full stop. */
  public static Problem of(String what) {
    return new Problem(Objects.requireNonNull(what), null, null, null, null, null);
  }

  /** Names the shared object, for example {@code queue 'orders' in domain 'shop'}. */
  public Problem object(String object) {
    return new Problem(what, object, file, facts, holder, next);
  }

  /** Names the file or directory. */
  public Problem file(Path file) {
    return new Problem(what, object, file, facts, holder, next);
  }

  /** Adds a value with its name, for example {@code fact("limit", "4,096 bytes")}. */
  public Problem fact(String name, Object value) {
    String fact = name + " " + value;
    return new Problem(
        what, object, file, facts == null ? fact : facts + ", " + fact, holder, next);
  }

  /** Names who holds or made the thing. */
  public Problem holder(String holder) {
    return new Problem(what, object, file, facts, holder, next);
  }

  /** Says what to do next, as a sentence without a full stop. */
  public Problem next(String next) {
    return new Problem(what, object, file, facts, holder, next);
  }

  /** The file or directory concerned, or null. */
  public Path file() {
    return file;
  }

  /** The whole text. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(what);
    if (object != null) {
      text.append(": ").append(object);
    }
    if (file != null) {
      text.append(" [").append(file).append(']');
    }
    if (facts != null) {
      text.append("; ").append(facts);
    }
    if (holder != null) {
      text.append("; held by ").append(holder);
    }
    text.append('.');
    if (next != null) {
      text.append(' ').append(next).append('.');
    }
    return text.toString();
  }
}
