package io.tandem.ipc.testkit;

import io.tandem.ipc.memory.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Damages memory the way bugs, hostile writers and bad hardware do: bits flip, words are swapped,
 * lost, mixed up or set to the values at which code goes wrong. Most hits go to declared fields.
 *
 * <p>The same random numbers give the same damage, if the memory is the same. Not thread-safe.
 */
public final class Damage {
  /** Values at the edges of what a position, a length, an owner or a count can be. */
  private static final long[] EXTREMES = {
    0,
    1,
    2,
    7,
    8,
    -1,
    -8,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    1L << 31,
    1L << 32,
    (1L << 32) - 1,
    (1L << 32) + 1,
    0xFFFF,
    1L << 16,
    1L << 47,
    (1L << 48) - 1,
    1L << 48,
    -65536,
    4096,
    1L << 62,
    Long.MIN_VALUE + 16
  };

  private static final int REMEMBERED = 32;

  /** What can be damaged, in units of a word, whatever the alignment. */
  public interface Memory {
    long sizeBytes();

    long get(long offset);

    void set(long offset, long value);

    /** A buffer from 0 to its limit. */
    static Memory of(ByteBuffer buffer) {
      ByteBuffer memory = buffer.duplicate().order(ByteOrder.nativeOrder());
      return new Memory() {
        @Override
        public long sizeBytes() {
          return memory.limit();
        }

        @Override
        public long get(long offset) {
          return memory.getLong((int) offset);
        }

        @Override
        public void set(long offset, long value) {
          memory.putLong((int) offset, value);
        }
      };
    }

    /** A file of that size, by system calls, so that nothing stays mapped. */
    static Memory of(FileChannel file, long sizeBytes) {
      ByteBuffer word = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
      return new Memory() {
        @Override
        public long sizeBytes() {
          return sizeBytes;
        }

        @Override
        public long get(long offset) {
          try {
            word.clear().putLong(0, 0);
            file.read(word, offset);
            return word.getLong(0);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }

        @Override
        public void set(long offset, long value) {
          try {
            file.write(word.clear().putLong(0, value), offset);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };
    }
  }

  /** A declared field, or an element of one. */
  public record Field(String name, long offset, long sizeBytes) {}

  private final Memory memory;
  private final List<Field> fields;
  private final SplittableRandom random;
  private final long[] offsets = new long[REMEMBERED];
  private final long[] before = new long[REMEMBERED];
  private final long[] after = new long[REMEMBERED];
  private long hits;

  /**
   * Damages a memory.
   *
   * @param fields of it; without any, hits go anywhere
   */
  public Damage(Memory memory, List<Field> fields, SplittableRandom random) {
    this.memory = memory;
    this.fields = List.copyOf(fields);
    this.random = random;
  }

  /**
   * The fields of a structure, down to words and bytes.
   *
   * @param prefix for their names
   * @param offset of the structure in the memory
   * @param repetitions how often its repeated last field stands there
   * @param strideBytes from one repetition to the next
   */
  public static List<Field> fields(
      String prefix, Layout layout, long offset, long repetitions, long strideBytes) {
    List<Field> found = new ArrayList<>();
    for (Layout.Field field : layout.fields()) {
      boolean repeated = field.count() == 0;
      long count = repeated ? repetitions : field.count();
      for (long i = 0; i < count; i++) {
        String name = prefix + field.name() + (count == 1 ? "" : "[" + i + "]");
        long at = offset + field.offset() + i * (repeated ? strideBytes : field.sizeBytes());
        if (field.part() != null) {
          found.addAll(fields(name + ".", field.part(), at, repetitions, strideBytes));
        } else {
          found.add(new Field(name, at, field.sizeBytes()));
        }
      }
    }
    return found;
  }

  /** Does some damage, to one to three places. */
  public void strike() {
    int places = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1;
    for (int i = 0; i < places; i++) {
      strikeOnce();
    }
  }

  private void strikeOnce() {
    long offset = place();
    long value = memory.get(offset);
    switch (random.nextInt(9)) {
      case 0, 1 -> set(offset, EXTREMES[random.nextInt(EXTREMES.length)]);
      case 2 -> set(offset, value ^ (1L << random.nextInt(64)));
      case 3 -> set(offset, value + random.nextInt(-20, 21));
      case 4 -> set(offset, random.nextLong());
      case 5 -> set(offset, (value & 0xFFFF_FFFFL) | ((long) random.nextInt() << 32));
      case 6 -> set(offset, (value & (-1L << 32)) | (random.nextInt() & 0xFFFF_FFFFL));
      case 7 -> {
        long other = place();
        set(offset, memory.get(other));
        if (random.nextBoolean()) {
          set(other, value);
        }
      }
      default -> {
        long pattern = random.nextBoolean() ? 0 : random.nextBoolean() ? -1 : random.nextLong();
        long end = Math.min(memory.sizeBytes() - 7, offset + 8L * random.nextInt(1, 40));
        for (long at = offset; at < end; at += 8) {
          set(at, pattern);
        }
      }
    }
  }

  /** A word of a field, or any. */
  private long place() {
    if (fields.isEmpty() || random.nextInt(8) == 0) {
      return random.nextLong(memory.sizeBytes() - 7);
    }
    Field field = fields.get(random.nextInt(fields.size()));
    long words = Math.max(1, field.sizeBytes / 8);
    return Math.min(field.offset + 8 * random.nextLong(words), memory.sizeBytes() - 8);
  }

  private void set(long offset, long value) {
    int slot = (int) (hits++ % REMEMBERED);
    offsets[slot] = offset;
    before[slot] = memory.get(offset);
    after[slot] = value;
    memory.set(offset, value);
  }

  /** The last hits, for the message of a failure. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (long hit = Math.max(0, hits - REMEMBERED); hit < hits; hit++) {
      int slot = (int) (hit % REMEMBERED);
      text.append(
          String.format("%n  %s: 0x%x -> 0x%x", nameOf(offsets[slot]), before[slot], after[slot]));
    }
    return "damage done, last " + Math.min(hits, REMEMBERED) + " words:" + text;
  }

  private String nameOf(long offset) {
    for (Field field : fields) {
      if (field.offset <= offset && offset < field.offset + Math.max(8, field.sizeBytes)) {
        return "+" + offset + " in " + field.name;
      }
    }
    return "+" + offset;
  }
}
