package io.tandem.ipc.testkit;

import io.tandem.ipc.memory.Layout;
import java.util.Map;
import java.util.TreeMap;

/** What the words are called in a trace. */
final class WordNames {
  private record Name(String name, long size) {}

  private final TreeMap<Long, Name> names = new TreeMap<>();

  void add(long offset, long size, String name) {
    names.put(offset, new Name(name, size));
  }

  /** Takes the names of a layout's fields; of a repeated part, those of {@code repeats} parts. */
  void add(long base, String prefix, Layout layout, int repeats) {
    for (Layout.Field field : layout.fields()) {
      int count = field.count() == 0 ? repeats : field.count();
      for (int i = 0; i < count; i++) {
        String name = prefix + field.name() + (count > 1 ? "[" + i + "]" : "");
        long offset = base + field.offset() + i * field.sizeBytes();
        if (field.part() == null) {
          add(offset, field.sizeBytes(), name);
        } else {
          add(offset, name + ".", field.part(), 0);
        }
      }
    }
  }

  String at(long offset) {
    Map.Entry<Long, Name> entry = names.floorEntry(offset);
    if (entry == null || offset >= entry.getKey() + entry.getValue().size()) {
      return "@" + offset;
    }
    long inside = offset - entry.getKey();
    return entry.getValue().name() + (inside == 0 ? "" : "+" + inside);
  }
}
