package io.tandem.ipc.testkit;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What some objects hold, all that can be reached from them included, as a value that is equal for
 * objects which cannot be told apart. References to one object are told from references to equal
 * ones.
 */
final class Fingerprint {
  private final List<Object> parts = new ArrayList<>();
  private final IdentityHashMap<Object, Integer> seen = new IdentityHashMap<>();

  private Fingerprint() {}

  static Object of(Object... roots) {
    Fingerprint fingerprint = new Fingerprint();
    for (Object root : roots) {
      fingerprint.add(root);
    }
    return List.copyOf(fingerprint.parts);
  }

  private void add(Object value) {
    if (value == null) {
      parts.add("null");
    } else if (value instanceof Number || value instanceof Boolean || value instanceof Character) {
      parts.add(value);
    } else if (value instanceof String || value instanceof Enum || value instanceof Class) {
      parts.add(value);
    } else if (seen.putIfAbsent(value, seen.size()) != null) {
      parts.add("#" + seen.get(value));
    } else if (value instanceof ModelWords || value instanceof ModelProcess) {
      parts.add(value.toString());
    } else {
      parts.add(value.getClass());
      addContent(value);
    }
  }

  private void addContent(Object value) {
    if (value.getClass().isArray()) {
      int length = Array.getLength(value);
      parts.add(length);
      for (int i = 0; i < length; i++) {
        add(Array.get(value, i));
      }
    } else if (value instanceof Map<?, ?> map) {
      parts.add(map.size());
      map.forEach(
          (key, content) -> {
            add(key);
            add(content);
          });
    } else if (value instanceof Collection<?> collection) {
      parts.add(collection.size());
      collection.forEach(this::add);
    } else if (value instanceof ByteBuffer buffer) {
      parts.add(buffer.position());
      parts.add(buffer.limit());
      parts.add(buffer.duplicate().clear());
    } else {
      addFields(value);
    }
  }

  private void addFields(Object value) {
    for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          add(read(field, value));
        }
      }
    }
  }

  private static Object read(Field field, Object value) {
    try {
      field.setAccessible(true);
      return field.get(value);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalArgumentException(
          "what a "
              + value.getClass().getName()
              + " holds cannot be read; give settle the values that matter instead",
          e);
    }
  }
}
