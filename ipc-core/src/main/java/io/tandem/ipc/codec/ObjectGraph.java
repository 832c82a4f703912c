package io.tandem.ipc.codec;

import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Finds the way from a value to the object in it that cannot travel: {@code Order.customer.session
 * (java.net.Socket)}. The JDK would tell it too, but only where a system property was set before
 * its serialization was first used.
 *
 * <p>Only called after serialization has failed. Looks at what serialization looks at: fields that
 * are not static or transient, elements, keys and values, and what a lambda has captured; breadth
 * first, so that the way is the shortest.
 */
final class ObjectGraph {
  private static final int MAX_OBJECTS = 1_000_000;

  private final Queue<Node> queue = new ArrayDeque<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private ObjectGraph() {}

  /** An object and how it was reached; the label says the last step. */
  private static final class Node {
    private final Object object;
    private final Node parent;
    private final String label;

    Node(Object object, Node parent, String label) {
      this.object = object;
      this.parent = parent;
      this.label = label;
    }

    String path() {
      StringBuilder text = new StringBuilder(label);
      for (Node node = parent; node != null; node = node.parent) {
        text.insert(0, node.label);
      }
      return text.toString();
    }
  }

  /**
   * The path to the first object of a class.
   *
   * @param culprit the class's name, as {@link java.io.NotSerializableException} gives it
   */
  static String path(Object root, String culprit) {
    String name = root.getClass().getSimpleName();
    String label = root.getClass().isSynthetic() || name.isEmpty() ? "value" : name;
    Node found = new ObjectGraph().find(new Node(root, null, label), culprit);
    return found == null
        ? label + " ... (" + culprit + ", at a place that its owner's own code writes)"
        : found.path() + " (" + culprit + ")";
  }

  private Node find(Node root, String culprit) {
    add(root);
    for (Node node = queue.poll(); node != null; node = queue.poll()) {
      if (node.object.getClass().getName().equals(culprit)) {
        return node;
      }
      Object replacement = replacement(node.object);
      Node written = replacement == null ? node : new Node(replacement, node, "");
      if (replacement != null && replacement.getClass().getName().equals(culprit)) {
        return written;
      }
      addParts(written);
    }
    return null;
  }

  private void add(Node node) {
    if (node.object != null && seen.size() < MAX_OBJECTS && seen.add(node.object)) {
      queue.add(node);
    }
  }

  private void addParts(Node node) {
    Object object = node.object;
    if (object instanceof Object[] array) {
      for (int i = 0; i < array.length; i++) {
        add(new Node(array[i], node, Problems.index(i)));
      }
    } else if (object instanceof SerializedLambda lambda) {
      for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
        String label = " captured by the lambda in " + lambda.getImplClass().replace('/', '.');
        add(new Node(lambda.getCapturedArg(i), node, "." + ordinal(i) + " variable" + label));
      }
    } else if (!(object instanceof Serializable)) {
      return;
    } else if (isJdk(object.getClass())) {
      addPartsOfJdk(node);
    } else {
      addFields(node);
      addPartsOfJdk(node);
    }
  }

  /** What the JDK's classes hold, whose fields are closed to us. */
  private void addPartsOfJdk(Node node) {
    Object object = node.object;
    if (object instanceof Collection<?> collection) {
      int index = 0;
      for (Object element : collection) {
        add(new Node(element, node, Problems.index(index++)));
      }
    } else if (object instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String key = brief(entry.getKey());
        add(new Node(entry.getKey(), node, ".key(" + key + ")"));
        add(new Node(entry.getValue(), node, "[" + key + "]"));
      }
    } else if (object instanceof Map.Entry<?, ?> entry) {
      add(new Node(entry.getKey(), node, ".key"));
      add(new Node(entry.getValue(), node, ".value"));
    } else if (object instanceof AtomicReference<?> reference) {
      add(new Node(reference.get(), node, ".value"));
    } else if (object instanceof Throwable thrown) {
      add(new Node(thrown.getCause(), node, ".cause"));
      for (Throwable suppressed : thrown.getSuppressed()) {
        add(new Node(suppressed, node, ".suppressed"));
      }
    }
  }

  private void addFields(Node node) {
    for (Class<?> type = node.object.getClass();
        type != null && Serializable.class.isAssignableFrom(type);
        type = type.getSuperclass()) {
      ObjectStreamClass description = ObjectStreamClass.lookup(type);
      if (description == null || isJdk(type)) {
        continue;
      }
      for (ObjectStreamField field : description.getFields()) {
        if (!field.isPrimitive()) {
          add(new Node(read(type, field.getName(), node.object), node, "." + field.getName()));
        }
      }
    }
  }

  private static Object read(Class<?> type, String name, Object object) {
    try {
      Field field = type.getDeclaredField(name);
      return field.trySetAccessible() ? field.get(object) : null;
    } catch (ReflectiveOperationException e) {
      // Written by its owner's own code under a name that is not a field's: nothing to look at.
      return null;
    }
  }

  /** What the object has written in its stead, or null if it stands for itself. */
  private static Object replacement(Object object) {
    Method method = null;
    for (Class<?> type = object.getClass();
        method == null && type != null && !isJdk(type);
        type = type.getSuperclass()) {
      method = writeReplace(type);
    }
    try {
      return method != null && method.trySetAccessible() ? method.invoke(object) : null;
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private static Method writeReplace(Class<?> type) {
    try {
      return type.getDeclaredMethod("writeReplace");
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private static boolean isJdk(Class<?> type) {
    return type.getClassLoader() == null && !type.isHidden();
  }

  private static String brief(Object key) {
    return key instanceof String || key instanceof Number || key instanceof Enum<?>
        ? key.toString()
        : key == null ? "null" : key.getClass().getSimpleName();
  }

  private static String ordinal(int index) {
    return switch (index) {
      case 0 -> "first";
      case 1 -> "second";
      case 2 -> "third";
      default -> (index + 1) + "th";
    };
  }
}
