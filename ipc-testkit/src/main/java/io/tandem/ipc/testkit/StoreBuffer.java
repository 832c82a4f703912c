package io.tandem.ipc.testkit;

import java.util.Arrays;

/** The stores of one process that others do not see yet, oldest first. Immutable. */
final class StoreBuffer {
  static final StoreBuffer EMPTY = new StoreBuffer(new Entry[0]);

  /** One store, or an event that waits for the stores before it. */
  static final class Entry {
    /** The first word stored to. */
    final int first;

    /** Of the words from there on; none for an event. */
    final long[] values;

    /** Which bits of each word are stored. */
    final long[] masks;

    /** Whether it waits for everything before it: a release store or an event. */
    final boolean ordered;

    /** The event, or -1. */
    final int event;

    Entry(int first, long[] values, long[] masks, boolean ordered, int event) {
      this.first = first;
      this.values = values;
      this.masks = masks;
      this.ordered = ordered;
      this.event = event;
    }

    /** The last word stored to; before the first one for an event. */
    int last() {
      return first + values.length - 1;
    }

    boolean overlaps(Entry other) {
      return first < other.first + other.values.length && other.first < first + values.length;
    }

    private long hash(long seed) {
      long hash = Hash.mix(seed, first + (ordered ? 1L << 40 : 0), event);
      for (int i = 0; i < values.length; i++) {
        hash = Hash.mix(hash, values[i], masks[i]);
      }
      return hash;
    }
  }

  private final Entry[] entries;
  final long hash1;
  final long hash2;

  private StoreBuffer(Entry[] entries) {
    this.entries = entries;
    long h1 = 0;
    long h2 = 0;
    for (Entry entry : entries) {
      h1 = Hash.mix(h1, entry.hash(Hash.SEED_1), 1);
      h2 = Hash.mix(h2, entry.hash(Hash.SEED_2), 2);
    }
    this.hash1 = h1;
    this.hash2 = h2;
  }

  boolean isEmpty() {
    return entries.length == 0;
  }

  int size() {
    return entries.length;
  }

  Entry entry(int index) {
    return entries[index];
  }

  StoreBuffer with(Entry entry) {
    Entry[] more = Arrays.copyOf(entries, entries.length + 1);
    more[entries.length] = entry;
    return new StoreBuffer(more);
  }

  StoreBuffer without(int index) {
    Entry[] fewer = new Entry[entries.length - 1];
    System.arraycopy(entries, 0, fewer, 0, index);
    System.arraycopy(entries, index + 1, fewer, index, fewer.length - index);
    return fewer.length == 0 ? EMPTY : new StoreBuffer(fewer);
  }

  /** Whether the store at that place may become visible next. */
  boolean mayLeave(int index, boolean inOrder) {
    Entry leaving = entries[index];
    if (leaving.event >= 0) {
      return false;
    }
    if (inOrder || leaving.ordered) {
      return index == 0;
    }
    for (int i = 0; i < index; i++) {
      if (entries[i].overlaps(leaving)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it holds a store to any of these words. */
  boolean touches(int firstWord, int lastWord) {
    for (Entry entry : entries) {
      if (entry.first <= lastWord && entry.last() >= firstWord) {
        return true;
      }
    }
    return false;
  }

  /** The word as its own process sees it, given what memory holds. */
  long read(int word, long inMemory) {
    long value = inMemory;
    for (Entry entry : entries) {
      int i = word - entry.first;
      if (i >= 0 && i < entry.values.length) {
        value = (value & ~entry.masks[i]) | (entry.values[i] & entry.masks[i]);
      }
    }
    return value;
  }

  static Entry event(int event) {
    return new Entry(0, new long[0], new long[0], true, event);
  }

  /** The entry for a word or payload store. */
  static Entry store(Step step) {
    int first = step.firstWord();
    if (step.op != Op.WRITE) {
      return new Entry(first, new long[] {step.a}, new long[] {-1L}, step.op == Op.SET_RELEASE, -1);
    }
    int words = step.length == 0 ? 0 : step.lastWord() - first + 1;
    long[] values = new long[words];
    long[] masks = new long[words];
    for (int i = 0; i < step.length; i++) {
      int at = step.offset + i;
      int shift = (at & 7) * 8;
      values[(at >>> 3) - first] |= (step.data[i] & 0xffL) << shift;
      masks[(at >>> 3) - first] |= 0xffL << shift;
    }
    return new Entry(first, values, masks, false, -1);
  }
}
