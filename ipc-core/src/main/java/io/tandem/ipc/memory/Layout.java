package io.tandem.ipc.memory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The declaration of a structure in shared memory: each field once, with its offset, unit, writer,
 * access and meaning.
 *
 * <p>Code takes its offsets from the declaration, {@code ipc dump} prints by it, the golden-offset
 * test pins it and {@code docs/layouts} is generated from it, so none of them can drift.
 *
 * <pre>{@code
 * final class CounterLayout {
 *   private static final Layout.Builder FIELDS = Layout.declare("counter", 1, "Counts things");
 *   static final long COUNT = FIELDS.word("count", "things", "anyone", Access.ADD, "things so far");
 *   static final Layout LAYOUT = FIELDS.build();
 * }
 * }</pre>
 */
public final class Layout {
  /**
   * What processors move between caches, times two: adjacent lines are fetched in pairs, so words
   * of different writers stand this far apart.
   */
  public static final int LINE_BYTES = 128;

  /** How a field is written and read. */
  public enum Access {
    /** Written before the object's name is visible, then never again; read plain, validated. */
    FINAL("written once before the name is visible", "plain"),
    /** One writer; each store is a release, each load an acquire. */
    RELEASE("setRelease by one writer", "getAcquire"),
    /** Anyone; every change is a compare-and-set. */
    CAS("compareAndSet", "getAcquire"),
    /** Anyone; every change is an atomic addition. */
    ADD("getAndAdd", "getAcquire"),
    /** Anyone; every change is a volatile store. */
    VOLATILE("setVolatile", "getVolatile"),
    /** Plain access, ordered by a handoff on another word. */
    GUARDED("plain, before the handoff named", "plain, after the handoff named");

    private final String writing;
    private final String reading;

    Access(String writing, String reading) {
      this.writing = writing;
      this.reading = reading;
    }

    /** How it is written. */
    public String writing() {
      return writing;
    }

    /** How it is read. */
    public String reading() {
      return reading;
    }
  }

  /**
   * One field.
   *
   * @param offset in bytes from the start of the structure
   * @param sizeBytes its size; of a repeated part, the size of one
   * @param count how often it stands in a row; 0 = as often as a parameter of the object says
   * @param part the structure it is made of, or null for plain words or bytes
   */
  public record Field(
      String name,
      long offset,
      long sizeBytes,
      int count,
      String unit,
      String writer,
      Access access,
      String meaning,
      Layout part) {}

  private final String name;
  private final int version;
  private final String title;
  private final List<Field> fields;
  private final long sizeBytes;

  private Layout(Builder builder) {
    this.name = builder.name;
    this.version = builder.version;
    this.title = builder.title;
    this.fields = List.copyOf(builder.fields);
    this.sizeBytes = builder.end;
  }

  /**
   * Starts a declaration.
   *
   * @param name short and lower case, for example {@code lane}
   * @param version grows with every change of an offset, a unit or a meaning
   * @param title what the structure is, in one sentence
   */
  public static Builder declare(String name, int version, String title) {
    return new Builder(name, version, title);
  }

  public String name() {
    return name;
  }

  public int version() {
    return version;
  }

  public String title() {
    return title;
  }

  public List<Field> fields() {
    return fields;
  }

  /** The size of the fixed part in bytes, up to the first field whose count is a parameter. */
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public String toString() {
    return "layout " + name + " version " + version;
  }

  /** Collects the fields in the order of their offsets. Each method returns the field's offset. */
  public static final class Builder {
    private final String name;
    private final int version;
    private final String title;
    private final List<Field> fields = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private long end;
    private boolean open = true;

    private Builder(String name, int version, String title) {
      this.name = Objects.requireNonNull(name);
      this.version = version;
      this.title = Objects.requireNonNull(title);
    }

    /** Moves on to a multiple of {@code bytes}, a power of two. */
    public Builder align(int bytes) {
      if (Integer.bitCount(bytes) != 1) {
        throw new IllegalArgumentException("alignment " + bytes + " is not a power of two");
      }
      end = (end + bytes - 1) & -bytes;
      return this;
    }

    /** Moves on to the next line pair, because the next field has another writer. */
    public Builder nextLine() {
      return align(LINE_BYTES);
    }

    /** Declares one 8-byte word. */
    public long word(String name, String unit, String writer, Access access, String meaning) {
      return add(new Field(name, end, Long.BYTES, 1, unit, writer, access, meaning, null));
    }

    /** Declares {@code count} 8-byte words in a row. */
    public long words(
        String name, int count, String unit, String writer, Access access, String meaning) {
      return add(new Field(name, end, Long.BYTES, count, unit, writer, access, meaning, null));
    }

    /** Declares {@code sizeBytes} payload bytes. */
    public long bytes(String name, int sizeBytes, String writer, Access access, String meaning) {
      return add(new Field(name, end, sizeBytes, 1, "bytes", writer, access, meaning, null));
    }

    /** Embeds another structure. */
    public long part(String name, Layout part, String meaning) {
      return add(new Field(name, end, part.sizeBytes, 1, "", "", null, meaning, part));
    }

    /** Embeds another structure as often as a parameter of the object says; must come last. */
    public long repeated(String name, Layout part, String meaning) {
      long offset = add(new Field(name, end, part.sizeBytes, 0, "", "", null, meaning, part));
      open = false;
      return offset;
    }

    private long add(Field field) {
      if (!open) {
        throw new IllegalStateException(
            "field '" + field.name + "' comes after the repeated part of layout " + name);
      }
      if (!names.add(field.name)) {
        throw new IllegalStateException("layout " + name + " has two fields '" + field.name + "'");
      }
      if (field.sizeBytes % Long.BYTES != 0 && field.part == null && field.unit.isEmpty()) {
        throw new IllegalStateException("field '" + field.name + "' is not made of words");
      }
      end = (end + 7) & -8L;
      Field placed =
          new Field(
              field.name,
              end,
              field.sizeBytes,
              field.count,
              field.unit,
              field.writer,
              field.access,
              field.meaning,
              field.part);
      fields.add(placed);
      end += field.sizeBytes * field.count;
      return placed.offset;
    }

    /** Ends the declaration. */
    public Layout build() {
      return new Layout(this);
    }
  }
}
